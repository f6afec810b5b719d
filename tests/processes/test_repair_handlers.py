"""The functions of the repair process by themselves."""

from datetime import UTC, datetime
from typing import Any

import pytest

from engine.handlers import Context, is_pure
from processes.repair.handlers import DEFAULTS, HANDLERS, archive, register, result, tell

CONTEXT = Context("abcdefghjk7m8n", "register", "key", datetime(2026, 1, 4, 16, 30, tzinfo=UTC))
CASE = {"case_no": "WX1", "agreement": "同意维修"}


def test_number_has_the_local_date_and_the_end_of_the_instance_id() -> None:
    assert register({}, CONTEXT)["case_no"] == "WX20260105-JK7M8N"  # 00:30 in China


def test_register_leaves_what_was_said_and_fills_in_the_rest() -> None:
    said = {"customer": "周先生", "tier": None, "is_repeated": True}
    facts = register(said, CONTEXT)
    assert facts["tier"] == DEFAULTS["tier"]
    assert not facts.keys() & {"customer", "is_repeated"}, "history tells once who said what"
    assert DEFAULTS.keys() <= facts.keys() | said.keys()
    assert facts["received_at"] == "2026-01-04T16:30:00+00:00"


def test_a_message_is_kept_after_the_earlier_ones() -> None:
    told = tell({"node": "repaired", "text": "已修好", "contact": "138", "messages": [{"node": "dispatched"}]}, CONTEXT)
    assert [each["node"] for each in told.variables["messages"]] == ["dispatched", "repaired"]
    assert told.variables["messages"][1] == {
        "node": "repaired",
        "to": "138",
        "text": "已修好",
        "at": "2026-01-04T16:30:00+00:00",
    }


@pytest.mark.parametrize(
    ("first_contact", "users", "groups"),
    [("lin_xiaoyu", ["lin_xiaoyu"], []), (None, [], ["service_advisors"])],  # nobody took it: all advisors see it
)
def test_who_sees_what_the_customer_was_told(first_contact: str | None, users: list[str], groups: list[str]) -> None:
    (notice,) = tell({"node": "arrived", "text": "到货", "first_contact": first_contact}, CONTEXT).notices
    assert (notice.template, notice.users, notice.groups) == ("arrived", users, groups)


@pytest.mark.parametrize(
    ("numbers", "subject"),
    [
        ({"plate": "沪A1", "chassis_no": "LSV1", "device_no": ""}, "沪A1"),
        ({"plate": "", "chassis_no": "LSV1"}, "LSV1"),
        ({"device_no": "SB-1"}, "SB-1"),
        ({}, None),
    ],
)
def test_file_of_the_vehicle_or_device(numbers: dict[str, str], subject: str | None) -> None:
    entry = archive(CASE | numbers | {"cost": 580}, CONTEXT)["file_entry"]
    assert (entry["subject"], entry["cost"]) == (subject, 580)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"agreement": "客户放弃", "satisfied": "满意"}, "未维修：客户放弃"),
        ({"satisfied": "满意"}, "已维修，客户满意"),
        ({"satisfied": "不满意"}, "已维修，客户不满意"),
        ({"satisfied": "满意", "complained": True}, "已维修，转投诉处理"),  # satisfied later, but complained before
    ],
)
def test_result(facts: dict[str, Any], words: str) -> None:
    assert result(CASE | facts) == words


def test_what_only_computes_runs_inside_the_step() -> None:
    assert {name for name, handler in HANDLERS.items() if is_pure(handler)} == {"repair.register"}
