"""The island modeler: drawing, checking, publishing, and that it speaks Chinese throughout."""

import re
from collections.abc import Callable
from functools import reduce
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Console
from tests.browser.island_site import FIXTURES, XML, IslandSite, assert_watermark, element, opened

pytestmark = pytest.mark.browser

MODELER = {
    "sourceUrl": XML["xmlUrl"],
    "checkUrl": "/check",
    "publishUrl": "/publish",
    "csrfToken": "token-2",
    "name": "complaint",
    "version": 3,
    "canPublish": True,
}


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
    assert ">PT4H</bpmn:timeDuration>" in body["source"]
    assert 'camunda:candidateGroups="supervisors"' in body["source"]  # what nobody touched is kept
    assert_watermark(page)


def test_nothing_is_saved_before_it_was_opened(site: IslandSite, page: Page) -> None:
    """On a slow network the bar is seen before the drawing has come; an empty one would take its place."""
    page.route("**/complaint.bpmn", lambda never: None)
    page.goto(site.page("modeler", MODELER))
    desk = page.locator(".kf-modeler")
    expect(desk).to_have_js_property("inert", True)
    page.unroute("**/complaint.bpmn")
    page.reload()
    expect(desk).to_have_js_property("inert", False)


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
        (500, None, "您的修改没有丢失"),
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


NAMES = set(re.findall(r'name="([^"]+)"', (FIXTURES / "complaint.bpmn").read_text("utf-8")))

# What the panel and the menus may show in Latin letters: names of things, not words of the program.
LATIN = re.compile(
    r"\b(ID|BPMN|DMN|CMMN|FEEL|ISO|EL|UTC|QName|JSON|Java|Camunda|cron|Ctrl|PT?\d\w*|R\d*|[A-Za-z]+_\w+"
    r"|complaint|agents|supervisors|notice|archive|singleEntry|singleResult|resultList|collectEntries)\b|\$\{[^}]*\}"
)


# Also where the entry is folded, which Playwright's own `select_option` refuses.
CHOOSE = "(select, value) => { select.value = value; select.dispatchEvent(new Event('change', { bubbles: true })); }"


def words(page: Page, container: str) -> set[str]:
    """Texts and titles inside a container."""
    texts = page.locator(container).evaluate_all(
        """roots => roots.flatMap(root => [root, ...root.querySelectorAll('*')].flatMap(element => [
            element.getAttribute('title'), element.getAttribute('aria-label'), element.getAttribute('placeholder'),
            ...[...element.childNodes].filter(node => node.nodeType === 3).map(node => node.data)]))"""
    )
    return {text for text in texts if text}


def english(page: Page, container: str) -> list[str]:
    """Those that hold Latin words which are no names."""
    return sorted(text for text in words(page, container) if re.search("[A-Za-z]{2}", LATIN.sub("", text)))


def chinese(page: Page, container: str) -> list[str]:
    """Those that hold Chinese which is no name of the diagram."""
    drawn = sorted(NAMES, key=len, reverse=True)
    rest = {text: reduce(lambda left, name: left.replace(name, ""), drawn, text) for text in words(page, container)}
    return sorted(text for text, left in rest.items() if re.search("[\u3001-\u303f\u4e00-\u9fff\uff00-\uffef]", left))


ELEMENTS = pytest.mark.parametrize(
    "element_id", ["Verify", "Archive", "Grade", "Start", "End", "Deadline", "Flow_red", None]
)


def look_around(page: Page, element_id: str | None, foreign: Callable[[Page, str], list[str]]) -> None:
    """Palette, menus and every entry of the panel hold nothing foreign."""
    assert foreign(page, ".djs-palette") == []
    if element_id:
        page.evaluate("id => window.kefuflowModeler.select(id)", element_id)
        page.locator('.djs-context-pad [data-action="replace"]').click()
        expect(page.locator(".djs-popup")).to_be_visible()
        assert foreign(page, ".djs-popup") == []
        page.keyboard.press("Escape")
        assert foreign(page, ".djs-context-pad") == []
    panel = page.locator(".bio-properties-panel")
    for header in panel.locator(".bio-properties-panel-group-header").all():
        header.dispatch_event("click")
    for adder in panel.locator(".bio-properties-panel-add-entry").all():
        adder.dispatch_event("click")  # it grows under the pointer
    for field in panel.locator("select").all():  # every choice brings fields of its own
        for value in field.evaluate("select => [...select.options].map(option => option.value)"):
            if field.count() and field.locator(f'option[value="{value}"]').count():
                field.evaluate(CHOOSE, value)
                assert foreign(page, ".bio-properties-panel") == []
    assert foreign(page, ".bio-properties-panel") == []


@ELEMENTS
def test_modeler_speaks_chinese(site: IslandSite, page: Page, element_id: str | None) -> None:
    opened(page, site.page("modeler", MODELER))
    look_around(page, element_id, english)
    assert page.evaluate("[...window.kefuflowModeler.untranslated]") == []


@ELEMENTS
def test_modeler_speaks_no_chinese_in_english(site: IslandSite, page: Page, element_id: str | None) -> None:
    opened(page, site.page("modeler", MODELER, lang="en"))
    look_around(page, element_id, chinese)


def test_modeler_speaks_english(site: IslandSite, page: Page) -> None:
    opened(page, site.page("modeler", MODELER, lang="en"))
    expect(page.get_by_role("button", name="Publish", exact=True)).to_be_visible()
    page.set_viewport_size({"width": 1050, "height": 800})  # what a page of 1280 leaves
    bar = page.locator(".kf-tools").bounding_box()
    assert bar and bar["height"] < 60, "in one row"
    expect(page.get_by_role("button", name="Create start event")).to_be_visible()
    expect(page.locator(".bio-properties-panel-group-header-title").first).to_have_text("General")
