"""The functions of the complaint process by themselves."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from engine.handlers import Context, is_pure
from processes.complaint.handlers import DEFAULTS, HANDLERS, archive, open_item, register, reopen, reply

CONTEXT = Context("abcdefghjk7m8n", "register", "key", datetime(2026, 1, 4, 16, 30, tzinfo=UTC))


def test_number_has_the_local_date_and_the_end_of_the_instance_id() -> None:
    assert register({}, CONTEXT)["case_no"] == "TS20260105-JK7M8N"  # 00:30 in China


@pytest.mark.parametrize(
    ("business_key", "source_case", "number"),
    [
        ("TS20260105-ABCDEF", None, "TS20260105-ABCDEF"),
        ("CRM-7", None, "CRM-7"),  # another system's number is kept
        ("WX20260105-ABCDEF", "WX20260105-ABCDEF", "TS20260105-JK7M8N"),  # the repair keeps its number for itself
        (None, "WX20260105-ABCDEF", "TS20260105-JK7M8N"),
    ],
)
def test_number(business_key: str | None, source_case: str | None, number: str) -> None:
    context = replace(CONTEXT, business_key=business_key)
    assert register({"source_case": source_case}, context)["case_no"] == number


def test_register_leaves_what_was_said_and_fills_in_the_rest() -> None:
    said = {"customer": "李女士", "tier": None, "is_mass": True}
    facts = register(said, CONTEXT)
    assert facts["tier"] == DEFAULTS["tier"]
    assert not facts.keys() & {"customer", "is_mass"}, "history tells once who said what"
    assert DEFAULTS.keys() <= facts.keys() | said.keys()
    assert facts["clock_from"] == facts["received_at"] == "2026-01-04T16:30:00+00:00"


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        (
            {"reply_empathy": "一", "reply_facts": "二", "reply_compensation": "三", "reply_action": "四"},
            "一\n二\n三\n四",
        ),
        ({"reply_action": "四", "reply_empathy": "一"}, "一\n四"),  # in the order of the frame, without gaps
        ({"reply_compensation": None}, ""),
    ],
)
def test_reply(parts: dict[str, str | None], text: str) -> None:
    assert reply(parts, CONTEXT)["reply_text"] == text
    assert reply(parts, CONTEXT)["customer_told"] is True


@pytest.mark.parametrize(("before", "is_on_file"), [(0, False), (1, True), (2, True)])
def test_reopen(before: int, is_on_file: bool) -> None:
    again = reopen({"dissatisfied_count": before}, CONTEXT)
    assert again["dissatisfied_count"] == before + 1
    assert again["is_on_dissatisfied_file"] is is_on_file
    assert again["satisfied"] is None  # the next follow-up is asked afresh
    assert again["clock_from"] == "2026-01-04T16:30:00+00:00"


def test_no_item_where_the_category_asks_for_none() -> None:
    assert open_item({"case_no": "TS1", "item": None}, CONTEXT) == {"improvement": None}
    assert open_item({"case_no": "TS1", "item": "人员培训"}, CONTEXT)["improvement"]["number"] == "TS1-G"


@pytest.mark.parametrize(
    ("satisfied", "result"), [("满意", "满意结案"), ("不满意", "转不满意客户关怀"), (None, "转不满意客户关怀")]
)
def test_archive(satisfied: str | None, result: str) -> None:
    assert archive({"case_no": "TS1", "satisfied": satisfied}, CONTEXT)["result"] == result


def test_what_only_computes_runs_inside_the_step() -> None:
    assert {name for name, handler in HANDLERS.items() if is_pure(handler)} == {
        "complaint.register",
        "complaint.reopen",
    }
