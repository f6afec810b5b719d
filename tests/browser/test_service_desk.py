"""The whole way of a complaint through the real program, each person at a browser of their own.

With KEFUFLOW_SCREENSHOTS=1 the pages on the way are left in docs/images/.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from engine.history.verify import verify_export
from tests.browser.complaint import BETTER, DISSATISFIED, RED, SATISFIED, SOLUTION
from tests.browser.conftest import Console
from tests.browser.desk import Desk, mounted, picture
from tests.browser.island_site import assert_watermark, element
from tests.browser.person import Person
from tests.browser.product import Product
from tests.browser.sheet import Answers

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("service_desk")]

SHIPPED = Path(__file__).parents[2] / "processes/complaint"
AGENT, SUPERVISOR, MANAGER, AUDITOR, OWNER = "lin_xiaoyu", "wang_jianguo", "liu_fang", "xu_ying", "wu_gang"


@pytest.fixture(scope="module")
def product(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """As a newcomer starts it: with nothing there."""
    started = Product(tmp_path_factory.mktemp("newcomer") / "data")
    started.start()
    yield started
    started.kill()


def is_red(text: Locator) -> bool:
    red, green, blue = text.evaluate("e => getComputedStyle(e).color.match(/\\d+/g).slice(0, 3).map(Number)")
    return bool(red > 2 * max(green, blue))


def test_a_complaint_from_its_form_to_a_better_process(desk: Desk, console: Console, tmp_path: Path) -> None:
    console.expect(422)  # the refused upload
    picture(desk.visitor().at_door(), "login")
    agent, supervisor, manager = desk.person(AGENT), desk.person(SUPERVISOR), desk.person(MANAGER)
    case = start_red(agent, "钱女士")
    supervisor_takes_it(supervisor, case)
    deadline_passes(supervisor, manager, case)
    dissatisfied_then_satisfied(supervisor, agent, case)
    replayed(desk.person(AUDITOR), case)
    running = start_red(agent, "孙先生")
    owner = desk.person(OWNER)
    shorter_deadline(owner)
    later = start_red(agent, "李女士")
    each_on_its_version(supervisor, running, later)
    supervisor.go("overdue")
    expect(supervisor.row(later)).to_be_visible()
    picture(supervisor.page, "overdue")
    refused_upload(owner, tmp_path)
    desk.go_home()
    assert desk.product.stop() == 0
    again(desk, case)


def start_red(agent: Person, customer: str) -> str:
    """The case number."""
    agent.go("start")
    picture(agent.page, "start")
    agent.prepare("complaint", {**RED, "customer": customer})
    picture(agent.page, "start-form")
    return agent.send()


def supervisor_takes_it(supervisor: Person, case: str) -> None:
    supervisor.go("claimable")
    row = supervisor.row(case, "解决红色投诉")
    expect(row).to_contain_text("红 · 钱女士")
    expect(row.locator(".due-left")).to_have_text(re.compile("剩余 (2 小时|1 小时 5. 分)"))
    picture(supervisor.page, "tasks")
    supervisor.claim(case, "complaint", "solve_red")
    expect(supervisor.field("方案及处理结果")).to_be_visible()
    supervisor.page.get_by_role("link", name="流程图").click()
    expect(element(mounted(supervisor.page), "solve_red")).to_have_class(re.compile("kf-active"))
    picture(supervisor.page, "task-diagram")


def deadline_passes(supervisor: Person, manager: Person, case: str) -> None:
    unread = manager.unread()
    supervisor.move_clock("two_hours")
    supervisor.go("mine")
    left = supervisor.row(case).locator(".due-left")
    expect(left).to_have_text(re.compile("超时"))
    assert is_red(left)
    picture(supervisor.page, "overdue-task")
    expect(manager.page.locator("[data-unread]")).to_have_text(
        str(unread + 1)
    )  # of itself: an open page asks every 12 s
    manager.page.get_by_role("link", name=re.compile("^通知")).click()
    notice = manager.page.get_by_role("listitem").filter(has_text=f"红色投诉 {case} 已超时，升级至经理")
    expect(notice).to_contain_text("告警")
    expect(notice).to_contain_text("钱女士")
    picture(manager.page, "notices")
    notice.get_by_role("button").click()
    expect(manager.page.get_by_role("heading", level=1)).to_contain_text(case)
    expect(element(mounted(manager.page), "solve_red")).to_have_class(re.compile("kf-overdue"))
    picture(manager.page, "case")


def dissatisfied_then_satisfied(supervisor: Person, agent: Person, case: str) -> None:
    supervisor.open_task(case, "complaint", "solve_red")
    for value in ("钱女士（五星金）", *(RED[key] for key in ("contact", "product", "order_no", "description"))):
        expect(supervisor.page.locator(".fjs-form")).to_contain_text(str(value))
    supervisor.fill(SOLUTION)
    picture(supervisor.page, "task-form")
    supervisor.submit()
    follow_up(agent, case, DISSATISFIED)
    supervisor.claim(case, "complaint", "solve_red")  # it came round
    supervisor.fill(BETTER)
    supervisor.submit()
    follow_up(agent, case, SATISFIED)
    agent.go("started")
    expect(agent.row(case)).to_contain_text("已完成")
    agent.row(case).get_by_role("link").click()
    expect(agent.page.locator("body")).to_contain_text("满意结案")


def follow_up(agent: Person, case: str, feedback: Answers) -> None:
    agent.open_task(case, "complaint", "follow_up")
    agent.fill(feedback)
    agent.submit()


def replayed(auditor: Person, case: str) -> None:
    auditor.go("instances")
    picture(auditor.page, "cases")
    auditor.row(case).get_by_role("link", name="回放").click()
    page = mounted(auditor.page)
    expect(page.get_by_text("历史完整")).to_be_visible()
    expect(page.locator(".kf-hash")).to_have_text("✓ 已校验")
    current = page.locator(".kf-step[aria-current]")
    expect(current).to_contain_text("发起流程")
    page.get_by_label("速度").select_option("8×")
    page.get_by_role("button", name="播放").click()
    expect(current).not_to_contain_text("发起流程")
    page.get_by_role("button", name="暂停").click()
    page.get_by_role("list", name="步骤").get_by_role("button", name="完成“解决红色投诉”").first.click()
    expect(current).to_contain_text("王建国")
    expect(page.locator(".kf-changed")).to_contain_text("产品缺陷")
    expect(page.locator(".kf-held")).to_contain_text("钱女士")
    closer(page, 1)
    picture(page, "replay")
    page.get_by_role("slider").fill(page.get_by_role("slider").get_attribute("max") or "")
    expect(page.locator(".kf-held")).to_contain_text("满意结案")
    expect(element(page, "closed")).to_have_class(re.compile("kf-done"))
    assert_watermark(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="导出 JSON").click()
    assert verify_export(download.value.path().read_bytes()).is_whole


def shorter_deadline(owner: Person) -> None:
    """Two hours become one, and the warning comes as early in proportion."""
    owner.go("definitions")
    picture(owner.page, "definitions")
    owner.row("投诉处理").get_by_role("link", name="在建模器中打开").click()
    page = mounted(owner.page)
    element(page, "solve_red").click()
    set_property(page, "人员分配", "到期时间", "PT1H")
    for timer, name, duration in (("late_red", "1 小时", "PT1H"), ("warn_red", "45 分钟", "PT45M")):  # from the right
        element(page, timer).click()
        set_property(page, "常规", "名称", name)
        set_property(page, "定时器", "值", duration)
    expect(page.get_by_role("status").filter(has_text="有未发布的修改")).to_be_visible()
    assert_watermark(page)
    closer(page, 3)
    picture(page, "modeler")
    page.get_by_role("button", name="发布新版本").click()
    page.get_by_label("版本说明").fill("红色投诉方案时限由 2 小时改为 1 小时")
    picture(page, "publish")
    page.get_by_role("button", name="发布", exact=True).click()
    expect(page.locator(".kf-problems")).to_contain_text("版本 2 已发布")
    page.get_by_role("link", name="查看版本").click()
    expect(owner.row("v2")).to_contain_text("红色投诉方案时限由 2 小时改为 1 小时")
    mounted(page)
    picture(page, "versions")


def closer(page: Page, times: int) -> None:
    """The diagram as large as one can read it."""
    for _ in range(times):
        page.get_by_role("button", name="放大").click()


def set_property(page: Page, group: str, label: str, value: str) -> None:
    """In the properties panel, of the element that is selected."""
    title = page.locator(".bio-properties-panel-group-header-title").get_by_text(group, exact=True)
    panel = page.locator(".bio-properties-panel-group").filter(has=title)
    if not panel.locator(".bio-properties-panel-group-entries.open").count():
        title.click()
    entry = panel.get_by_label(label, exact=True)
    entry.fill(value)
    entry.blur()


def each_on_its_version(supervisor: Person, running: str, later: str) -> None:
    """After 70 minutes the one with an hour is late, the one with two is not."""
    for case, version in ((running, "v1"), (later, "v2")):
        supervisor.go("instances")
        expect(supervisor.row(case)).to_contain_text(version)
    supervisor.go("claimable")
    expect(supervisor.row(later).locator(".due-left")).to_have_text(re.compile("剩余 (1 小时|5. 分钟)"))
    expect(supervisor.row(running).locator(".due-left")).to_have_text(re.compile("剩余 (2 小时|1 小时 5. 分)"))
    supervisor.move_clock("ten_minutes", times=7)
    expect(supervisor.row(later).locator(".due-left")).to_have_text(re.compile("超时 1. 分钟|超时 9 分钟"))
    expect(supervisor.row(running).locator(".due-left")).to_have_text(re.compile("剩余 4. 分钟|剩余 50 分钟"))


def refused_upload(owner: Person, folder: Path) -> None:
    """A damaged diagram is refused with line and element, and nothing is kept."""
    broken = folder / "complaint.bpmn"
    source = (SHIPPED / "complaint.bpmn").read_text()
    broken.write_text(
        source.replace('sourceRef="register" targetRef="fork"', 'sourceRef="register" targetRef="nowhere"')
    )
    owner.go("definitions")
    owner.page.get_by_role("link", name="上传文件").click()
    owner.page.get_by_label("选择文件").set_input_files(broken)
    owner.page.get_by_role("button", name="检查并发布").click()
    expect(owner.page.get_by_role("alert")).to_contain_text("没有发布")
    line = next(number for number, text in enumerate(broken.read_text().splitlines(), 1) if "nowhere" in text)
    expect(owner.row("register_fork", str(line))).to_contain_text("nowhere")
    picture(owner.page, "upload-refused")
    owner.go("definitions")
    expect(owner.row("投诉处理").first).to_contain_text("v2")


def again(desk: Desk, case: str) -> None:
    """A second start keeps the data and the passwords."""
    desk.product.start()
    assert "密码已在首次启动时显示" in desk.product.said()
    agent = desk.person(AGENT)
    agent.go("started")
    expect(agent.row(case)).to_contain_text("已完成")
