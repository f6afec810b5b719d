"""What a process owner has on the real pages: comparing versions, trying a drawing, tables and forms, a new process."""

import logging
import re
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from werkzeug.serving import make_server

from engine.api import SYSTEM, Engine
from engine.clock import ManualClock
from engine.model.command import CreateUser, DeployFiles
from engine.scenario.folder import files, registered_handlers
from tests.browser.island_site import assert_watermark, element
from webui.app import create_app

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
PROCESSES = ROOT / "processes"
SHIPPED = files(PROCESSES / "complaint")
OWNER, PASSWORD = "wu_gang", "a-long-password"

# a new deadline, a name, a flow that leads elsewhere
CHANGES = [('camunda:dueDate="PT2H"', 'camunda:dueDate="PT1H"'), ('name="登记投诉"', 'name="登记"')]


@pytest.fixture
def engine() -> Iterator[Engine]:
    clock = ManualClock(datetime(2026, 1, 5, 1, 0, tzinfo=UTC))
    with Engine.open("sqlite://", clock=clock, handlers=registered_handlers(PROCESSES)) as opened:
        owner = CreateUser(user_id=OWNER, name="吴刚", roles=["process_owner"], groups=[], password=PASSWORD)
        opened.execute(owner, SYSTEM)
        opened.execute(DeployFiles(files=SHIPPED, comment="首次发布"), SYSTEM)
        yield opened


@pytest.fixture
def address(engine: Engine) -> Iterator[str]:
    """Of the pages, served by threads of this process."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, create_app(engine, secret_key="test"), threaded=True)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def opened(page: Page, address: str) -> Callable[[str], Page]:
    """Opens a page of the process owner and waits for its island."""
    page.goto(f"{address}/login")
    page.get_by_label("用户名").fill(OWNER)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.get_by_role("navigation", name="主导航")).to_be_visible()

    def open_page(path: str) -> Page:
        page.goto(f"{address}{path}")
        page.wait_for_selector('[data-mounted="done"]')
        return page

    return open_page


def changed(*changes: tuple[str, str], file: str = "complaint.bpmn") -> bytes:
    text = SHIPPED[file].decode()
    for before, after in changes:
        assert before in text
        text = text.replace(before, after, 1)
    return text.encode()


# versions compared


def test_two_versions_are_compared_on_the_canvas(engine: Engine, opened: Callable[[str], Page]) -> None:
    engine.execute(DeployFiles(files={"complaint.bpmn": changed(*CHANGES)}, comment="时限减半"), SYSTEM)
    page = opened("/definitions/process/complaint/compare?from=1&to=2")
    expect(page.locator(".kf-summary")).to_have_text("修改 2")
    row = page.locator(".kf-changes li").filter(has_text="解决红色投诉")
    expect(row.locator("dl")).to_have_text("到期时间PT2H → PT1H")
    expect(element(page, "solve_red")).to_have_class([re.compile("kf-changed")] * 2)
    expect(element(page, "follow_up")).not_to_have_class([re.compile("kf-(changed|added|removed)")] * 2)
    row.get_by_role("button").click()
    for side in page.locator(".kf-side").all():
        expect(side.locator('[data-element-id="solve_red"]')).to_have_class(re.compile("kf-current"))
        box, canvas = side.locator('[data-element-id="solve_red"]').bounding_box(), side.bounding_box()
        assert box and canvas
        assert abs(box["x"] + box["width"] / 2 - canvas["x"] - canvas["width"] / 2) < 30, "in the middle of both"
    assert_watermark(page.locator(".kf-side").first, ".bjs-powered-by")


def test_added_and_removed_stand_each_on_its_side(engine: Engine, opened: Callable[[str], Page]) -> None:
    renamed = SHIPPED["complaint.bpmn"].replace(b"end_pressed", b"end_urged")
    engine.execute(DeployFiles(files={"complaint.bpmn": renamed}), SYSTEM)
    page = opened("/definitions/process/complaint/compare")
    before, after = page.locator(".kf-side").all()
    expect(before.locator('[data-element-id="end_pressed"]')).to_have_class(re.compile("kf-removed"))
    expect(after.locator('[data-element-id="end_urged"]')).to_have_class(re.compile("kf-added"))
    element(page, "end_urged").click()
    expect(page.locator(".kf-changes li[aria-current]")).to_contain_text("新增")


def test_the_same_version_twice_is_no_change(opened: Callable[[str], Page]) -> None:
    expect(opened("/definitions/process/complaint/compare").locator(".kf-none")).to_contain_text("完全相同")
