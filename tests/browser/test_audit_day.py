"""The auditor's day: a repair read, replayed and proved, taken home as a file, and tampering found in both.

In Chinese and in English. The repair is one that the demo has brought to its last call.
"""

import os
import sqlite3
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Sitting
from tests.browser.desk import Desk
from tests.browser.island_site import element, mounted
from tests.browser.person import Person
from tests.browser.product import KEFUFLOW
from tests.browser.words import Words

pytestmark = pytest.mark.browser

CALLER, AUDITOR = "deng_li", "xu_ying"
CUSTOMER, WORK_DONE, COST, LESS = "孙女士", "更换变速箱油，试车正常", 880, 80
CONTENT = {"satisfied": "满意", "score": 5, "opinion": "换挡平顺了"}


@pytest.mark.parametrize("words", ["zh", "en"], indirect=True)
def test_the_auditors_day(person: Sitting, house: Desk, words: Words, tmp_path: Path) -> None:
    closes_the_repair(person(CALLER))
    auditor = person(AUDITOR)
    case, instance_id = finds_the_case(auditor)
    reads_the_record(auditor)
    replays(auditor)
    export = takes_home(auditor, tmp_path / f"{case}.json")
    assert verified(export) == (0, ""), "with nothing but the file"
    forged = tmp_path / "forged.json"
    forged.write_bytes(export.read_bytes().replace(b"luo_jun", b"tang_wei"))
    assert verified(forged)[0] == 1
    somebody_changes_the_bill(house.product.database, instance_id)
    finds_it_out(auditor)
    picks_nothing_else_up(auditor)


def closes_the_repair(caller: Person) -> None:
    caller.go("claimable")
    caller.press("task.claim", caller.row(CUSTOMER).first)
    caller.fill(CONTENT)
    caller.submit()


def finds_the_case(auditor: Person) -> tuple[str, str]:
    """Its number and its id."""
    auditor.go("instances")
    search = auditor.page.locator("form.filter")
    search.locator("select[name=process]").select_option("repair")
    search.locator("input[name=search]").fill(CUSTOMER)
    auditor.press("instances.apply", search)
    link = auditor.page.locator("[data-row] [data-open]")
    expect(link).to_have_count(1)
    case, instance_id = link.inner_text(), link.locator("xpath=ancestor::tr").get_attribute("data-row")
    link.click()
    expect(auditor.page.get_by_role("heading", level=1)).to_have_text(case)
    return case, str(instance_id)


def reads_the_record(auditor: Person) -> None:
    """Who did what; and there is nothing that an auditor could do to it."""
    page = mounted(auditor.page)
    expect(page.locator(".timeline li").filter(has_text="罗军").filter(has_text=completed(auditor))).to_be_visible()
    expect(page.locator(".values").filter(has_text=WORK_DONE).first).to_be_visible()
    for code in ("instances.cancel", "cases.comment", "cases.attach"):
        expect(page.get_by_role("button", name=auditor.t(code), exact=True)).to_have_count(0)
    auditor.picture("audit-case")


def completed(auditor: Person) -> str:
    """What the technician did, as the history says it."""
    return auditor.words.told("timeline.user_task_completed", element=auditor.words.name("repair", "repair_work"))


def replays(auditor: Person) -> None:
    page = auditor.page
    page.get_by_role("link", name=auditor.t("audit.replay"), exact=True).click()
    mounted(page)
    expect(page.locator(".proof-good")).to_contain_text(auditor.t("audit.whole"))
    page.get_by_role("button", name=completed(auditor)).click()
    expect(page.locator(".kf-changed")).to_contain_text(WORK_DONE)
    expect(page.locator(".kf-held")).not_to_contain_text(str(COST))
    auditor.picture("audit-replay", in_english=True)
    slider = page.get_by_role("slider")
    slider.fill(slider.get_attribute("max") or "")
    expect(page.locator(".kf-held")).to_contain_text(str(COST))
    expect(element(page, "closed")).to_have_class("djs-element djs-shape kf-done")


def takes_home(auditor: Person, file: Path) -> Path:
    with auditor.page.expect_download() as download:
        auditor.page.get_by_role("link", name=auditor.t("instances.export")).click()
    download.value.save_as(file)
    return file


def verified(export: Path) -> tuple[int, str]:
    """Exit code and what stands on the terminal of a machine without a database."""
    nowhere = {"KEFUFLOW_DATABASE_URL": "sqlite:////nowhere/at/all.db", "KEFUFLOW_DATA": str(export.parent / "none")}
    command = [*KEFUFLOW, "history", "verify", str(export)]
    found = subprocess.run(command, env=os.environ | nowhere, capture_output=True, text=True, check=False)
    return found.returncode, found.stdout + found.stderr


def somebody_changes_the_bill(database: Path, instance_id: str) -> None:
    """Past the program, in the table of the values."""
    with sqlite3.connect(database, timeout=30) as connection:
        change = "UPDATE payload SET body = replace(body, ?, ?) WHERE stream = ? AND body LIKE ?"
        changed = connection.execute(change, (f":{COST}", f":{LESS}", instance_id, f"%:{COST}%"))
        assert changed.rowcount


def finds_it_out(auditor: Person) -> None:
    auditor.page.reload()
    mounted(auditor.page)
    alert = auditor.page.get_by_role("alert").filter(has_text=auditor.t("audit.broken"))
    expect(alert).to_be_visible()
    expect(auditor.page.locator(".kf-hash")).to_have_class("kf-chip kf-chip-bad kf-hash")
    expect(auditor.page.locator(".kf-step .kf-chip-bad").first).to_be_attached()
    auditor.picture("audit-broken")


def picks_nothing_else_up(auditor: Person) -> None:
    """The next case is as whole as before."""
    auditor.go("instances")
    replay = auditor.page.get_by_role("link", name=auditor.t("audit.replay"), exact=True)
    auditor.row("杨先生").get_by_role("link", name=auditor.t("audit.replay"), exact=True).click()
    expect(auditor.page.locator(".proof-good")).to_be_visible()
    expect(replay).to_have_count(0)
