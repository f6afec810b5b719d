"""Starting a case from its form."""

import json
import re

import pytest

from engine.api import SYSTEM, Engine
from engine.model.operation import SuspendDefinition


def test_what_can_be_started_is_offered(sign_in) -> None:
    assert 'href="/start/desk"' in sign_in("lin").get("/start").text


def test_the_form_is_shown(sign_in) -> None:
    page = sign_in("lin").get("/start/desk").text
    assert "发起：服务台" in page
    found = re.search(r'id="form-config">(.*?)</script>', page, re.DOTALL)
    assert found
    config = json.loads(found[1])
    assert (config["schema"]["id"], config["readonly"]) == ("desk_start", False)


def test_nobody_fills_in_a_form_that_cannot_be_sent(engine: Engine, sign_in) -> None:
    engine.execute(SuspendDefinition(definition_id="desk:1", reason="盘点"), SYSTEM)
    lin = sign_in("lin")
    assert "已挂起" in lin.get("/start").text
    page = lin.get("/start/desk").text
    assert "暂时不能发起" in page
    assert "data-form-submit" not in page
    assert 'class="btn' not in page.partition("暂时不能发起")[2].partition("</main>")[0], (
        "nothing that looks like starting it"
    )


def test_starting_leads_to_ones_own_task_where_there_is_one(engine: Engine, sign_in) -> None:
    answer = sign_in("lin").post("/start/desk", json={"variables": {"customer": "赵强"}})
    assert answer.status_code == 200
    assert re.fullmatch(r"/tasks/task/[^/]+", answer.json["location"])  # on offer to lin's group


def test_starting_leads_to_the_started_cases_otherwise(sign_in) -> None:
    client = sign_in("sun")
    assert client.post("/start/desk", json={"variables": {"customer": "赵强"}}).json == {"location": "/tasks/started"}
    text = client.get("/tasks/started").text
    assert "已发起" in text and "服务台" in text


def test_sending_twice_starts_one_case(engine: Engine, sign_in) -> None:
    client = sign_in("lin")
    body = {"variables": {"customer": "赵强"}, "token": "0" * 32}
    first, second = client.post("/start/desk", json=body), client.post("/start/desk", json=body)
    assert first.json == second.json
    lin, sun = engine.actor("lin"), engine.actor("sun")
    assert lin and sun
    assert engine.instances(lin, folder="started").total == 1
    sign_in("sun").post("/start/desk", json=body)  # the same token of another person is another command
    assert engine.instances(sun, folder="started").total == 1


@pytest.mark.parametrize("variables", [{}, {"customer": ""}, {"customer": 5}, {"customer": "赵强", "grade": "红"}])
def test_bad_values_start_nothing(engine: Engine, sign_in, variables: dict[str, object]) -> None:
    answer = sign_in("lin").post("/start/desk", json={"variables": variables})
    assert answer.status_code == 422
    assert answer.json["fields"]
    lin = engine.actor("lin")
    assert lin
    assert engine.instances(lin, folder="started").total == 0


@pytest.mark.parametrize("user_id", ["owner", "auditor", "admin"])
def test_who_works_on_no_case_starts_none(sign_in, user_id: str) -> None:
    client = sign_in(user_id)
    assert client.get("/start/desk").status_code == 403
    assert client.post("/start/desk", json={"variables": {"customer": "赵强"}}).status_code == 403
    assert 'href="/start"' not in client.get("/notices").text


def test_an_unknown_process_is_not_found(sign_in) -> None:
    assert sign_in("lin").get("/start/nothing").status_code == 404
    assert sign_in("lin").post("/start/nothing", json={"variables": {}}).status_code == 404
