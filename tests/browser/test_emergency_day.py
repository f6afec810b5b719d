"""A drill and an emergency on one morning: the same diagram, the same people; nothing of the drill leaves the house.

In Chinese and in English, with a mail server and a group chat that listen. It is Monday, 5 January 2026, nine o'clock.
"""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Sitting
from tests.browser.island_site import element, mounted
from tests.browser.outside import Outside
from tests.browser.person import Person
from tests.browser.words import Words

pytestmark = pytest.mark.browser

AGENT, JUNIOR, SENIOR, LEAD, SUPERVISOR, MANAGER, TECHNICIAN, DIRECTOR = (
    "lin_xiaoyu",
    "chen_hao",
    "zhou_min",
    "he_jing",
    "wang_jianguo",
    "liu_fang",
    "han_xu",
    "qian_weidong",
)
MAIL = "qian@kefu.example.com"
PLAN = "系统故障应急预案"
OUTAGE = {
    "nature": "系统故障",
    "occurred_at": "2026-01-05T08:50",
    "extent": "较大",
    "affected": "在线客服与 APP 报修，约 3000 名客户",
    "description": "八点五十分起在线会话无法接入，页面超时",
}
DRILL = {**OUTAGE, "description": "一季度演练：在线会话无法接入", "is_drill": True}
NAMED = {"coordinator": SUPERVISOR, "instruction": "先恢复接入，再查原因"}
DONE = {"measure_result": "已完成", "measure_note": "人员与资源到位，已向责任人报告"}
OPEN = {
    "is_controlled": "未受控",
    "situation": "部分会话仍无法接入",
    "added_measures": [{"name": "逐一回访受影响客户", "group": "junior_agents"}],
}
OVER = {"is_controlled": "已受控", "situation": "会话接入恢复，排队正常"}
REPORT = {"cause": "负载均衡证书过期", "aftermath": "受影响客户致歉并补发回访，证书纳入到期预警"}
REVISION = {
    "plan_revision": "证书到期前 30 天预警并列入值班检查",
    "review_items": [{"item": "建立证书台账", "owner": "韩旭", "due_on": "2026-01-20"}],
    "training": "一月例会培训",
    "next_drill_on": "2026-04-10",
}
APPROVED = {"approval": "同意"}


def test_a_drill_and_an_emergency(person: Sitting, outside: Outside, words: Words) -> None:
    staff = {each: person(each) for each in (AGENT, JUNIOR, SENIOR, LEAD, SUPERVISOR, MANAGER, TECHNICIAN)}
    director = person(DIRECTOR)
    director.says_mail(MAIL)
    drill = drilled(staff)
    case = happened(staff, director, outside)
    left_the_house(staff[SUPERVISOR], director, outside, case)
    stayed_inside(staff[SUPERVISOR], director, outside, drill)


Staff = dict[str, Person]


def drilled(staff: Staff) -> str:
    """To the archive; its number."""
    case = staff[AGENT].begin("emergency", DRILL)
    staff[MANAGER].work(case, "emergency", "name_lead", NAMED)
    staff[LEAD].claim(case, "emergency", "take_measures")
    form = staff[LEAD].page.locator(".fjs-form")
    hint = "**【演练】** 本次为演练：只在内部办理，不得联系客户、媒体和上级。"
    expect(form).to_contain_text(staff[LEAD].words.said(hint).replace("**", ""))
    staff[LEAD].picture("drill-measure")
    staff[LEAD].fill(DONE)
    staff[LEAD].submit()
    for user_id in (SUPERVISOR, SUPERVISOR, SENIOR, TECHNICIAN):
        staff[user_id].work(case, "emergency", "take_measures", DONE)
    staff[SUPERVISOR].move_clock("ten_minutes", 3)
    staff[SUPERVISOR].work_own(case, "emergency", "judge", OVER)
    concluded(staff, case)
    return case


def happened(staff: Staff, director: Person, outside: Outside) -> str:
    """From the report to the revised plan; its number."""
    case = staff[AGENT].begin("emergency", OUTAGE)
    expect(director.told(director.words.notice("emergency", "first_report", case_no=case, **OUTAGE))).to_be_visible()
    director.picture("emergency-notices")
    staff[MANAGER].claim(case, "emergency", "name_lead")
    expect(staff[MANAGER].page.locator(".fjs-form")).to_contain_text(PLAN)
    staff[MANAGER].fill(NAMED)
    staff[MANAGER].submit()
    side_by_side(staff, case)
    goes_round(staff, case)
    concluded(staff, case)
    return case


def side_by_side(staff: Staff, case: str) -> None:
    """Three groups have their measures in hand at once, and finish in another order."""
    for user_id in (LEAD, SENIOR, TECHNICIAN):
        staff[user_id].claim(case, "emergency", "take_measures")
    page = staff[MANAGER].open_case(case)
    expect(element(page, "take_measures")).to_have_class(re.compile("kf-active"))
    staff[MANAGER].picture("emergency-measures")
    for user_id in (TECHNICIAN, LEAD):
        staff[user_id].fill(DONE)
        staff[user_id].submit()
    for _ in range(2):
        staff[SUPERVISOR].work(case, "emergency", "take_measures", DONE)


def goes_round(staff: Staff, case: str) -> None:
    """Not under control after the first half hour: a measure more. After the second it is."""
    lead = staff[SUPERVISOR]
    lead.move_clock("ten_minutes", 3)
    lead.open_task(case, "emergency", "judge")
    lead.fill(OPEN)
    lead.picture("emergency-judge")
    lead.submit()
    staff[JUNIOR].work(case, "emergency", "take_measures", DONE)
    staff[SENIOR].fill(DONE)  # still open from before
    staff[SENIOR].submit()
    lead.move_clock("ten_minutes", 3)
    lead.work_own(case, "emergency", "judge", OVER)


def concluded(staff: Staff, case: str) -> None:
    """Reported, revised, approved, archived."""
    lead, manager = staff[SUPERVISOR], staff[MANAGER]
    lead.work_own(case, "emergency", "write_report", REPORT)
    lead.work_own(case, "emergency", "revise_plan", REVISION)
    manager.work(case, "emergency", "approve_revision", APPROVED)
    page = manager.open_case(case)
    expect(page.locator(".facts .state-completed")).to_be_visible()
    expect(element(mounted(page), "closed")).to_have_class(re.compile("kf-done"))


def left_the_house(supervisor: Person, director: Person, outside: Outside, case: str) -> None:
    """What goes to superiors: into the bell, to their mail, to the group chat, and into the log."""
    final = director.words.notice("emergency", "final_report", case_no=case, plan=PLAN)
    expect(director.told(final)).to_be_visible()
    assert [each.addr_spec for each in outside.letter(final)["To"].addresses] == [MAIL]
    supervisor.go("deliveries")
    supervisor.page.get_by_role("link", name=supervisor.t("delivery.show.sent"), exact=True).click()
    expect(supervisor.row(case, supervisor.t("delivery.channel.wecom")).first).to_be_visible()
    supervisor.picture("deliveries")
    assert any(case in each.decode() for each in outside.calls)


def stayed_inside(supervisor: Person, director: Person, outside: Outside, drill: str) -> None:
    expect(supervisor.row(drill)).to_have_count(0)
    expect(director.told(drill)).to_have_count(0)
    assert not outside.speaks_of(drill)
