"""What the repair process does by itself. An SMS gateway or a vehicle file is connected by replacing the jobs here."""

from collections.abc import Mapping
from datetime import timedelta, timezone
from typing import Any

from engine.handlers import Context, Handler, HandlerResult, NoticeRequest, pure

CHINA = timezone(timedelta(hours=8))

# What the steps after registration read, for reports that did not come through the form.
DEFAULTS: Mapping[str, Any] = {
    "first_contact": None,
    "customer": "",
    "contact": "",
    "channel": "电话",
    "tier": "普通",
    "yearly_spend": 0,
    "customer_years": 0,
    "asset_kind": "车辆",
    "product": "",
    "plate": "",
    "chassis_no": "",
    "device_no": "",
    "description": "",
    "urgency": "功能异常",
    "is_repeated": False,
}

# What of a case goes onto the file of the vehicle or device.
FILED = (
    "customer", "contact", "asset_kind", "product", "plate", "chassis_no", "device_no", "description", "cause", "plan",
    "agreement", "work_kind", "work_done", "missing_parts", "cost", "settlement_no", "claim_no", "is_signed", "left_at",
    "feedback", "calls", "messages",
)  # fmt: skip


@pure
def register(variables: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """Give the case its number and its clock, and fill in what nobody said."""
    unsaid = {name: value for name, value in DEFAULTS.items() if variables.get(name) is None}
    return unsaid | {
        "case_no": context.business_key or case_number(context),
        "received_at": context.now.isoformat(),
        "promised_at": None,
        "part_missing": False,
        "part_arrived": False,
        "messages": [],
        "calls": [],
        "complained": False,
    }


def case_number(context: Context) -> str:
    """WX, the local date, and the end of the instance id."""
    tail = "".join(character for character in context.instance_id if character.isalnum())[-6:]
    return f"WX{context.now.astimezone(CHINA):%Y%m%d}-{tail.upper()}"


def tell(variables: Mapping[str, Any], context: Context) -> HandlerResult:
    """A message to the customer: kept with the case, and seen by whoever took the report."""
    node, first_contact = str(variables["node"]), variables.get("first_contact")
    message = {"node": node, "to": variables.get("contact"), "text": variables["text"], "at": context.now.isoformat()}
    told = NoticeRequest(
        template=node,
        users=[first_contact] if first_contact else [],
        groups=[] if first_contact else ["service_advisors"],
    )
    return HandlerResult({"messages": [*variables.get("messages", ()), message]}, (told,))


def archive(variables: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """The entry on the file of the vehicle or device, under its plate, chassis or device number."""
    subject = next((variables[name] for name in ("plate", "chassis_no", "device_no") if variables.get(name)), None)
    entry = {name: variables.get(name) for name in FILED}
    return {
        "archive_no": f"{variables['case_no']}-A",
        "archived_at": context.now.isoformat(),
        "result": result(variables),
        "file_entry": {"subject": subject, **entry},
    }


def result(variables: Mapping[str, Any]) -> str:
    """How the case ended."""
    agreement = variables.get("agreement")
    if agreement != "同意维修":
        return f"未维修：{agreement}"
    if variables.get("complained"):
        return "已维修，转投诉处理"
    return "已维修，客户满意" if variables.get("satisfied") == "满意" else "已维修，客户不满意"


HANDLERS: Mapping[str, Handler] = {
    "repair.register": register,
    "repair.tell": tell,
    "repair.archive": archive,
}
