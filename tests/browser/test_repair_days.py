"""The days of a repair: reported, graded, a part missing, repaired, followed up, and a complaint found on day 30.

Each person at a browser of their own, in Chinese and in English; mail goes to a real mail server. The clock begins on
Monday, 5 January 2026, at nine.
"""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Sitting
from tests.browser.desk import Desk
from tests.browser.island_site import element, mounted
from tests.browser.outside import Outside
from tests.browser.person import Person
from tests.browser.repair import (
    COMPLAINT,
    CONTENT,
    DISPATCH,
    FIRST,
    LATER,
    ORDER,
    PHONE,
    PLAN,
    PLATE,
    REPAIRED,
    REPORT,
    SETTLED,
    TICKET,
)
from tests.browser.words import Words

pytestmark = pytest.mark.browser

AGENT, COLLEAGUE, ADVISOR, TECHNICIAN, PARTS, CALLER, LEAD = (
    "lin_xiaoyu",
    "chen_hao",
    "tang_wei",
    "luo_jun",
    "peng_tao",
    "deng_li",
    "he_jing",
)
MAIL = "lin@kefu.example.com"


def test_a_repair_from_the_report_to_the_complaint(
    person: Sitting, house: Desk, outside: Outside, words: Words
) -> None:
    agent = person(AGENT)
    agent.says_mail(MAIL)
    keeps_the_record(agent)
    case = reports(agent)
    follows_up_on_the_third_day(person(CALLER))
    advisor = person(ADVISOR)
    plans(advisor, case)
    key_node(agent, outside, words.notice("repair", "dispatched", case_no=case))
    parts = person(PARTS)
    day_comes_without_the_part(parts, agent, case)
    house.product.hear("parts.arrived", case)
    repairs(person(TECHNICIAN), advisor, case)
    key_node(agent, outside, words.notice("repair", "repaired", case_no=case))
    caller = person(CALLER)
    calls_after_ten_days(caller, case)
    key_node(agent, outside, words.notice("repair", "follow_up", case_no=case))
    complaint = finds_a_complaint_on_day_thirty(caller, case, person(LEAD))
    takes_the_complaint(person(COLLEAGUE), complaint, case)


def keeps_the_record(agent: Person) -> None:
    """A customer and their vehicle."""
    agent.go("customers")
    agent.page.get_by_role("link", name=agent.t("customers.new")).click()
    agent.page.get_by_label(agent.t("customers.name")).fill("周先生")
    agent.page.get_by_label(agent.t("customers.phone")).fill(PHONE)
    agent.press("customers.create")
    agent.page.get_by_text(agent.t("customers.new_device")).click()
    device = agent.page.locator("details.device[open]")
    device.get_by_label(agent.t("customers.model")).fill("远行 SUV")
    device.get_by_label(agent.t("customers.plate")).fill(PLATE)
    agent.press("customers.save", device)
    expect(agent.page.get_by_role("status")).to_contain_text(agent.t("customers.saved"))


def reports(agent: Person) -> str:
    """A case of grade B, by the decision table, on the customer's record. Its number."""
    case = agent.begin("repair", REPORT, as_picture="repair-start")
    page = agent.open_case(case, "started")
    beside = page.locator("#customer")
    expect(beside.get_by_role("link", name="周先生")).to_be_visible()
    expect(beside).to_contain_text(PLATE)
    expect(element(page, "open_ticket")).to_have_class(re.compile("kf-active"))
    return case


def follows_up_on_the_third_day(caller: Person) -> None:
    """Somebody else's small repair of last week."""
    caller.go("claimable")
    caller.press("task.claim", caller.row("孙女士").first)
    caller.fill(CONTENT)
    caller.submit()
    caller.go("done")
    expect(caller.row("孙女士").first).to_be_visible()


