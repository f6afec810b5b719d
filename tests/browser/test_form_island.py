"""The island form: validation in the user's language, sending, refusals, and drafts that survive trouble."""

import json
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Console
from tests.browser.island_site import FIXTURES, IslandSite, assert_watermark, opened

pytestmark = pytest.mark.browser

SUBMIT = """<div id="form-alert" hidden></div>
<button disabled data-form-submit data-primary data-url="/complete" data-extra='{"claim_next": true}'>提交</button>
<button disabled data-form-submit data-novalidate data-url="/save">暂存</button>"""
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


def test_form_calendar_begins_on_the_day_of_the_page(site: IslandSite, page: Page) -> None:
    """Which in a demo is another one than the browser's."""
    when = {"type": "datetime", "subtype": "date", "key": "when", "id": "when", "dateLabel": "预约日"}
    schema = {"type": "default", "components": [when | {"disallowPassedDates": True}]}
    opened(page, site.page("form", {"schema": schema, "today": "2026-01-05"}, SUBMIT))
    page.get_by_label("预约日").click()
    expect(page.locator(".flatpickr-day.today")).to_have_attribute("aria-label", "一月 5, 2026")
    page.locator('.flatpickr-day[aria-label="一月 4, 2026"]').click(force=True)
    expect(page.get_by_label("预约日")).to_have_value("")
    page.locator('.flatpickr-day[aria-label="一月 7, 2026"]').click()
    expect(page.get_by_label("预约日")).to_have_value("2026/1/7")


def test_an_empty_table_says_so_in_chinese(site: IslandSite, page: Page) -> None:
    columns = [{"label": "轮次", "key": "round"}]
    table = {"type": "table", "id": "log", "label": "跟踪研判", "dataSource": "=log", "columns": columns}
    opened(page, site.page("form", {"schema": {"type": "default", "components": [table]}, "data": {"log": []}}))
    expect(page.locator(".fjs-table-body")).to_have_text("没有数据")


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


def test_form_hides_fields_by_feel_without_eval(site: IslandSite, page: Page) -> None:
    form_page(site, page)
    fill_in(page)
    reason = page.get_by_label("加急原因")
    expect(reason).to_have_count(0)
    assert "reason" not in page.evaluate("window.kefuflowForm.submit()")["data"]
    page.get_by_label("客户要求尽快答复").check()
    expect(reason).to_be_visible()
    assert page.evaluate("window.kefuflowForm.submit()")["errors"] == {"reason": ["此项必填"]}


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


def test_form_joins_what_the_server_refuses_in_english(site: IslandSite, page: Page, console: Console) -> None:
    console.expect(422)
    fields = {"customer": ["Unknown customer", "No letters"], "level": "Unknown field"}
    site.answers["/complete"] = (422, {"fields": fields, "message": "Not sent"})
    schema = json.loads((FIXTURES / "complaint.form").read_text())
    data = {**TYPED, "phone": "13800000000"}
    opened(page, site.page("form", {"schema": schema, "data": data}, SUBMIT, lang="en"))
    page.get_by_role("button", name="提交").click()
    expect(page.locator(".fjs-form-field-error")).to_have_text(["Unknown customer; No letters"])
    expect(page.locator("#form-alert")).to_have_text("Not sent level: Unknown field")


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
    expect(page.locator(".fjs-form-field-error")).to_have_count(1)  # the other fields are not blamed yet


def test_form_readonly_shows_and_never_sends(site: IslandSite, page: Page) -> None:
    form_page(site, page, data=TYPED, readonly=True)
    expect(page.get_by_label("客户姓名")).to_have_value("李四")
    expect(page.get_by_label("客户姓名")).not_to_be_editable()
    expect(page.get_by_role("button", name="提交")).to_be_disabled()
    assert page.evaluate("window.kefuflowForm") is None


def test_nothing_is_pressed_before_it_is_heard(site: IslandSite, page: Page) -> None:
    """On a slow network the page is seen before its script has come."""
    page.route("**/form.js", lambda never: None)
    schema = json.loads((FIXTURES / "complaint.form").read_text())
    page.goto(site.page("form", {"schema": schema}, SUBMIT), wait_until="commit")
    expect(page.get_by_role("button", name="提交")).to_be_disabled()


def test_form_answers_the_page(site: IslandSite, page: Page) -> None:
    form_page(site, page)
    page.evaluate("document.addEventListener('kefuflow:form-changed', event => { window.seen = event.detail; })")
    fill_in(page)
    page.wait_for_function("window.seen?.facts === '超市多收了费用'")
    page.get_by_label("客户姓名").fill("")
    answer = page.evaluate("window.kefuflowForm.submit()")
    assert answer["errors"] == {"customer": ["此项必填"]}
    assert answer["data"]["amount"] == 12.5
