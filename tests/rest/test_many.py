"""Many commands in one request: each is obeyed or refused by itself, and once."""

from typing import Any

import pytest

from engine.api import SYSTEM, Engine
from tests.rest.conftest import Ask
from webui.rest.route import MOST

STARTS, COMPLETES = "/api/v1/instances/many", "/api/v1/tasks/complete"


def many(ask: Ask, path: str, commands: list[Any], key: str = "") -> Any:
    return ask(
        "POST", path, {"commands": commands}, roles=("supervisor",), headers={"Idempotency-Key": key} if key else {}
    )


def test_each_has_its_answer_or_its_refusal(ask: Ask, engine: Engine) -> None:
    wanted = [{"key": "works", "business_key": "A"}, {"key": "nothing"}, {"key": "works", "variables": {"n": 1}}]
    first, refused, last = many(ask, STARTS, wanted).json
    assert (first["refusal"], refused["answer"], refused["refusal"]["code"]) == (None, None, "process.unknown")
    assert engine.instance(SYSTEM, first["answer"]).business_key == "A"
    assert engine.variables(SYSTEM, last["answer"]) == {"n": 1}


def test_tasks_are_completed_together(ask: Ask, engine: Engine) -> None:
    cases = [each["answer"] for each in many(ask, STARTS, [{"key": "works"}] * 3).json]
    tasks = [each.id for case in cases for each in engine.instance_tasks(SYSTEM, case)]
    found = many(ask, COMPLETES, [{"task_id": each} for each in [*tasks, tasks[0]]]).json
    assert [each["refusal"] is None for each in found] == [True, True, True, False]
    assert [len(engine.instance_tasks(SYSTEM, each)) for each in cases] == [2, 2, 2]


def test_sent_again_under_its_key_each_is_obeyed_once(ask: Ask, engine: Engine) -> None:
    wanted = [{"key": "works"}] * 2
    first, again, other = (many(ask, STARTS, wanted, key).json for key in ("a", "a", "b"))
    assert first == again != other
    assert len(engine.instance_ids(SYSTEM)) == 4


@pytest.mark.parametrize("commands", [[], [{"key": "works"}] * (MOST + 1), [{"key": "works", "command_id": "x"}], [{}]])
def test_what_does_not_fit_is_refused_as_a_whole(ask: Ask, engine: Engine, commands: list[Any]) -> None:
    assert many(ask, STARTS, commands).status_code == 400
    assert engine.instance_ids(SYSTEM) == []


def test_nobody_may_more_than_one_by_one(ask: Ask) -> None:
    found = ask("POST", STARTS, {"commands": [{"key": "works"}]}, roles=("auditor",))
    assert found.status_code == 403 or found.json[0]["refusal"]["code"].startswith("identity.")
