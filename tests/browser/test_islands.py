"""The islands viewer and replay in a real browser, under the application's Content-Security-Policy."""

import json
import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Console
from tests.browser.island_site import FIXTURES, XML, IslandSite, assert_watermark, element, opened

pytestmark = pytest.mark.browser

REPLAY = {**XML, "stepsUrl": "/fixtures/steps.json", "timeZone": "Asia/Shanghai"}


def test_viewer_marks_active_incident_overdue_and_done(site: IslandSite, page: Page) -> None:
    active = [{"element": "Supervise", "count": 3}, {"element": "Press", "count": 1, "incident": True}]
    config = {**XML, "active": active, "done": {"Start": 1, "Verify": 2, "Gone": 1}, "overdue": ["Supervise"]}
    opened(page, site.page("viewer", config))
    expect(element(page, "Supervise")).to_have_class(re.compile("kf-overdue"))
    expect(element(page, "Press")).to_have_class(re.compile("kf-incident"))
    expect(element(page, "Verify")).to_have_class(re.compile("kf-done"))
    assert sorted(page.locator(".kf-badge").all_inner_texts()) == ["! 1", "3", "×2", "超时"]
    assert_watermark(page)


@pytest.mark.parametrize("island", ["viewer", "replay"])
def test_names_are_shown_in_the_readers_language(site: IslandSite, page: Page, island: str) -> None:
    config = {**XML, "stepsUrl": "/fixtures/steps.json", "texts": {"专员处理": "Agent handles it", "登记": "unused"}}
    opened(page, site.page(island, config, lang="en"))
    expect(element(page, "Handle")).to_contain_text("Agent")
    expect(element(page, "Handle")).not_to_contain_text("专员")
    expect(element(page, "Verify")).to_contain_text(re.compile("[\u4e00-\u9fff]"))  # what has no translation stays


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


def test_a_wide_diagram_begins_readable_where_something_happens(site: IslandSite, page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    opened(page, site.page("viewer", {**XML, "active": [{"element": "End", "count": 1}]}))
    canvas, end = page.locator(".kf-canvas").bounding_box(), element(page, "End").bounding_box()
    assert canvas and end
    assert end["width"] > 0.4 * 36, "half as large as drawn"
    assert canvas["x"] < end["x"] < canvas["x"] + canvas["width"] - end["width"]
    expect(element(page, "Start")).not_to_be_in_viewport()
    page.get_by_role("button", name="适应窗口").click()
    expect(element(page, "Start")).to_be_in_viewport(ratio=1)
    expect(element(page, "End")).to_be_in_viewport(ratio=1)


def test_replay_moves_to_where_something_happens_and_keeps_the_zoom(site: IslandSite, page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    steps = json.loads((FIXTURES / "steps.json").read_text())["steps"]
    opened(page, site.page("replay", REPLAY))
    sizes = set()
    for step in steps[1:]:
        page.get_by_role("button", name="下一步").click()
        canvas, now = page.locator(".kf-canvas").bounding_box(), element(page, step["element"]).bounding_box()
        assert canvas and now
        assert canvas["x"] <= now["x"] and now["x"] + now["width"] <= canvas["x"] + canvas["width"], step["element"]
        sizes.add(round(element(page, "Verify").bounding_box()["width"]))  # type: ignore[index]
    assert len(sizes) == 1


def test_viewer_tells_the_page_which_element_was_clicked(site: IslandSite, page: Page) -> None:
    opened(page, site.page("viewer", XML))
    page.evaluate("document.addEventListener('kefuflow:element', event => { window.clicked = event.detail; })")
    element(page, "Verify").click()
    assert page.evaluate("window.clicked") == {"id": "Verify", "name": "核实投诉"}


def test_viewer_in_a_folded_tab_fits_once_it_is_shown(site: IslandSite, page: Page) -> None:
    address = site.page("viewer", XML)
    site.pages["/viewer"] = site.pages["/viewer"].replace('class="p-3"', 'class="p-3" style="display: none"')
    page.goto(address)
    page.wait_for_selector('[data-mounted="done"]', state="attached")
    page.evaluate("document.body.style.display = 'block'")
    expect(element(page, "End")).to_be_in_viewport(ratio=1)
    expect(element(page, "Start")).to_be_in_viewport(ratio=1)


def test_htmx_brings_islands_without_eval(site: IslandSite, page: Page) -> None:
    site.pages["/part"] = '<div data-island="viewer" data-xml-url="/fixtures/complaint.bpmn" id="late"></div>'
    config = '<meta name="htmx-config" content=\'{"allowEval": false, "includeIndicatorStyles": false}\'>'
    more = f'{config}<script src="/dist/htmx.min.js"></script><button hx-get="/part" hx-target="#place">更多</button>'
    opened(page, site.page("viewer", XML, more + '<div id="place"></div>'))
    page.get_by_role("button", name="更多").click()
    expect(page.locator("#late [data-element-id=Verify]")).to_be_visible()


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
