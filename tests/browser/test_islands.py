"""Every island in a real browser, under the Content-Security-Policy of the application."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Console
from tests.browser.island_site import IslandSite

pytestmark = pytest.mark.browser

FIXTURES = Path(__file__).parent / "fixtures"
XML = {"xmlUrl": "/fixtures/complaint.bpmn"}
REPLAY = {**XML, "stepsUrl": "/fixtures/steps.json", "timeZone": "Asia/Shanghai"}
MODELER = {
    **XML,
    "checkUrl": "/check",
    "publishUrl": "/publish",
    "csrfToken": "token-2",
    "processKey": "complaint",
    "version": 3,
    "canPublish": True,
}


@pytest.fixture
def site() -> Iterator[IslandSite]:
    opened = IslandSite()
    yield opened
    opened.close()


def element(page: Page, element_id: str) -> Any:
    return page.locator(f'.djs-element[data-element-id="{element_id}"]')


def opened(page: Page, address: str) -> Page:
    page.goto(address)
    page.wait_for_selector('[data-mounted="done"]')
    return page


def assert_watermark(page: Page, link: str = ".bjs-powered-by") -> None:
    """The licence wants the watermark visible and nothing on top of it."""
    mark = page.locator(link)
    mark.scroll_into_view_if_needed()
    expect(mark).to_be_visible()
    expect(mark).to_have_attribute("href", re.compile("bpmn.io"))
    on_top = mark.evaluate(
        """link => { const box = link.getBoundingClientRect();
            return link.contains(document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2)); }"""
    )
    assert on_top


# viewer


def test_viewer_marks_active_incident_overdue_and_done(site: IslandSite, page: Page) -> None:
    active = [{"element": "Supervise", "count": 3}, {"element": "Press", "count": 1, "incident": True}]
    config = {**XML, "active": active, "done": {"Start": 1, "Verify": 2, "Gone": 1}, "overdue": ["Supervise"]}
    opened(page, site.page("viewer", config))
    expect(element(page, "Supervise")).to_have_class(re.compile("kf-overdue"))
    expect(element(page, "Press")).to_have_class(re.compile("kf-incident"))
    expect(element(page, "Verify")).to_have_class(re.compile("kf-done"))
    assert sorted(page.locator(".kf-badge").all_inner_texts()) == ["! 1", "3", "×2", "超时"]
    assert_watermark(page)


def test_viewer_shows_the_whole_diagram_and_zooms(site: IslandSite, page: Page) -> None:
    opened(page, site.page("viewer", XML))
    canvas, end = page.locator(".kf-canvas").bounding_box(), element(page, "End").bounding_box()
    assert canvas and end
    assert end["x"] + end["width"] < canvas["x"] + canvas["width"]
    page.get_by_role("button", name="放大").click()
    larger = element(page, "End").bounding_box()
    assert larger and larger["width"] == pytest.approx(end["width"] * 1.25, rel=0.02)
    page.get_by_role("button", name="适应窗口").click()
    assert element(page, "End").bounding_box() == pytest.approx(end, abs=0.5)


def test_viewer_tells_the_page_which_element_was_clicked(site: IslandSite, page: Page) -> None:
    opened(page, site.page("viewer", XML))
    page.evaluate("document.addEventListener('kefuflow:element', event => { window.clicked = event.detail; })")
    element(page, "Verify").click()
    assert page.evaluate("window.clicked") == {"id": "Verify", "name": "核实投诉"}


@pytest.mark.parametrize(("lang", "text"), [("zh-CN", "内容无法加载"), ("en", "could not be loaded")])
def test_a_missing_diagram_is_said(site: IslandSite, page: Page, console: Console, lang: str, text: str) -> None:
    console.expect(404)
    page.goto(site.page("viewer", {"xmlUrl": "/fixtures/none.bpmn"}, lang=lang))
    expect(page.get_by_role("alert")).to_contain_text(text)


# replay


def test_replay_steps_through_the_history(site: IslandSite, page: Page) -> None:
    opened(page, site.page("replay", REPLAY))
    current = page.locator(".kf-step[aria-current]")
    expect(current).to_contain_text("登记投诉")
    expect(page.get_by_role("button", name="上一步")).to_be_disabled()
    for _ in range(4):
        page.get_by_role("button", name="下一步").click()
    expect(current).to_contain_text("到达 主管亲自处理")
    expect(current).to_contain_text("2026-01-05 09:12:31")
    expect(element(page, "Supervise")).to_have_class(re.compile("kf-active"))
    expect(element(page, "Verify")).to_have_class(re.compile("kf-done"))
    expect(element(page, "Flow_red")).to_have_class(re.compile("kf-taken.*kf-current"))
    expect(element(page, "Flow_other")).not_to_have_class(re.compile("kf-taken"))
    expect(page.locator(".kf-badge")).to_have_text("● 1")
    assert page.url.endswith("#step=4")
    page.get_by_role("button", name="上一步").click()
    expect(element(page, "Supervise")).not_to_have_class(re.compile("kf-active"))
    assert_watermark(page)


def test_replay_shows_the_data_of_the_moment(site: IslandSite, page: Page) -> None:
    opened(page, site.page("replay", REPLAY) + "#step=2")
    held, changed = page.locator(".kf-held"), page.locator(".kf-changed")
    expect(held).to_contain_text("等级红")
    expect(held).to_contain_text('"编号": "A-1024"')
    expect(changed).to_contain_text("等级红")
    page.get_by_role("button", name="跳到最后").click()
    expect(held).to_contain_text("等级绿")  # the later value wins
    expect(held).to_contain_text("客户李四")  # and the untouched one stays
    expect(changed).to_contain_text("本步没有改变数据")
    page.get_by_role("button", name="回到开始").click()
    expect(held).not_to_contain_text("等级")


def test_replay_by_slider_row_key_and_link(site: IslandSite, page: Page) -> None:
    opened(page, site.page("replay", REPLAY) + "#step=6")
    current = page.locator(".kf-step[aria-current]")
    expect(current).to_contain_text("发送失败")
    expect(element(page, "Press")).to_have_class(re.compile("kf-incident"))
    page.get_by_role("slider", name="回放位置").fill("2")
    expect(current).to_contain_text("完成 核实投诉")
    page.get_by_role("button", name="投诉关闭").click()
    expect(current).to_contain_text("投诉关闭")
    page.keyboard.press("ArrowUp")
    expect(current).to_contain_text("完成 主管亲自处理")
    expect(page.locator(".kf-when")).to_contain_text("2026-01-05 11:20:00")
    page.evaluate("location.hash = '#step=1'")
    expect(current).to_contain_text("到达 核实投诉")
    page.evaluate("location.hash = '#step=999'")
    expect(current).to_contain_text("投诉关闭")  # kept within the history


def test_replay_plays_to_the_end_and_stops(site: IslandSite, page: Page) -> None:
    page.clock.install(time=0)
    opened(page, site.page("replay", REPLAY))
    page.clock.pause_at(3600)
    page.get_by_role("combobox", name="速度").select_option("4")
    page.get_by_role("button", name="播放").click()
    current = page.locator(".kf-step[aria-current]")
    page.clock.run_for(350)  # 1200 ms a step at single speed
    expect(current).to_contain_text("到达 核实投诉")
    page.clock.run_for(300)
    expect(current).to_contain_text("完成 核实投诉")
    page.get_by_role("button", name="暂停").click()
    page.clock.run_for(5000)
    expect(current).to_contain_text("完成 核实投诉")
    page.get_by_role("button", name="播放").click()
    page.clock.run_for(5000)
    expect(current).to_contain_text("投诉关闭")
    expect(page.get_by_role("button", name="播放")).to_be_enabled()


@pytest.mark.parametrize(("broken", "chip"), [(None, "✓ 已校验"), (3, "✗ 校验失败")])
def test_replay_shows_the_hash_check(site: IslandSite, page: Page, broken: int | None, chip: str) -> None:
    answer = json.loads((FIXTURES / "steps.json").read_text())
    if broken is not None:
        answer["verified"] = answer["steps"][broken]["hash_ok"] = False
    page.route("**/fixtures/steps.json", lambda route: route.fulfill(json=answer))
    opened(page, site.page("replay", REPLAY))
    expect(page.locator(".kf-hash")).to_have_text(chip)
    marked = [index for index, row in enumerate(page.locator(".kf-step").all()) if "校验失败" in row.inner_text()]
    assert marked == ([] if broken is None else [broken])


# modeler


def panel_group(page: Page, name: str) -> Any:
    """A group of the properties panel, opened."""
    title = page.locator(".bio-properties-panel-group-header-title").get_by_text(name, exact=True)
    group = page.locator(".bio-properties-panel-group").filter(has=title)
    if not group.locator(".bio-properties-panel-group-entries.open").count():
        title.click()
    return group


def change_deadline(page: Page, value: str) -> None:
    element(page, "Deadline").click()
    field = panel_group(page, "定时器").get_by_label("值")
    field.fill(value)
    field.blur()


def test_modeler_publishes_what_was_changed_in_the_panel(site: IslandSite, page: Page) -> None:
    site.answers["/publish"] = (200, {"version": 4, "url": "/definitions/complaint/4"})
    opened(page, site.page("modeler", MODELER))
    status = page.get_by_role("status")
    expect(status).to_have_text("没有修改")
    change_deadline(page, "PT4H")
    expect(status).to_have_text("有未发布的修改")
    page.get_by_role("button", name="发布新版本").click()
    page.get_by_label("版本说明").fill("时限改为 4 小时")
    page.get_by_role("button", name="发布", exact=True).click()
    expect(page.locator(".kf-problems")).to_contain_text("版本 4 已发布")
    expect(page.get_by_role("link", name="查看版本")).to_have_attribute("href", "/definitions/complaint/4")
    expect(status).to_have_text("没有修改")
    path, headers, body = site.posted[-1]
    assert (path, headers["X-CSRFToken"], body["comment"]) == ("/publish", "token-2", "时限改为 4 小时")
    assert ">PT4H</bpmn:timeDuration>" in body["xml"]
    assert 'camunda:candidateGroups="supervisors"' in body["xml"]  # what nobody touched is kept
    assert_watermark(page)


def test_modeler_undo_counts_as_unchanged(site: IslandSite, page: Page) -> None:
    opened(page, site.page("modeler", MODELER))
    change_deadline(page, "PT4H")
    page.get_by_role("button", name="撤销").click()
    expect(page.get_by_role("status")).to_have_text("没有修改")
    page.get_by_role("button", name="重做").click()
    expect(page.get_by_role("status")).to_have_text("有未发布的修改")


def test_modeler_lists_problems_and_selects_their_elements(site: IslandSite, page: Page) -> None:
    problems = [
        {"severity": "warning", "line": 3, "element": None, "message": "命名空间未知"},
        {"severity": "error", "line": 30, "element": "Handle", "message": "网关没有可走的<b>路</b>"},
    ]
    site.answers["/check"] = (200, {"problems": problems})
    opened(page, site.page("modeler", MODELER))
    page.get_by_role("button", name="检查").click()
    rows = page.locator(".kf-problem")
    expect(rows).to_have_count(2)
    expect(rows.nth(1)).to_contain_text("网关没有可走的<b>路</b>")  # text, never markup
    expect(rows.nth(1)).to_contain_text("第 30 行")
    expect(element(page, "Handle")).to_have_class(re.compile("kf-incident"))
    rows.nth(1).click()
    expect(page.locator(".bio-properties-panel-header-label")).to_have_text("专员处理")
    site.answers["/check"] = (200, {"problems": []})
    page.get_by_role("button", name="检查").click()
    expect(page.locator(".kf-problems")).to_contain_text("没有发现问题")
    expect(element(page, "Handle")).not_to_have_class(re.compile("kf-incident"))


@pytest.mark.parametrize(
    ("status", "answer", "text"),
    [
        (422, {"problems": [{"severity": "error", "line": 9, "element": "Grade", "message": "条件为空"}]}, "条件为空"),
        (409, {}, "有人发布了新版本"),
        (403, {}, "没有发布此流程的权限"),
        (500, None, "您的图没有丢失"),
    ],
)
def test_modeler_keeps_the_diagram_when_publishing_fails(
    site: IslandSite, page: Page, console: Console, status: int, answer: object, text: str
) -> None:
    console.expect(status)
    site.answers["/publish"] = (status, answer)
    opened(page, site.page("modeler", MODELER))
    change_deadline(page, "PT4H")
    page.get_by_role("button", name="发布新版本").click()
    page.get_by_label("版本说明").fill("改时限")
    page.get_by_role("button", name="发布", exact=True).click()
    expect(page.locator(".kf-problems")).to_contain_text(text)
    expect(page.get_by_role("status")).to_have_text("有未发布的修改")


def test_modeler_opens_and_downloads_files(site: IslandSite, page: Page, tmp_path: Path) -> None:
    changed = tmp_path / "changed.bpmn"
    changed.write_text((FIXTURES / "complaint.bpmn").read_text().replace("专员处理", "班长处理"))
    broken = tmp_path / "broken.bpmn"
    broken.write_text("<html>")
    opened(page, site.page("modeler", MODELER))
    page.locator("input[type=file]").set_input_files(changed)
    expect(element(page, "Handle")).to_contain_text("班长处理")
    expect(page.get_by_role("status")).to_have_text("有未发布的修改")
    with page.expect_download() as download:
        page.get_by_role("button", name="下载 .bpmn").click()
    assert download.value.suggested_filename == "complaint.bpmn"
    assert "班长处理" in download.value.path().read_text()
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator("input[type=file]").set_input_files(broken)
    expect(page.locator(".kf-problems")).to_contain_text("文件无法打开")
    expect(element(page, "Handle")).to_contain_text("班长处理")


def test_modeler_warns_before_unsaved_changes_are_left(site: IslandSite, page: Page) -> None:
    opened(page, site.page("modeler", MODELER))
    change_deadline(page, "PT4H")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto(f"{site.address}/fixtures/steps.json")
    assert asked == ["beforeunload"]


def test_modeler_without_the_right_cannot_publish(site: IslandSite, page: Page) -> None:
    opened(page, site.page("modeler", {**MODELER, "canPublish": False}))
    expect(page.get_by_role("button", name="检查")).to_be_visible()
    expect(page.get_by_role("button", name="发布新版本")).to_have_count(0)


# What the panel and the menus may show in Latin letters: names of things, not words of the program.
LATIN = re.compile(
    r"\b(ID|BPMN|DMN|CMMN|FEEL|ISO|EL|UTC|QName|JSON|Java|Camunda|cron|Ctrl|PT?\d\w*|R\d*|[A-Za-z]+_\w+"
    r"|complaint|agents|supervisors|notice|archive|singleEntry|singleResult|resultList|collectEntries)\b|\$\{[^}]*\}"
)


# Also where the entry is folded, which Playwright's own `select_option` refuses.
CHOOSE = "(select, value) => { select.value = value; select.dispatchEvent(new Event('change', { bubbles: true })); }"


def english(page: Page, container: str) -> list[str]:
    """Texts and titles inside a container that hold Latin words which are no names."""
    texts = page.locator(container).evaluate_all(
        """roots => roots.flatMap(root => [root, ...root.querySelectorAll('*')].flatMap(element => [
            element.getAttribute('title'), element.getAttribute('aria-label'), element.getAttribute('placeholder'),
            ...[...element.childNodes].filter(node => node.nodeType === 3).map(node => node.data)]))"""
    )
    return sorted({text for text in texts if text and re.search("[A-Za-z]{2}", LATIN.sub("", text))})


@pytest.mark.parametrize("element_id", ["Verify", "Archive", "Grade", "Start", "End", "Deadline", "Flow_red", None])
def test_modeler_speaks_chinese(site: IslandSite, page: Page, element_id: str | None) -> None:
    opened(page, site.page("modeler", MODELER))
    assert english(page, ".djs-palette") == []
    if element_id:
        page.evaluate("id => window.kefuflowModeler.select(id)", element_id)
        page.locator('.djs-context-pad [data-action="replace"]').click()
        expect(page.locator(".djs-popup")).to_be_visible()
        assert english(page, ".djs-popup") == []
        page.keyboard.press("Escape")
        assert english(page, ".djs-context-pad") == []
    panel = page.locator(".bio-properties-panel")
    for header in panel.locator(".bio-properties-panel-group-header").all():
        header.dispatch_event("click")
    for adder in panel.locator(".bio-properties-panel-add-entry").all():
        adder.dispatch_event("click")  # it grows under the pointer
    for field in panel.locator("select").all():  # every choice brings fields of its own
        for value in field.evaluate("select => [...select.options].map(option => option.value)"):
            if field.count() and field.locator(f'option[value="{value}"]').count():
                field.evaluate(CHOOSE, value)
                assert english(page, ".bio-properties-panel") == []
    assert english(page, ".bio-properties-panel") == []
    assert page.evaluate("[...window.kefuflowModeler.untranslated]") == []


def test_modeler_speaks_english(site: IslandSite, page: Page) -> None:
    opened(page, site.page("modeler", MODELER, lang="en"))
    expect(page.get_by_role("button", name="Publish new version")).to_be_visible()
    expect(page.get_by_role("button", name="Create start event")).to_be_visible()
    expect(page.locator(".bio-properties-panel-group-header-title").first).to_have_text("General")


# form


SUBMIT = """<div id="form-alert" hidden></div>
<button data-form-submit data-primary data-url="/complete" data-extra='{"claim_next": true}'>提交</button>
<button data-form-submit data-novalidate data-url="/save">暂存</button>"""
TYPED = {"customer": "李四", "category": "价格", "amount": 12.5, "facts": "超市多收了费用"}


def form_page(site: IslandSite, page: Page, **config: Any) -> Page:
    schema = json.loads((FIXTURES / "complaint.form").read_text())
    return opened(page, site.page("form", {"schema": schema, "draftKey": "task-1", **config}, SUBMIT))


def fill_in(page: Page) -> None:
    page.get_by_label("客户姓名").fill("李四")
    page.get_by_text("请选择").click()
    page.get_by_text("价格", exact=True).click()
    page.get_by_label("涉及金额").fill("12.5")
    page.get_by_label("事实经过").fill("超市多收了费用")


@pytest.mark.parametrize(
    ("label", "typed", "message"),
    [
        ("客户姓名", "", "此项必填"),
        ("客户姓名", "很" * 21, "最多填写 20 个字"),
        ("联系电话", "12", "格式不正确"),
        ("涉及金额", "-1", "不能小于 0"),
        ("涉及金额", "100001", "不能大于 100000"),
        ("事实经过", "短", "至少填写 5 个字"),
    ],
)
def test_form_validates_in_chinese(site: IslandSite, page: Page, label: str, typed: str, message: str) -> None:
    form_page(site, page)
    page.get_by_label(label).fill(typed)
    page.get_by_role("button", name="提交").click()
    field = page.locator(".fjs-form-field").filter(has=page.get_by_label(label))
    expect(field.locator(".fjs-form-field-error")).to_contain_text(message)
    expect(page.locator("#form-alert")).to_have_text("请更正标出的内容后再提交")
    assert site.posted == []
    assert_watermark(page, ".fjs-powered-by-link")


def test_form_validates_in_english(site: IslandSite, page: Page) -> None:
    schema = json.loads((FIXTURES / "complaint.form").read_text())
    opened(page, site.page("form", {"schema": schema}, SUBMIT, lang="en"))
    page.get_by_role("button", name="提交").click()
    expect(page.locator(".fjs-form-field-error").first).to_have_text("This field is required.")


def test_form_calendar_speaks_chinese(site: IslandSite, page: Page) -> None:
    form_page(site, page)
    page.get_by_label("发生日期").click()
    expect(page.locator(".flatpickr-weekdays").first).to_contain_text("周日")


def test_form_sends_and_goes_where_it_is_told(site: IslandSite, page: Page) -> None:
    site.answers["/complete"] = (200, {"location": "/fixtures/steps.json"})
    form_page(site, page, data={"phone": "13800138000", "case": "K-1"})
    fill_in(page)
    page.get_by_label("事实经过").press("Control+Enter")
    page.wait_for_url("**/fixtures/steps.json")
    path, headers, body = site.posted[-1]
    assert (path, headers["X-CSRFToken"], body["claim_next"]) == ("/complete", "token-1", True)
    expected = {**TYPED, "phone": "13800138000", "when": None, "urgent": False}
    assert body["variables"] == expected  # and not `case`, which is no field of the form
    assert page.evaluate("sessionStorage.length") == 0


def test_form_saves_half_filled(site: IslandSite, page: Page) -> None:
    site.answers["/save"] = (200, {"location": "/fixtures/steps.json"})
    form_page(site, page)
    page.get_by_label("客户姓名").fill("李四")
    page.get_by_role("button", name="暂存").click()
    page.wait_for_url("**/fixtures/steps.json")
    assert site.posted[-1][2]["variables"]["customer"] == "李四"


def test_form_shows_what_the_server_refuses_and_keeps_what_was_typed(
    site: IslandSite, page: Page, console: Console
) -> None:
    console.expect(422)
    refusal = {"fields": {"customer": "查无此客户", "level": "未知的字段"}, "message": "没有提交"}
    site.answers["/complete"] = (422, refusal)
    form_page(site, page)
    fill_in(page)
    page.get_by_role("button", name="提交").click()
    errors = page.locator(".fjs-form-field-error")
    expect(errors).to_have_text(["查无此客户"])
    expect(page.locator("#form-alert")).to_have_text("没有提交 level：未知的字段")
    expect(page.get_by_label("事实经过")).to_have_value("超市多收了费用")
    page.get_by_label("客户姓名").fill("王五")
    expect(errors).to_have_count(0)  # a changed value is not marked any more
    site.answers["/complete"] = (200, {"location": "/fixtures/steps.json"})
    page.get_by_role("button", name="提交").click()
    page.wait_for_url("**/fixtures/steps.json")


def test_form_can_send_the_refused_value_again(site: IslandSite, page: Page, console: Console) -> None:
    console.expect(422)
    site.answers["/complete"] = (422, {"fields": {"customer": "查无此客户"}})
    form_page(site, page)
    fill_in(page)
    for _ in range(2):
        with page.expect_response("**/complete"):
            page.get_by_role("button", name="提交").click()
        expect(page.locator(".fjs-form-field-error")).to_have_count(1)


@pytest.mark.parametrize(
    ("status", "answer", "text"),
    [
        (409, {"message": "任务已由张三完成"}, "任务已由张三完成"),
        (403, {"message": "您不是办理人"}, "您不是办理人"),
        (403, {}, "您没有执行此操作的权限"),
        (500, {}, "您填写的内容已保留"),
        (200, {}, "您填写的内容已保留"),
    ],
)
def test_form_says_why_nothing_was_done(
    site: IslandSite, page: Page, console: Console, status: int, answer: object, text: str
) -> None:
    console.expect(status)
    site.answers["/complete"] = (status, answer)
    form_page(site, page)
    fill_in(page)
    page.get_by_role("button", name="提交").click()
    expect(page.locator("#form-alert")).to_contain_text(text)
    expect(page.get_by_role("button", name="提交")).to_be_enabled()


def test_form_survives_a_lost_network_and_a_reload(site: IslandSite, page: Page, console: Console) -> None:
    console.expect("ERR_FAILED")
    page.route("**/complete", lambda route: route.abort())
    form_page(site, page, data={"phone": "13800138000"})
    fill_in(page)
    page.get_by_role("button", name="提交").click()
    expect(page.locator("#form-alert")).to_contain_text("网络不通")
    for _ in range(2):  # a draft that was restored is kept for the next reload as well
        page.reload()
        expect(page.locator(".kf-draft")).to_contain_text("已恢复上次未提交的内容")
        expect(page.get_by_label("客户姓名")).to_have_value("李四")
        expect(page.get_by_label("联系电话")).to_have_value("13800138000")
        page.get_by_label("事实经过").fill("又想起一些细节")
    page.get_by_role("button", name="放弃并重填").click()
    expect(page.get_by_label("客户姓名")).to_have_value("")
    expect(page.locator(".kf-draft")).to_have_count(0)


def test_form_shows_errors_it_is_opened_with(site: IslandSite, page: Page) -> None:
    form_page(site, page, errors={"phone": "电话与客户资料不符"})
    field = page.locator(".fjs-form-field").filter(has=page.get_by_label("联系电话"))
    expect(field.locator(".fjs-form-field-error")).to_have_text("电话与客户资料不符")


def test_form_readonly_shows_and_never_sends(site: IslandSite, page: Page) -> None:
    form_page(site, page, data=TYPED, readonly=True)
    expect(page.get_by_label("客户姓名")).to_have_value("李四")
    expect(page.get_by_label("客户姓名")).not_to_be_editable()
    page.get_by_role("button", name="提交").click()
    page.evaluate("new Promise(later => setTimeout(later))")  # a bound button sends in the next turn
    assert site.posted == []
    assert page.evaluate("window.kefuflowForm") is None


def test_form_answers_the_page(site: IslandSite, page: Page) -> None:
    form_page(site, page)
    page.evaluate("document.addEventListener('kefuflow:form-changed', event => { window.seen = event.detail; })")
    fill_in(page)
    page.wait_for_function("window.seen?.facts === '超市多收了费用'")
    page.get_by_label("客户姓名").fill("")
    answer = page.evaluate("window.kefuflowForm.submit()")
    assert answer["errors"] == {"customer": ["此项必填"]}
    assert answer["data"]["amount"] == 12.5
