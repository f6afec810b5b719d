"""What stands beside a case: its customer, their device, an earlier case; a file, a remark, and who else is looking.

With KEFUFLOW_SCREENSHOTS=1 the pages on the way are left in docs/images/.
"""

import re

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.conftest import Console
from tests.browser.desk import Desk, picture
from tests.browser.person import Person

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("customers")]

AGENT, ADVISOR, LEAD, SUPERVISOR = "lin_xiaoyu", "tang_wei", "he_jing", "wang_jianguo"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"


def heading(page: Page) -> str:
    return page.get_by_role("heading", level=1).inner_text()


def open_case(person: Person, customer: str) -> str:
    """The case at work of this customer, out of the list; answers its number."""
    person.go("instances")
    person.row(customer, "进行中").get_by_role("link").first.click()
    expect(person.page.locator("#customer")).to_be_visible()
    return heading(person.page)


def test_from_a_case_to_an_earlier_one_of_the_same_device(desk: Desk) -> None:
    lead = desk.person(LEAD)
    case = open_case(lead, "安居超市")
    panel = lead.page.locator("#customer")
    expect(panel).to_contain_text("021-60000009")
    expect(panel).to_contain_text("SB-0917")
    expect(panel).to_contain_text("WX20251201")
    panel.get_by_role("link", name="安居超市").click()
    expect(lead.page.get_by_role("heading", level=1)).to_have_text("安居超市")
    expect(lead.row(case)).to_be_visible()
    picture(lead.page, "customer")
    lead.page.locator(".devices li", has_text="SB-0917").get_by_role("link").click()
    expect(lead.row("WX2025")).to_contain_text("已完成")
    expect(lead.row(case)).to_contain_text("进行中")
    lead.row("WX2025").get_by_role("link").click()
    expect(lead.page.get_by_role("heading", level=1)).to_have_text(re.compile("^WX20251201"))
    expect(lead.page.locator("#customer")).to_contain_text(case)
    timeline = lead.page.locator(".timeline")
    expect(timeline).to_contain_text("客户姓名 安居超市")
    expect(timeline).to_contain_text("等级 B")
    expect(timeline).not_to_contain_text(re.compile(r"\w+ = |\+00:00"))


def test_a_file_is_added_and_one_that_lies_is_not(desk: Desk, console: Console) -> None:
    console.expect(422)
    lead = desk.person(LEAD)
    open_case(lead, "安居超市")
    files = lead.page.locator("#attachments")
    expect(files).to_contain_text("还没有选择文件")
    photo = FilePayload(name="铭牌.png", mimeType="image/png", buffer=PNG)
    files.get_by_label("选择文件").set_input_files(photo)
    expect(files.locator(".file-names")).to_have_text("铭牌.png")
    files.get_by_role("button", name="上传").click()
    expect(files.get_by_role("link", name="铭牌.png")).to_be_visible()
    with lead.page.expect_download() as download:
        files.get_by_role("link", name="铭牌.png").click()
    assert download.value.path().read_bytes() == PNG
    lie = FilePayload(name="报价单.pdf", mimeType="application/pdf", buffer=PNG)
    files.get_by_label("选择文件").set_input_files(lie)
    files.get_by_role("button", name="上传").click()
    expect(lead.page.get_by_text("与名称不符")).to_be_visible()
    lead.page.go_back()
    expect(files.get_by_role("link", name="报价单.pdf")).to_have_count(0)


def test_a_remark_reaches_the_bell_of_whoever_is_named(desk: Desk) -> None:
    lead, supervisor = desk.person(LEAD), desk.person(SUPERVISOR)
    before = supervisor.unread()
    case = open_case(lead, "安居超市")
    remarks = lead.page.locator("#comments")
    remarks.get_by_role("textbox").fill("@王建国 客户问备用冷柜何时到")
    remarks.get_by_role("button", name="添加备注").click()
    expect(remarks).to_contain_text("客户问备用冷柜何时到")
    supervisor.page.reload()
    assert supervisor.unread() == before + 1
    supervisor.page.locator(".topbar-bell").click()
    supervisor.page.get_by_role("button", name=f"何静 @ {case}").click()
    expect(supervisor.page.locator("#comments")).to_contain_text("客户问备用冷柜何时到")
    assert supervisor.unread() == before


def test_two_who_open_the_same_task_see_each_other(desk: Desk) -> None:
    advisor, lead = desk.person(ADVISOR), desk.person(LEAD)
    advisor.go("claimable")
    advisor.row("严先生").get_by_role("link").first.click()
    lead.page.goto(advisor.page.url)
    looking = lead.page.locator("[data-presence]")
    expect(looking).to_have_text("唐伟正在查看")
    advisor.go("claimable")
    expect(advisor.row("严先生").locator(".looking")).to_have_text("何静正在查看")
    lead.page.reload()
    expect(looking).to_be_hidden()


def test_who_is_assigned_a_task_is_told(desk: Desk) -> None:
    lead, agent = desk.person(LEAD), desk.person(AGENT)
    before = agent.unread()
    lead.go("overdue")
    lead.row("严先生").get_by_role("checkbox").check()
    lead.page.get_by_label("将选中的任务转办给").select_option(AGENT)
    lead.page.get_by_role("button", name="转办", exact=True).click()
    expect(lead.page.get_by_role("status")).to_contain_text("转办给林小雨")
    agent.page.reload()
    assert agent.unread() == before + 1
    agent.page.locator(".topbar-bell").click()
    agent.page.get_by_role("button", name=re.compile("^何静转给您的任务")).click()
    expect(agent.page.get_by_role("button", name="释放")).to_be_visible()
    agent.go("mine")
    agent.row("严先生").get_by_role("checkbox").check()
    agent.page.get_by_role("button", name="释放所选").click()
    expect(agent.page.get_by_role("status")).to_contain_text("已释放 1 项任务")


@pytest.mark.parametrize("path", ["/tasks/claimable", "/supervision", "/customers", "/instances", "/notices"])
def test_a_phone_shows_lists_without_moving_sideways(desk: Desk, path: str) -> None:
    lead = desk.person(LEAD)
    lead.page.set_viewport_size({"width": 390, "height": 800})
    lead.page.goto(lead.address + path)
    assert lead.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_an_administrator_erases_who_asked_for_it(desk: Desk) -> None:
    agent = desk.person(AGENT)
    agent.go("customers")
    agent.page.get_by_role("link", name="新建客户档案").click()
    agent.page.get_by_label("姓名").fill("韦女士")
    agent.page.get_by_label("电话").fill("13700099009")
    agent.press("customers.create")
    admin = desk.person("gao_ping")
    admin.go("erasure")
    admin.page.get_by_role("searchbox", name="完整的姓名").fill("13700099009")
    admin.page.get_by_role("button", name="查找").click()
    admin.page.get_by_role("link", name="韦女士").click()
    expect(admin.page.get_by_text("0 个案件中填写的内容")).to_be_visible()
    admin.page.get_by_role("button", name="删除个人数据…").click()
    asked = admin.page.get_by_role("dialog")
    asked.get_by_label("原因").fill("本人要求")
    asked.get_by_role("button", name="永久删除").click()
    expect(asked).to_be_visible()  # not before it is ticked that the list was looked at
    asked.get_by_role("checkbox").check()
    asked.get_by_role("button", name="永久删除").click()
    expect(admin.page.get_by_role("status")).to_contain_text("个人数据已删除，涉及 0 个案件")
    expect(admin.page.get_by_text("曾被删除")).to_be_visible()
