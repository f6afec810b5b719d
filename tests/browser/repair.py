"""What people write into the forms of a repair, by the keys of the fields."""

PLATE, PHONE = "沪A12345", "13800002001"
REPORT = {
    "customer": "周先生",
    "contact": PHONE,
    "channel": "电话",
    "tier": "五星普通",
    "yearly_spend": 30000,
    "customer_years": 4,
    "asset_kind": "车辆",
    "product": "远行 SUV",
    "plate": PLATE,
    "description": "变速箱换挡顿挫，仪表报警",
    "urgency": "功能异常",
}
TICKET = {"contact_result": "已联系", "visit": "到店", "ticket_note": "客户下午有空"}
PLAN = {
    "cause": "变速箱阀体磨损",
    "work_kind": "总成大修",
    "estimate": 6800,
    "part_missing": True,
    "missing_parts": "变速箱阀体",
    "plan": "更换阀体，重新匹配并试车",
    "agreement": "同意维修",
}
DISPATCH = {"team": "机修组", "visit": "到店", "dispatch_note": "先读取故障码"}
ORDER = {"missing_parts": "变速箱阀体", "supplier": "原厂", "order_ref": "DH-77", "appointed_day": "2026-01-06"}
LATER = {"appointed_day": "2026-01-08", "delay_reason": "供应商缺货，客户同意改约"}
REPAIRED = {"outcome": "已修好", "work_done": "更换阀体并匹配，试车 10 公里正常"}
SETTLED = {"work_kind": "总成大修", "cost": 6650, "settlement_no": "JS20260108001", "is_signed": True}
CONTENT = {"satisfied": "满意", "score": 5, "opinion": "使用正常"}
COMPLAINT = {
    "satisfied": "不满意",
    "score": 1,
    "opinion": "又开始顿挫",
    "has_complaint": True,
    "complaint_category": "产品质量",
    "complaint_description": "修好不到一个月又顿挫，要求免费重修",
}
FIRST = {"first_action": "致歉安抚", "first_note": "已致电周先生，约好明日返厂", "customer_told": True}
