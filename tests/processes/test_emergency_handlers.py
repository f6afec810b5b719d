"""The functions of the emergency process by themselves."""

from datetime import UTC, datetime
from typing import Any

import pytest

from engine.handlers import Context, is_pure
from processes.emergency.handlers import DEFAULTS, HANDLERS, announce, archive, log_round, register

CONTEXT = Context("abcdefghjk7m8n", "register", "key", datetime(2026, 1, 4, 16, 30, tzinfo=UTC))
RUNNING: dict[str, Any] = {
    "round": 0,
    "tracking_log": [],
    "is_controlled": "未受控",
    "situation": "仍在扩大",
    "groups": ["team_leads"],
    "measures": [{"name": "人员调配", "group": "team_leads"}],
}


def test_number_has_the_local_date_and_the_end_of_the_instance_id() -> None:
    assert register({}, CONTEXT)["case_no"] == "YJ20260105-JK7M8N"  # 00:30 in China


def test_register_leaves_what_was_said_and_fills_in_the_rest() -> None:
    said = {"nature": "群体投诉", "extent": None, "is_public": True}
    facts = register(said, CONTEXT)
    assert facts["extent"] == DEFAULTS["extent"]
    assert not facts.keys() & {"nature", "is_public"}, "history tells once who said what"
    assert DEFAULTS.keys() <= facts.keys() | said.keys()
    assert facts["reported_at"] == "2026-01-04T16:30:00+00:00"
    assert facts["occurred_at"] == "2026-01-05T00:30+08:00"  # nobody said: now, as people here write it
    assert register({"occurred_at": "2026-01-04T16:00Z"}, CONTEXT)["occurred_at"] == "2026-01-04T16:00Z"


@pytest.mark.parametrize(("is_drill", "mark"), [(True, "【演练】"), (False, ""), (None, "")])
def test_mark(is_drill: bool | None, mark: str) -> None:
    assert register({"is_drill": is_drill}, CONTEXT)["mark"] == mark


@pytest.mark.parametrize("unclear", ["true", "是", 1, 0, ""])
def test_whether_it_is_a_drill_is_never_guessed(unclear: Any) -> None:
    with pytest.raises(TypeError):
        register({"is_drill": unclear}, CONTEXT)


@pytest.mark.parametrize(
    ("occasion", "is_public", "affected", "audience", "beginning"),
    [
        ("发生", False, "APP", ["客户"], "APP目前受到影响"),
        ("发生", True, "APP", ["客户", "公众"], "APP目前受到影响"),  # a crisis is told to the public
        ("解除", False, "", ["客户"], "部分服务现已恢复"),  # nobody said what was affected
    ],
)
def test_announce(occasion: str, is_public: bool, affected: str, audience: list[str], beginning: str) -> None:
    before = {"occasion": "发生"}
    known = {"occasion": occasion, "is_public": is_public, "affected": affected, "is_drill": False}
    told = announce(known | {"announcements": [before]}, CONTEXT)["announcements"]
    assert told[0] == before
    assert (told[1]["occasion"], told[1]["audience"]) == (occasion, audience)
    assert told[1]["text"].startswith(beginning)


def test_announce_refuses_a_drill() -> None:
    with pytest.raises(ValueError, match="drill"):
        announce(
            {"occasion": "发生", "is_drill": True, "is_public": False, "affected": "", "announcements": []}, CONTEXT
        )


ADDED = [{"name": "上门安抚", "group": "senior_agents"}, {"name": "加派人手", "group": "team_leads"}]


@pytest.mark.parametrize(
    ("said", "measures", "groups"),
    [
        ({}, [], ["team_leads"]),  # nothing added: the next round has no measures of its own
        ({"added_measures": ADDED}, ADDED, ["team_leads", "senior_agents"]),  # groups grow, none twice
        ({"added_measures": ADDED, "is_controlled": "已受控"}, [], ["team_leads"]),  # under control: nothing more
        ({"added_measures": None}, [], ["team_leads"]),
    ],
)
def test_round(said: dict[str, Any], measures: list[Any], groups: list[str]) -> None:
    after = log_round(RUNNING | said, CONTEXT)
    assert (after["round"], after["measures"], after["groups"]) == (1, measures, groups)


def test_rounds_write_the_course() -> None:
    first = log_round(RUNNING, CONTEXT)
    second = log_round(RUNNING | first | {"is_controlled": "已受控", "situation": "恢复"}, CONTEXT)
    assert second["course"] == "第 1 轮研判（未受控）：仍在扩大\n第 2 轮研判（已受控）：恢复"
    assert [each["round"] for each in second["tracking_log"]] == [1, 2]


@pytest.mark.parametrize(("is_drill", "result"), [(True, "演练结束"), (False, "应急结束")])
def test_archive(is_drill: bool, result: str) -> None:
    assert archive({"case_no": "YJ1", "is_drill": is_drill}, CONTEXT)["result"] == result


def test_only_announcing_leaves_the_step() -> None:
    assert {name for name, handler in HANDLERS.items() if not is_pure(handler)} == {"emergency.announce"}
