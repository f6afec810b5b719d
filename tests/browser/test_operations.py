"""A supervisor keeps cases running on the real pages: moved on the canvas, returned, migrated; in both languages."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from engine.api import SYSTEM, Engine
from engine.clock import ManualClock
from engine.model.command import ClaimUserTask, CompleteUserTask, CreateUser, DeployFiles, StartInstance
from tests.browser.conftest import Console
from tests.browser.island_site import assert_watermark, element
from tests.browser.signing_in import sign_in
from tests.served import served

pytestmark = pytest.mark.browser

DESK = Path(__file__).parents[1] / "web" / "desk"
PASSWORD = "a-long-password"
STAFF = {"lin": ("林晓", ["agent"], ["junior_agents"]), "wang": ("王敏", ["supervisor"], ["supervisors"])}


@pytest.fixture
def engine() -> Iterator[Engine]:
    with Engine.open("sqlite://", clock=ManualClock(datetime(2026, 1, 5, 1, 0, tzinfo=UTC))) as opened:
        for user_id, (name, roles, groups) in STAFF.items():
            opened.execute(
                CreateUser(user_id=user_id, name=name, roles=roles, groups=groups, password=PASSWORD), SYSTEM
            )
        opened.execute(DeployFiles(files={each.name: each.read_bytes() for each in DESK.iterdir()}), SYSTEM)
        yield opened


@pytest.fixture
def address(engine: Engine) -> Iterator[str]:
    with served(engine) as address:
        yield address


@pytest.fixture
def supervisor(address: str, page: Page) -> Callable[[str], Page]:
    sign_in(page, address, "wang", PASSWORD)

    def open_page(path: str) -> Page:
        page.goto(f"{address}{path}")
        return page

    return open_page


@pytest.fixture
def case(engine: Engine) -> str:
    lin = engine.actor("lin")
    assert lin is not None
    started: str = engine.execute(StartInstance(key="desk", variables={"customer": "赵强"}, business_key="KF-1"), lin)
    return started


def open_task(engine: Engine, case: str) -> str:
    [task] = [each for each in engine.instance_tasks(SYSTEM, case) if each.state == "open"]
    return task.id


def test_a_token_is_moved_on_the_canvas(
    engine: Engine, supervisor: Callable[[str], Page], case: str, console: Console
) -> None:
    page = supervisor(f"/instances/{case}")
    page.get_by_text("更多操作").click()
    page.get_by_role("link", name="调整流程位置").click()
    page.wait_for_selector('[data-mounted="done"]')
    assert_watermark(page)
    element(page, "handle").click()
    expect(page.locator("[data-place]")).to_have_value("handle")
    expect(page.get_by_label("经这条连线继续")).to_be_disabled()
    page.get_by_role("button", name="加入清单").click()
    expect(page.get_by_text("这样调整后流程中什么也不剩")).to_be_visible()
    page.wait_for_selector('[data-mounted="done"]')
    element(page, "confirm").click()
    expect(page.get_by_label("从这里之前开始")).to_be_checked()
    page.get_by_role("button", name="加入清单").click()
    expect(page.get_by_text("新任务“确认结果”")).to_be_visible()
    page.get_by_label("原因").fill("电话里已经办好")
    page.get_by_role("button", name="确认调整").click()
    expect(page.get_by_text("流程位置已调整")).to_be_visible()
    assert engine.user_task(SYSTEM, open_task(engine, case)).element_id == "confirm"
    assert not console.errors


def test_a_task_is_returned_in_english_on_a_telephone(
    engine: Engine, supervisor: Callable[[str], Page], case: str, console: Console
) -> None:
    lin, task = engine.actor("lin"), open_task(engine, case)
    assert lin is not None
    engine.execute(ClaimUserTask(task_id=task), lin)
    engine.execute(CompleteUserTask(task_id=task, variables={"result": "已退款"}), lin)
    page = supervisor("/")
    page.set_viewport_size({"width": 390, "height": 844})
    page.locator("details.menu summary").click()
    page.get_by_role("button", name="English").click()
    supervisor(f"/tasks/task/{open_task(engine, case)}/return")
    expect(page.get_by_text("What would happen")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_label("Reason").fill("no receipt")
    page.get_by_role("button", name="Return to").click()
    expect(page.get_by_text("Returned")).to_be_visible()
    assert engine.user_task(SYSTEM, open_task(engine, case)).assignee == "lin"
    assert not console.errors


def test_cases_are_migrated_after_a_look(
    engine: Engine, supervisor: Callable[[str], Page], case: str, console: Console
) -> None:
    renamed = (DESK / "desk.bpmn").read_bytes().replace(b'"handle"', b'"work"')
    engine.execute(DeployFiles(files={"desk.bpmn": renamed}), SYSTEM)
    page = supervisor("/definitions/process/desk")
    page.get_by_role("link", name="迁移实例").click()
    page.get_by_role("button", name="预演所选案件").click()
    expect(page.get_by_text("新版本中没有“办理请求”")).to_be_visible()
    page.locator('[name="map.handle"]').select_option("work")
    page.get_by_role("button", name="预演所选案件").click()
    expect(page.get_by_text("办理人、期限和草稿不变")).to_be_visible()
    page.get_by_label("原因").fill("新流程")
    page.get_by_role("button", name="把所选案件迁移到版本 2").click()
    expect(page.get_by_text("1 个案件已迁移到版本 2")).to_be_visible()
    assert engine.instance(SYSTEM, case).version == 2
    page = supervisor(f"/audit/{case}")
    page.wait_for_selector('[data-mounted="done"]')
    version = page.locator(".kf-version")
    expect(version).to_have_text("当时版本：1")
    expect(element(page, "handle")).to_be_visible()
    page.get_by_role("button", name="跳到最后").click()
    expect(version).to_have_text("当时版本：2")
    expect(element(page, "work")).to_be_visible()
    expect(element(page, "handle")).to_be_hidden()
    assert not console.errors
