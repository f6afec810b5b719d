"""What people do by mistake or on purpose: hostile texts, double clicks, stale pages, lost sessions, damaged files."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.complaint import GREEN, RED, SOLUTION
from tests.browser.conftest import Console
from tests.browser.desk import Desk, mounted
from tests.browser.person import Person
from tests.browser.sheet import Answers

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("trouble")]

AGENT, COLLEAGUE, SUPERVISOR, AUDITOR, QUALITY, OWNER = (
    "lin_xiaoyu",
    "chen_hao",
    "wang_jianguo",
    "xu_ying",
    "sun_qiang",
    "wu_gang",
)
HOSTILE = "<img src=x onerror=hacked=1><script>hacked=2</script>😀"
MARKDOWN = "**不粗** [去](https://example.com) # 不大\n\n    第二行"
FIRST: Answers = {"first_action": "致歉安抚", "first_note": "已致电客户，约好回电", "customer_told": True}
SOURCE = Path(__file__).parents[2] / "processes/complaint/complaint.bpmn"


def assert_only_text(page: Page) -> None:
    """The hostile name is read, and nothing of it was carried out."""
    expect(page.locator("main").get_by_text(HOSTILE).first).to_be_attached()
    assert page.evaluate("window.hacked") is None
    assert page.locator("img[src=x]").count() == 0


def test_markup_in_values_is_text_on_every_page(desk: Desk) -> None:
    agent, supervisor, auditor = desk.person(AGENT), desk.person(SUPERVISOR), desk.person(AUDITOR)
    agent.prepare("complaint", {**RED, "customer": HOSTILE, "product": HOSTILE, "description": MARKDOWN})
    case = agent.send()
    agent.row(case).get_by_role("link").click()
    assert_only_text(mounted(agent.page))
    supervisor.go("claimable")
    assert_only_text(supervisor.page)
    supervisor.claim(case, "complaint", "solve_red")
    form = mounted(supervisor.page).locator(".fjs-form")
    expect(form.get_by_text(f"客户 {HOSTILE}（五星金）")).to_be_visible()
    expect(form.get_by_text("**不粗** [去](https://example.com) # 不大")).to_be_visible()
    expect(form.get_by_role("link", name="去")).to_have_count(0)
    assert_only_text(supervisor.page)
    supervisor.page.get_by_role("link", name="流转记录").click()
    assert_only_text(supervisor.page)
    quality = desk.person(QUALITY)
    quality.page.get_by_role("link", name="通知").click()
    assert_only_text(quality.page)
    auditor.go("instances")
    auditor.row(case).get_by_role("link", name="回放").click()
    mounted(auditor.page).get_by_role("button", name="跳到最后").click()
    assert_only_text(auditor.page)


def test_markup_in_a_diagram_is_text(desk: Desk, tmp_path: Path) -> None:
    owner = desk.person(OWNER)
    name = HOSTILE.replace("<", "&lt;").replace(">", "&gt;")
    text = SOURCE.read_text().replace('id="complaint"', 'id="strange"').replace('Ref="complaint"', 'Ref="strange"')
    upload(owner, tmp_path / "strange.bpmn", text.replace('name="投诉处理"', f'name="{name}"').encode())
    expect(owner.page.get_by_role("status")).to_contain_text("已发布")
    owner.page.get_by_role("link", name=f"{HOSTILE} v1").click()
    assert_only_text(mounted(owner.page))
    owner.page.get_by_role("link", name="在建模器中打开").first.click()
    assert_only_text(mounted(owner.page))


def test_a_double_click_starts_one_case(desk: Desk) -> None:
    agent = desk.person(AGENT)
    agent.go("started")
    before = agent.page.get_by_role("row").count()
    agent.prepare("complaint", {**RED, "customer": "双击"})
    agent.page.get_by_role("button", name="发起", exact=True).dblclick()
    expect(agent.page.get_by_role("row")).to_have_count(before + 1)


NEWS = """() => new Promise(swapped => {
    document.addEventListener('htmx:beforeSwap', () => setTimeout(swapped), {once: true});
    document.body.dispatchEvent(new CustomEvent('kefuflow:changed'));
})"""


def test_a_click_is_heard_when_the_list_changes_meanwhile(desk: Desk) -> None:
    """Between the press and the release of the button the list has come anew."""
    agent, supervisor = desk.person(AGENT), desk.person(SUPERVISOR)
    agent.prepare("complaint", {**RED, "customer": "按下"})
    case = agent.send()
    supervisor.go("claimable")
    row = supervisor.row(case)
    row.get_by_role("button", name="领取").hover()
    supervisor.page.mouse.down()
    row.evaluate("row => row.classList.add('is-old')")
    supervisor.page.evaluate(NEWS)
    expect(row).to_have_class(re.compile("is-old"))
    supervisor.page.mouse.up()
    expect(supervisor.page.get_by_role("button", name="释放")).to_be_visible()


def test_a_list_that_was_held_comes_after_the_click(desk: Desk) -> None:
    agent = desk.person(AGENT)
    agent.go("started")
    agent.page.get_by_role("heading", level=1).hover()
    agent.page.mouse.down()
    agent.page.evaluate(NEWS)
    agent.page.locator("#list").evaluate("list => list.classList.add('is-old')")
    agent.page.mouse.up()
    expect(agent.page.locator("#list")).not_to_have_class(re.compile("is-old"))


def test_no_page_glides_under_the_pointer(desk: Desk) -> None:
    """What moves between the press and the release of a button is missed."""
    page = desk.person(AGENT).page
    jump = "() => { document.body.style.height = '5000px'; scrollTo(0, 4000); return scrollY; }"
    assert page.evaluate(jump) == 4000


def first_response(agent: Person) -> str:
    """The address of the task that a new green case gives to who registered it."""
    agent.prepare("complaint", GREEN)
    agent.submit("start.begin")
    expect(agent.page.get_by_role("heading", level=1)).to_have_text("初步处理")
    return agent.page.url


def in_another_tab(person: Person, address: str) -> Person:
    page = person.page.context.new_page()
    page.goto(address)
    return Person(mounted(page), person.address, person.words)


def test_a_stale_page_overwrites_nothing(desk: Desk, console: Console) -> None:
    console.expect(409)
    agent = desk.person(AGENT)
    task = first_response(agent)
    stale = in_another_tab(agent, task)
    stale.fill({**FIRST, "first_note": "另一页里写的"})
    agent.fill(FIRST)
    agent.submit()
    stale.page.get_by_role("button", name="提交", exact=True).click()
    expect(stale.page.get_by_role("alert")).to_have_text("林小雨已经完成了这项任务")
    expect(stale.field("处理说明").get_by_role("textbox")).to_have_value("另一页里写的")
    agent.page.go_back()
    expect(agent.page.get_by_text("林小雨 已于")).to_be_visible()
    expect(agent.page.get_by_role("button", name="提交", exact=True)).to_have_count(0)
    expect(agent.field("处理说明").get_by_role("textbox")).to_have_value("已致电客户，约好回电")


def test_of_two_agents_one_gets_the_task(desk: Desk, console: Console) -> None:
    console.expect(409)
    agent, colleague = desk.person(AGENT), desk.person(COLLEAGUE)
    first_response(agent)
    agent.fill(FIRST)
    agent.submit()
    agent.go("claimable")
    colleague.go("claimable")
    row = agent.row("周先生", "解决绿色投诉").last.get_attribute("data-row")
    for person in (agent, colleague):
        person.page.locator(f'[data-row="{row}"]').get_by_role("button", name="领取").click()
    expect(agent.page.get_by_role("button", name="释放")).to_be_visible()
    expect(colleague.page.get_by_text("林小雨已经领取了这项任务")).to_be_visible()


def test_a_page_of_somebody_elses_task_is_closed(desk: Desk, console: Console) -> None:
    console.expect(403)
    task = first_response(desk.person(AGENT))
    answer = desk.person(COLLEAGUE).page.goto(task)
    assert answer is not None and answer.status == 403


def test_nothing_is_lost_when_the_session_ends(desk: Desk, console: Console) -> None:
    console.expect(401)
    console.expect(400)
    agent = desk.person(AGENT)
    agent.prepare("complaint", {**RED, "customer": "会话", "description": "写到一半，登录失效了"})
    agent.page.context.clear_cookies()
    agent.page.get_by_role("button", name="发起", exact=True).click()
    expect(agent.page.get_by_role("alert")).to_contain_text("请重新登录")
    again = Person(agent.page.context.new_page(), agent.address, agent.words)
    again.sign_in(AGENT, desk.product.passwords[AGENT])
    agent.page.get_by_role("button", name="发起", exact=True).click()  # still with the token of the old session
    expect(agent.page.get_by_role("alert")).to_contain_text("填写的内容已保留")
    agent.page.reload()
    expect(agent.field("事实经过").get_by_role("textbox")).to_have_value("写到一半，登录失效了")
    agent.send()


def test_emoji_and_long_texts(desk: Desk) -> None:
    supervisor = desk.person(SUPERVISOR)
    agent = desk.person(AGENT)
    agent.prepare("complaint", {**RED, "customer": "👩‍👩‍👧 𠮷野家", "description": "很" * 2001})
    agent.page.get_by_role("button", name="发起", exact=True).click()
    expect(agent.field("事实经过")).to_contain_text("最多填写 2000 个字")
    agent.fill({"description": "很" * 2000})
    case = agent.send()
    supervisor.claim(case, "complaint", "solve_red")
    expect(supervisor.page.get_by_text("很" * 2000)).to_be_visible()
    wide = supervisor.page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert not wide, "a long text must not push the page sideways"
    supervisor.fill(SOLUTION)
    supervisor.submit()


def upload(owner: Person, file: Path, content: bytes) -> None:
    file.write_bytes(content)
    owner.go("definitions")
    owner.page.get_by_role("link", name="上传文件").click()
    owner.page.get_by_label("选择文件").set_input_files(file)
    with owner.page.expect_navigation():
        owner.page.get_by_role("button", name="检查并发布").click()


DOCTYPE = b'?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
DAMAGED: list[tuple[str, Callable[[bytes], bytes], int, str]] = [
    ("cut.bpmn", lambda source: source[:5000], 422, "文件不是正确的 XML："),
    ("empty.bpmn", lambda source: b"", 422, "文件不是正确的 XML："),
    ("doctype.bpmn", lambda source: source.replace(b"?>", DOCTYPE, 1), 422, "文件含有 DOCTYPE"),
    ("deep.bpmn", lambda source: b"<a>" * 100_000, 422, "元素嵌套超过 200 层"),
    ("huge.bpmn", lambda source: source + b"<!--" + b"x" * 9_000_000 + b"-->", 413, "一次最多上传 5 MB"),
    ("program.exe", lambda source: b"MZ", 422, "不能上传"),
]


def test_damaged_files_are_refused_in_words(desk: Desk, console: Console, tmp_path: Path) -> None:
    owner = desk.person(OWNER)
    for name, damage, status, words in DAMAGED:
        console.expect(status)
        upload(owner, tmp_path / name, damage(SOURCE.read_bytes()))
        expect(owner.page.locator("main")).to_contain_text(words)
        expect(owner.page.locator("main")).not_to_contain_text("{")  # a placeholder that nothing filled
