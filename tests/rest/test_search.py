"""Lists by conditions on variables, as Camunda 7 writes them."""

from typing import Any
from urllib.parse import quote

import pytest

from engine.api import SYSTEM, Engine
from engine.model import command as c
from tests.rest.conftest import Ask
from tests.runtime.diagram import user
from tests.runtime.test_search import declaring

FOUND = declaring("found", "start > work > end", user("work"), amount="number", city="text")


@pytest.fixture
def begun(engine: Engine) -> dict[str, dict[str, Any]]:
    engine.execute(c.DeployFiles(files={"found.bpmn": FOUND}), SYSTEM)
    values: list[dict[str, Any]] = [{"amount": 50, "city": "北京"}, {"amount": 150, "city": "北京_东"}, {"amount": 200}]
    return {engine.execute(c.StartInstance(key="found", variables=each), SYSTEM): each for each in values}


ASKED = [
    ("amount_gt_100", [150, 200], ""),
    ("amount_gteq_50,amount_lt_200", [50, 150], "all of them hold"),
    ("city_like_北京%", [50, 150], "a beginning"),
    ("city_eq_北京_东", [150], "the value may have an underscore"),
    ("city_neq_北京", [150], ""),
    ("", [50, 150, 200], "no condition"),
]


@pytest.mark.parametrize(("text", "amounts", "why"), ASKED, ids=[each[0] for each in ASKED])
def test_conditions(ask: Ask, begun: dict[str, dict[str, Any]], text: str, amounts: list[int], why: str) -> None:
    lists = [
        (f"/api/v1/instances?process_key=found&variables={quote(text)}", "id"),
        (f"/api/v1/tasks?folder=all&process_key=found&processVariables={quote(text)}", "instance_id"),
    ]
    for path, id in lists:
        page = ask("GET", path, roles=("supervisor",)).json
        assert sorted(begun[each[id]]["amount"] for each in page["items"]) == amounts, why
        assert page["total"] == len(amounts)
        assert all(each["searched"] == begun[each[id]] for each in page["items"])


REFUSED = [
    ("amount", "search.bad_condition"),
    ("amount_is_5", "search.bad_condition"),
    ("city_like_北", "search.bad_condition"),
    ("city_like_%北%", "search.bad_condition"),
    ("amount_gt_much", "search.bad_value"),
    ("nobody_eq_1", "search.unknown_name"),
]


@pytest.mark.parametrize(("text", "code"), REFUSED, ids=[each[0] for each in REFUSED])
def test_what_is_no_condition(ask: Ask, begun: Any, text: str, code: str) -> None:
    for path in ("instances?variables=", "tasks?folder=all&processVariables="):
        answer = ask("GET", f"/api/v1/{path}{quote(text)}", roles=("supervisor",))
        assert (answer.status_code, answer.json["code"]) == (422, code)


def test_rights_are_those_of_the_list(ask: Ask, begun: Any) -> None:
    assert ask("GET", "/api/v1/instances?variables=amount_gt_1", roles=("agent",)).status_code == 403
    assert len(ask("GET", "/api/v1/tasks?processVariables=amount_gt_1", roles=("agent",)).json["items"]) == 3
