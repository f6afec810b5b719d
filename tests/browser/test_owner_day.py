"""The process owner's day: a change is drawn, found faulty, mended, tried out, compared, and published.

In Chinese and in English. A repair that began before goes on as it was; one that begins afterwards knows the change.
"""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Sitting
from tests.browser.drawing import Drawing
from tests.browser.island_site import assert_watermark, element, mounted
from tests.browser.person import Person
from tests.browser.repair import DISPATCH, PLAN, REPORT, TICKET
from tests.browser.words import Words

pytestmark = pytest.mark.browser

OWNER, AGENT, ADVISOR, LEAD = "wu_gang", "lin_xiaoyu", "tang_wei", "he_jing"
ADDED, FLOW = "核对历史维修", "dispatch_tell_dispatched"
REASON = "派单后先核对一车一档，避免重复维修；首季返修率偏高"
IN_STOCK = {key: value for key, value in PLAN.items() if key not in ("part_missing", "missing_parts")}
RUNNING = "潘女士"  # whose repair the demo has brought to its diagnosis


def test_the_process_owners_day(person: Sitting, words: Words) -> None:
    owner = person(OWNER)
    drawing = opens_the_modeler(owner)
    added, due = draws_with_two_mistakes(owner, drawing)
    keeps_it_as_a_draft(owner, drawing)
    mends_it(owner, added, due)
    tries_it_out(owner, added)
    compares(owner, added)
    publishes(owner)
    advisor, lead = person(ADVISOR), person(LEAD)
    old = goes_on_as_it_was(advisor, lead, added)
    begins_with_the_change(person(AGENT), advisor, lead, added, old)


def opens_the_modeler(owner: Person) -> Drawing:
    owner.go("definitions")
    row = owner.row(owner.words.name("repair", "repair")).first
    row.get_by_role("link", name=owner.t("definitions.modeler")).click()
    return Drawing(owner.page, owner.words)


def draws_with_two_mistakes(owner: Person, drawing: Drawing) -> tuple[str, str]:
    """A task beside the way, and a time that is none. The id of the task, and the time as it was."""
    drawing.closer_to("dispatch")
    due = drawing.set("CamundaPlatform__UserAssignment", "dueDate", "15 分钟")
    x, y = drawing.middle_of(FLOW)
    added = drawing.add_task((x + 130, y), ADDED)
    expect(drawing.page.locator(".kf-found")).to_have_text(owner.words.island("lint.found", errors=1, warnings=1))
    problems = drawing.check()
    expect(problems.filter(has_text=ADDED)).to_be_visible()
    expect(element(drawing.page, added)).to_have_class(re.compile("kf-overdue"))
    mistake = problems.filter(has_text="dispatch").first
    expect(mistake).to_contain_text(owner.words.island("modeler.error"))
    owner.picture("owner-mistakes", in_english=True)
    mistake.click()
    expect(element(drawing.page, "dispatch")).to_have_class(re.compile("selected"))
    return added, due


def keeps_it_as_a_draft(owner: Person, drawing: Drawing) -> None:
    """However faulty; but so it cannot be published."""
    drawing.press("modeler.draft-save")
    drawing.problems.get_by_role("link", name=owner.words.island("modeler.draft-link")).click()
    expect(owner.page.locator("#publish")).to_contain_text(owner.t("drafts.faulty"))
    publish = owner.page.locator("#publish").get_by_role("button")
    expect(publish).to_be_disabled()
    owner.picture("owner-draft")


def mends_it(owner: Person, added: str, due: str) -> None:
    owner.page.get_by_role("link", name=owner.t("drafts.edit")).click()
    drawing = Drawing(owner.page, owner.words)
    drawing.closer_to("dispatch")
    drawing.set("CamundaPlatform__UserAssignment", "dueDate", due)
    drawing.move(added, drawing.middle_of(FLOW))
    expect(drawing.check()).to_have_count(0)
    expect(drawing.problems).to_contain_text(owner.words.island("modeler.no-problems"))


def tries_it_out(owner: Person, added: str) -> None:
    """All that was promised still holds, and the new task is on the way."""
    drawing = Drawing(owner.page, owner.words)
    drawing.press("trial.run")
    first = drawing.problems.locator(".kf-scenario").first
    expect(first).to_be_visible()
    expect(drawing.problems.locator(".kf-scenario .kf-chip-bad")).to_have_count(0)
    expect(element(drawing.page, added)).to_have_class(re.compile("kf-covered"))
    owner.picture("owner-try")


def compares(owner: Person, added: str) -> None:
    drawing = Drawing(owner.page, owner.words)
    drawing.press("modeler.draft-save")
    drawing.problems.get_by_role("link", name=owner.words.island("modeler.draft-link")).click()
    owner.page.get_by_role("link", name=owner.t("drafts.compare")).click()
    page = mounted(owner.page)
    before, after = page.locator(".kf-side").all()
    expect(after.locator(f'[data-element-id="{added}"]').first).to_have_class(re.compile("kf-added"))
    expect(before.locator(f'[data-element-id="{added}"]')).to_have_count(0)
    expect(page.locator(".kf-changes")).to_contain_text(ADDED)
    owner.picture("owner-compare", in_english=True)
    assert_watermark(page.locator(".kf-side").first, ".bjs-powered-by")
    page.go_back()


def publishes(owner: Person) -> None:
    """With who and why."""
    page = owner.page
    expect(page.locator("#publish")).not_to_contain_text(owner.t("drafts.faulty"))
    page.get_by_label(owner.t("definitions.comment")).fill(REASON)
    page.locator("#publish").get_by_role("button").click()
    expect(page.get_by_role("status").filter(has_text=owner.t("drafts.published"))).to_be_visible()
    version = owner.row("v2", REASON)
    expect(version).to_contain_text("吴刚")
    mounted(page)
    owner.picture("owner-versions")


def goes_on_as_it_was(advisor: Person, lead: Person, added: str) -> str:
    """To the customer's message, past no new task. Its number."""
    advisor.go("claimable")
    case = advisor.row(RUNNING).locator("td").nth(2).inner_text().split()[0]
    diagnosed_and_dispatched(advisor, case)
    page = lead.open_case(case)
    expect(page.locator(".facts")).to_contain_text("v1")
    expect(element(page, "tell_dispatched")).to_have_class(re.compile("kf-done"))
    expect(element(page, added)).to_have_count(0)
    return case


def begins_with_the_change(agent: Person, advisor: Person, lead: Person, added: str, old: str) -> None:
    case = agent.begin("repair", REPORT)
    assert case != old
    advisor.work(case, "repair", "open_ticket", TICKET)
    diagnosed_and_dispatched(advisor, case)
    page = lead.open_case(case)
    expect(page.locator(".facts")).to_contain_text("v2")
    for passed in (added, "tell_dispatched"):
        expect(element(page, passed)).to_have_class(re.compile("kf-done"))
    lead.picture("owner-changed-case")


def diagnosed_and_dispatched(advisor: Person, case: str) -> None:
    advisor.work(case, "repair", "diagnose", IN_STOCK)
    advisor.work(case, "repair", "dispatch", DISPATCH)
