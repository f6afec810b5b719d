"""What people write into the forms of the complaint process, and how they start a case."""

from playwright.sync_api import expect

from tests.browser.person import Person, Values

RED: Values = {
    "联系方式": "13912345678",
    "渠道": "微博",
    "客户等级": "五星金",
    "订单号": "DD260105001",
    "产品": "智能门锁 S2",
    "投诉类别": "产品质量",
    "事实经过": "门锁夜间失灵，家人被锁门外，已在微博曝光",
    "客户诉求": "换货并公开致歉",
    "客户流失风险": "高",
    "涉及品牌声誉": True,
}
SOLUTION: Values = {
    "原因判断": "产品缺陷",
    "解决措施": "换货",
    "方案及处理结果": "今日上门更换新锁，并由主管致电致歉",
    "补偿方式": "优惠券",
    "补偿金额（元）": "200",
    "共情": "给您和家人带来惊吓，我们非常抱歉。",
    "事实": "经检测，门锁主板低温下失灵。",
    "行动": "今日 18 点前上门更换新锁。",
}
BETTER: Values = {**SOLUTION, "方案及处理结果": "已于 1 小时内上门更换，并延保两年", "补偿金额（元）": "500"}
DISSATISFIED = {"是否满意": "不满意", "满意度（1–5 分）": "2", "不满意原因": "约定的时间没有人上门"}
SATISFIED = {"是否满意": "满意", "满意度（1–5 分）": "5"}
GREEN: Values = {
    "客户姓名": "周先生",
    "联系方式": "13700001111",
    "投诉类别": "其他",
    "事实经过": "赠品与页面描述不符，要求补寄",
}


def fill_start_form(agent: Person, values: Values) -> None:
    agent.open("发起")
    agent.page.get_by_role("link", name="投诉处理").click()
    agent.fill_in(values)


def begin(agent: Person) -> str:
    """Sends the form of a red complaint, which nobody but the supervisor can go on with. The case number."""
    agent.submit("发起")
    expect(agent.page.get_by_role("heading", level=1)).to_have_text("我发起的")
    return agent.page.get_by_role("row").nth(1).get_by_role("link").inner_text()