def plans(advisor: Person, case: str) -> None:
    advisor.go("claimable")
    task = advisor.row(case, advisor.words.name("repair", "open_ticket"))
    expect(task).to_contain_text("B")
    advisor.work(case, "repair", "open_ticket", TICKET)
    advisor.claim(case, "repair", "diagnose")
    advisor.fill(PLAN)
    advisor.submit()
    advisor.work(case, "repair", "dispatch", DISPATCH)


def key_node(agent: Person, outside: Outside, title: str) -> None:
    """A notice in the bell, and a letter that leads to the case."""
    notice = agent.told(title)
    expect(notice).to_be_visible()
    agent.picture("repair-notices")
    letter = outside.letter(title)
    assert [each.addr_spec for each in letter["To"].addresses] == [MAIL]
    assert "周先生" in letter.get_content() and f"{agent.address}/instances/" in letter.get_content()


def day_comes_without_the_part(parts: Person, agent: Person, case: str) -> None:
    """It is ordered for tomorrow, does not come, and is promised for another day."""
    parts.claim(case, "repair", "order_parts")
    parts.fill(ORDER)
    parts.submit()
    page = agent.open_case(case, "started")
    expect(element(page, "parts_or_day")).to_have_class(re.compile("kf-active"))
    agent.picture("repair-waiting")
    parts.move_clock("one_day")
    expect(agent.told(agent.words.notice("repair", "delayed", case_no=case))).to_be_visible()
    parts.work(case, "repair", "reschedule", LATER)
    parts.move_clock("one_day")
    page = agent.open_case(case, "started")
    expect(element(page, "parts_or_day")).to_have_class(re.compile("kf-active"))


def repairs(technician: Person, advisor: Person, case: str) -> None:
    """It arrives a day before the new one."""
    technician.claim(case, "repair", "repair_work")
    expect(technician.page.locator(".fjs-form")).to_contain_text(PLAN["plan"])
    technician.fill(REPAIRED)
    technician.submit()
    advisor.work(case, "repair", "settle", SETTLED)


def calls_after_ten_days(caller: Person, case: str) -> None:
    """The customer is told the day before, the call is due ten days after the vehicle left."""
    caller.move_clock("one_week")
    caller.go("claimable")
    expect(caller.row(case)).to_have_count(0)
    caller.move_clock("one_day", 2)
    caller.work(case, "repair", "call", CONTENT)


def finds_a_complaint_on_day_thirty(caller: Person, case: str, lead: Person) -> str:
    """The number of the complaint, which knows the repair and is known by it."""
    caller.move_clock("one_week", 2)
    caller.move_clock("one_day", 6)
    caller.claim(case, "repair", "call")
    expect(caller.page.locator(".fjs-form")).to_contain_text("30")
    caller.fill(COMPLAINT)
    caller.picture("repair-call")
    caller.submit()
    repair = lead.open_case(case)
    related = repair.locator("#related")
    expect(related).to_contain_text(lead.t("cases.led_to"))
    lead.picture("repair-case", in_english=True)
    complaint = related.get_by_role("link").inner_text()
    related.get_by_role("link").click()
    page = mounted(lead.page)
    expect(page.get_by_role("heading", level=1)).to_have_text(complaint)
    expect(page.locator("#related")).to_contain_text(lead.t("cases.came_from"))
    expect(page.locator("#related").get_by_role("link", name=case)).to_be_visible()
    expect(page.locator("#customer")).to_contain_text(PLATE)
    expect(page.locator("#customer .earlier")).to_contain_text(case)
    lead.picture("complaint-from-repair")
    return complaint


def takes_the_complaint(agent: Person, complaint: str, case: str) -> None:
    agent.claim(complaint, "complaint", "first_response")
    form = agent.page.locator(".fjs-form")
    for value in ("周先生", PHONE, REPORT["product"], COMPLAINT["complaint_description"]):
        expect(form).to_contain_text(str(value))
    expect(agent.page.locator("#related")).to_contain_text(case)
    expect(agent.page.locator("#customer .earlier")).to_contain_text(case)
    agent.picture("complaint-task")
    agent.fill(FIRST)
    agent.submit()
