"""What the emergency process does by itself. An SMS gateway or the website is connected by replacing `announce`."""

from collections.abc import Mapping
from datetime import timedelta, timezone
from typing import Any

from engine.handlers import Context, Handler, pure

CHINA = timezone(timedelta(hours=8))
DRILL_MARK = "【演练】"

# What the steps after registration read, for alarms that did not come through the form.
DEFAULTS: Mapping[str, Any] = {
    "reporter": None,
    "nature": "系统故障",
    "extent": "局部",
    "affected": "",
    "description": "",
    "is_public": False,
    "is_drill": False,
    "instruction": "",
}


@pure
def register(variables: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """Give the case its number, its mark when it is a drill, and empty logs.

    Raises TypeError for an `is_drill` that is neither true nor false: nobody is told by guesswork.
    """
    unsaid = {name: value for name, value in DEFAULTS.items() if variables.get(name) is None}
    is_drill = unsaid.get("is_drill", variables.get("is_drill"))
    if not isinstance(is_drill, bool):
        raise TypeError("is_drill is true or false")
    reported_at = context.now.isoformat()
    return unsaid | {
        "case_no": context.business_key or case_number(context),
        "reported_at": reported_at,
        "occurred_at": variables.get("occurred_at") or context.now.astimezone(CHINA).isoformat(timespec="minutes"),
        "mark": DRILL_MARK if is_drill else "",
        "coordinator": None,
        "round": 0,
        "measure_log": [],
        "tracking_log": [],
        "announcements": [],
        "approval": None,
        "approval_note": None,
    }


def case_number(context: Context) -> str:
    """YJ, the local date, and the end of the instance id."""
    tail = "".join(character for character in context.instance_id if character.isalnum())[-6:]
    return f"YJ{context.now.astimezone(CHINA):%Y%m%d}-{tail.upper()}"


def announce(variables: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """Tell customers, and the public where it looks on, that it began (发生) or is over (解除).

    Raises ValueError in a drill, whatever the diagram says.
    """
    if variables["is_drill"]:
        raise ValueError("a drill tells nobody outside")
    occasion = str(variables["occasion"])
    announcement = {
        "occasion": occasion,
        "audience": ["客户", "公众"] if variables["is_public"] else ["客户"],
        "text": TEXTS[occasion].format(affected=variables["affected"] or "部分服务"),
        "at": context.now.isoformat(),
    }
    return {"announcements": [*variables["announcements"], announcement]}


TEXTS: Mapping[str, str] = {
    "发生": "{affected}目前受到影响，我们正在全力处理，给您带来不便深表歉意。",
    "解除": "{affected}现已恢复，感谢您的理解与支持。",
}


@pure
def log_round(variables: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """Write down a judgement; what it adds becomes the measures of the next round, and the report grows by a line."""
    number = int(variables["round"]) + 1
    added = variables.get("added_measures") or []
    is_open = variables["is_controlled"] != "已受控"
    entry = {
        "round": number,
        "at": context.now.isoformat(),
        "is_controlled": variables["is_controlled"],
        "situation": variables["situation"],
    }
    log = [*variables["tracking_log"], entry]
    return {
        "round": number,
        "tracking_log": log,
        "course": "\n".join(map(_line, log)),
        "measures": added if is_open else [],
        "groups": _joined(variables["groups"], (each["group"] for each in added)) if is_open else variables["groups"],
    }


def _line(entry: Mapping[str, Any]) -> str:
    return f"第 {entry['round']} 轮研判（{entry['is_controlled']}）：{entry['situation']}"


def _joined(groups: list[str], more: Any) -> list[str]:
    return list(dict.fromkeys([*groups, *more]))


@pure
def archive(variables: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """Close the file."""
    return {
        "archive_no": f"{variables['case_no']}-A",
        "archived_at": context.now.isoformat(),
        "result": "演练结束" if variables["is_drill"] else "应急结束",
    }


HANDLERS: Mapping[str, Handler] = {
    "emergency.register": register,
    "emergency.announce": announce,
    "emergency.round": log_round,
    "emergency.archive": archive,
}
