"""What the complaint process does by itself. A CRM or an SMS gateway is connected by replacing the jobs here."""

from collections.abc import Mapping
from datetime import timedelta, timezone
from typing import Any

from engine.handlers import Context, Handler, pure

CHINA = timezone(timedelta(hours=8))
FILE_FROM = 2  # times dissatisfied from which a customer is on the file of dissatisfied customers

# What the steps after registration read, for complaints that did not come through the form.
DEFAULTS: Mapping[str, Any] = {
    "first_contact": None,
    "customer": "",
    "contact": "",
    "channel": "电话",
    "tier": "普通",
    "order_no": "",
    "product": "",
    "category": "其他",
    "is_special": False,
    "description": "",
    "people": "",
    "demand": "",
    "has_brand_risk": False,
    "churn_risk": "低",
    "urgency": "咨询",
    "is_mass": False,
    "is_repeated": False,
    "is_experience_hurt": False,
    "is_grave": False,
    "source_case": "",
}


@pure
def register(variables: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """Give the case its number and its clock, and fill in what nobody said."""
    unsaid = {name: value for name, value in DEFAULTS.items() if variables.get(name) is None}
    received_at = context.now.isoformat()
    return unsaid | {
        "case_no": number(variables.get("source_case") or "", context),
        "received_at": received_at,
        "clock_from": received_at,
        "customer_told": False,
        "dissatisfied_count": 0,
        "is_on_dissatisfied_file": False,
        "compensation_kind": "无",
        "compensation": 0,
    }


def number(source_case: str, context: Context) -> str:
    """The business key, unless it is that of the case in whose follow-up the complaint came up."""
    key = context.business_key
    return key if key and key != source_case else case_number(context)


def case_number(context: Context) -> str:
    """TS, the local date, and the end of the instance id."""
    tail = "".join(character for character in context.instance_id if character.isalnum())[-6:]
    return f"TS{context.now.astimezone(CHINA):%Y%m%d}-{tail.upper()}"


def reply(variables: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """The message to the customer in its four parts: empathy, facts, compensation, action."""
    parts = [variables.get(name) for name in ("reply_empathy", "reply_facts", "reply_compensation", "reply_action")]
    text = "\n".join(str(part) for part in parts if part)
    return {"reply_text": text, "replied_at": context.now.isoformat(), "customer_told": True}


@pure
def reopen(variables: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """Another round with a clock and an answer of its own; who is dissatisfied again comes onto the file."""
    count = int(variables["dissatisfied_count"]) + 1
    return {
        "satisfied": None,
        "score": None,
        "dissatisfied_count": count,
        "is_on_dissatisfied_file": count >= FILE_FROM,
        "clock_from": context.now.isoformat(),
    }


def open_item(variables: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """The improvement that follows from the category: training, a better flow, a check of the product."""
    item = variables.get("item")
    if not item:
        return {"improvement": None}
    improvement = {
        "number": f"{variables['case_no']}-G",
        "kind": item,
        "department": variables.get("department"),
        "cause": variables.get("cause"),
        "people": variables.get("people"),
    }
    return {"improvement": improvement}


def archive(variables: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """Close the file, saying how it ended."""
    is_satisfied = variables.get("satisfied") == "满意"
    return {
        "archive_no": f"{variables['case_no']}-A",
        "archived_at": context.now.isoformat(),
        "result": "满意结案" if is_satisfied else "转不满意客户关怀",
    }


HANDLERS: Mapping[str, Handler] = {
    "complaint.register": register,
    "complaint.reply": reply,
    "complaint.reopen": reopen,
    "complaint.item": open_item,
    "complaint.archive": archive,
}
