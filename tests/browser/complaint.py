"""What people write into the forms of a complaint, by the keys of the fields."""

from tests.browser.sheet import Answers

RED: Answers = {
    "contact": "13912345678",
    "channel": "微博",
    "tier": "五星金",
    "order_no": "DD260105001",
    "product": "智能门锁 S2",
    "category": "产品质量",
    "description": "门锁夜间失灵，家人被锁门外，已在微博曝光",
    "demand": "换货并公开致歉",
    "churn_risk": "高",
    "has_brand_risk": True,
}
SOLUTION: Answers = {
    "cause": "产品缺陷",
    "remedy": "换货",
    "plan": "今日上门更换新锁，并由主管致电致歉",
    "compensation_kind": "优惠券",
    "compensation": "200",
    "reply_empathy": "给您和家人带来惊吓，我们非常抱歉。",
    "reply_facts": "经检测，门锁主板低温下失灵。",
    "reply_action": "今日 18 点前上门更换新锁。",
}
BETTER: Answers = {**SOLUTION, "plan": "已于 1 小时内上门更换，并延保两年", "compensation": "500"}
DISSATISFIED = {"satisfied": "不满意", "score": "2", "dissatisfaction": "约定的时间没有人上门"}
SATISFIED = {"satisfied": "满意", "score": "5"}
GREEN: Answers = {
    "customer": "周先生",
    "contact": "13700001111",
    "category": "其他",
    "description": "赠品与页面描述不符，要求补寄",
}
