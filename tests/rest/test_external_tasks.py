"""External tasks over HTTP, in the shapes of Camunda 7."""

from datetime import timedelta
from typing import Any

import pytest

from engine.api import SYSTEM, Engine
from engine.clock import ManualClock
from engine.model import command as c
from tests.rest.conftest import Ask

FETCH = "/engine-rest/external-task/fetchAndLock"
ONE = "/engine-rest/external-task/"


def start(engine: Engine, key: str = "calls", **variables: Any) -> str:
    instance_id: str = engine.execute(c.StartInstance(key=key, variables=variables, business_key="K-1"), SYSTEM)
    return instance_id


def fetch(ask: Ask, topic: str = "credit", worker: str = "one", prefix: str = "/engine-rest", **fields: Any) -> Any:
    body = {
        "workerId": worker,
        "maxTasks": 10,
        "topics": [{"topicName": topic, "lockDuration": 10_000, **fields}],
    }
    answer = ask("POST", f"{prefix}/external-task/fetchAndLock", body)
    assert answer.status_code == 200, answer.text
    return answer.json


@pytest.mark.parametrize("prefix", ["/engine-rest", "/api/v1"])
def test_fetched_and_completed(engine: Engine, ask: Ask, real: ManualClock, prefix: str) -> None:
    instance_id = start(engine, amount=12, note="hi")
    [task] = fetch(ask, prefix=prefix)
    assert task == {
        "activityId": "call",
        "activityInstanceId": task["executionId"],
        "businessKey": "K-1",
        "createTime": "2026-01-05T01:00:00.000+0000",
        "errorDetails": None,
        "errorMessage": None,
        "executionId": f"{instance_id}.2",
        "extensionProperties": None,
        "id": f"{instance_id}.3",
        "lockExpirationTime": "2026-01-05T01:00:10.000+0000",
        "priority": 3,
        "processDefinitionId": "calls:1",
        "processDefinitionKey": "calls",
        "processDefinitionVersionTag": None,
        "processInstanceId": instance_id,
        "retries": 3,
        "suspended": False,
        "tenantId": None,
        "topicName": "credit",
        "variables": {
            "amount": {"value": 12, "type": "Integer", "valueInfo": {}},
            "note": {"value": "hi", "type": "String", "valueInfo": {}},
        },
        "workerId": "one",
    }
    done = {"workerId": "one", "variables": {"score": {"value": 7, "type": "Long"}}}
    answer = ask("POST", f"{prefix}/external-task/{task['id']}/complete", done)
    assert (answer.status_code, answer.data) == (204, b"")
    assert engine.instance(SYSTEM, instance_id).state == "completed"
    assert engine.variables(SYSTEM, instance_id)["score"] == 7


def test_sent_again_it_is_done_once(engine: Engine, ask: Ask) -> None:
    instance_id = start(engine)
    [task] = fetch(ask)
    for headers in ({}, {}, {"Idempotency-Key": "k"}):
        answer = ask("POST", f"{ONE}{task['id']}/complete", {"workerId": "one"}, headers=headers)
        assert answer.status_code == (404 if headers else 204), "under another key it is another request"
    assert engine.instance(SYSTEM, instance_id).state == "completed"


def test_under_a_key_a_failure_counts_once(engine: Engine, ask: Ask) -> None:
    start(engine)
    [task] = fetch(ask)
    for _ in range(2):
        body = {"workerId": "one", "errorMessage": "busy", "retryTimeout": 0}
        answer = ask("POST", f"{ONE}{task['id']}/failure", body, headers={"Idempotency-Key": "a"})
        assert answer.status_code == 204
    assert ask("GET", f"{ONE}{task['id']}").json["retries"] == 2


REFUSED: list[Any] = [
    pytest.param("complete", {"workerId": "two"}, 400, "RestException", id="another one's lock"),
    pytest.param("failure", {"workerId": "two"}, 400, "RestException", id="another one's failure"),
    pytest.param("bpmnError", {"workerId": "two", "errorCode": "x"}, 400, "RestException", id="another one's error"),
    pytest.param("extendLock", {"workerId": "two", "newDuration": 9}, 400, "RestException", id="another one's time"),
    pytest.param("extendLock", {"workerId": "one", "newDuration": 0}, 400, "InvalidRequestException", id="no time"),
    pytest.param("complete", {}, 400, "InvalidRequestException", id="nobody's"),
    pytest.param("complete", {"workerId": 7}, 400, "InvalidRequestException", id="no name"),
    pytest.param("complete", {"workerId": "one", "x": 1}, 400, "InvalidRequestException", id="an unknown field"),
    pytest.param(
        "complete", {"workerId": "one", "variables": {"a": {"value": "x", "type": "Integer"}}},
        400, "InvalidRequestException", id="no number",
    ),
    pytest.param(
        "complete", {"workerId": "one", "variables": {"a": {"value": "x", "type": "File"}}},
        400, "InvalidRequestException", id="a type that is not known",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("action", "body", "status", "kind"), REFUSED)
def test_what_is_refused(engine: Engine, ask: Ask, action: str, body: Any, status: int, kind: str) -> None:
    instance_id = start(engine)
    [task] = fetch(ask)
    answer = ask("POST", f"{ONE}{task['id']}/{action}", body)
    assert (answer.status_code, answer.json["type"]) == (status, kind)
    assert answer.json["message"]
    assert engine.instance(SYSTEM, instance_id).state == "active"


@pytest.mark.parametrize("action", ["complete", "failure", "bpmnError", "extendLock", "unlock"])
def test_what_is_gone_is_not_found(engine: Engine, ask: Ask, action: str) -> None:
    body = {
        "bpmnError": {"workerId": "one", "errorCode": "x"}, "extendLock": {"workerId": "one", "newDuration": 1},
        "unlock": None,
    }.get(action, {"workerId": "one"})  # fmt: skip
    answer = ask("POST", f"{ONE}no.7/{action}", body)
    assert (answer.status_code, answer.json["type"]) == (404, "RestException")


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"topics": []}, id="no topic"),
        pytest.param({"maxTasks": 0}, id="no task"),
        pytest.param({"workerId": None}, id="nobody"),
        pytest.param({"asyncResponseTimeout": 1_800_001}, id="for ever"),
        pytest.param({"topics": [{"topicName": "credit"}]}, id="no lock"),
        pytest.param({"topics": [{"topicName": "credit", "lockDuration": 9, "tenantIdIn": ["a"]}]}, id="tenants"),
        pytest.param(
            {"topics": [{"topicName": "credit", "lockDuration": 9, "processVariables": {"a": 1}}]}, id="by variables"
        ),
    ],
)
def test_what_cannot_be_fetched(ask: Ask, changed: dict[str, Any]) -> None:
    body = {"workerId": "one", "maxTasks": 1, "topics": [{"topicName": "credit", "lockDuration": 1000}]} | changed
    answer = ask("POST", FETCH, body)
    assert (answer.status_code, answer.json["type"]) == (400, "InvalidRequestException")


def test_no_json_at_all(ask: Ask) -> None:
    for data in (b"{", b"\xff", b"[1]", b"null", b"[" * 100_000, b'{"workerId": NaN}'):
        answer = ask("POST", FETCH, data=data)
        assert (answer.status_code, answer.json["type"]) == (400, "InvalidRequestException"), data[:20]


def test_a_failure_with_all_that_belongs_to_it(engine: Engine, ask: Ask, clock: ManualClock) -> None:
    instance_id = start(engine)
    [task] = fetch(ask)
    body = {
        "workerId": "one", "errorMessage": "busy", "errorDetails": "trace\nof it", "retries": 5, "retryTimeout": 60_000,
        "variables": {"seen": {"value": True}}, "localVariables": {"try": {"value": 1}},
    }  # fmt: skip
    assert ask("POST", f"{ONE}{task['id']}/failure", body).status_code == 204
    assert fetch(ask) == []
    seen = ask("GET", f"{ONE}{task['id']}").json
    assert (seen["retries"], seen["errorMessage"], seen["workerId"]) == (5, "busy", None)
    assert ask("GET", f"{ONE}{task['id']}/errorDetails").text == "trace\nof it"
    clock.advance(timedelta(minutes=1))
    [again] = fetch(ask)
    assert again["variables"]["try"]["value"] == 1
    assert ask("POST", f"{ONE}{task['id']}/failure", {"workerId": "one", "retries": 0}).status_code == 204
    assert [each.code for each in engine.instance_incidents(SYSTEM, instance_id)] == ["handler.failed"]


def test_a_bpmn_error_is_caught(engine: Engine, ask: Ask) -> None:
    instance_id = start(engine, "catches")
    [task] = fetch(ask, "check")
    body = {"workerId": "one", "errorCode": "NO", "variables": {"why": {"value": "late", "type": "String"}}}
    assert ask("POST", f"{ONE}{task['id']}/bpmnError", body).status_code == 204
    assert engine.variables(SYSTEM, instance_id)["why"] == "late"
    assert "sorry" in [each.element_id for each in engine.activities(SYSTEM, instance_id)]


def test_locks_extended_and_given_back(engine: Engine, ask: Ask, real: ManualClock) -> None:
    start(engine)
    [task] = fetch(ask)
    assert ask("POST", f"{ONE}{task['id']}/extendLock", {"workerId": "one", "newDuration": 60_000}).status_code == 204
    real.advance(timedelta(seconds=50))
    assert fetch(ask, worker="two") == []
    assert ask("POST", f"{ONE}{task['id']}/unlock").status_code == 204
    assert len(fetch(ask, worker="two")) == 1


def test_retries_and_priority(engine: Engine, ask: Ask) -> None:
    start(engine)
    [task] = fetch(ask)
    ask("POST", f"{ONE}{task['id']}/failure", {"workerId": "one", "retries": 0})
    mends = {"roles": ("supervisor",)}
    assert ask("PUT", f"{ONE}{task['id']}/retries", {"retries": 4}).status_code == 403, "a worker mends nothing"
    assert ask("PUT", f"{ONE}{task['id']}/retries", {"retries": 4}, **mends).status_code == 204
    assert ask("PUT", f"{ONE}{task['id']}/priority", {"priority": 90}, **mends).status_code == 204
    [again] = fetch(ask)
    assert (again["retries"], again["priority"]) == (4, 90)
    assert ask("PUT", f"{ONE}no.1/retries", {"retries": 4}, **mends).status_code == 404


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 2), ("topicName=credit", 2), ("topicName=check", 0), ("workerId=one", 1), ("locked=true", 1),
        ("notLocked=true", 1), ("withRetriesLeft=true", 2), ("noRetriesLeft=true", 0), ("active=true", 2),
        ("suspended=true", 0), ("processDefinitionKey=calls", 2), ("processDefinitionId=calls:2", 0),
        ("activityId=call", 2), ("priorityHigherThanOrEquals=3", 2), ("priorityLowerThanOrEquals=2", 0),
        ("lockExpirationBefore=2026-01-05T02:00:00.000%2B0100", 0), ("lockExpirationAfter=2026-01-05T00:00:00Z", 1),
    ],
)  # fmt: skip
def test_lists_and_counts(engine: Engine, ask: Ask, real: ManualClock, query: str, count: int) -> None:
    start(engine), start(engine)
    body = {"workerId": "one", "maxTasks": 1, "topics": [{"topicName": "credit", "lockDuration": 1000}]}
    assert len(ask("POST", FETCH, body).json) == 1
    assert len(ask("GET", f"/engine-rest/external-task?{query}").json) == count
    assert ask("GET", f"/engine-rest/external-task/count?{query}").json == {"count": count}


def test_sorted_in_pages(engine: Engine, ask: Ask) -> None:
    ids = sorted(start(engine) for _ in range(3))
    path = "/engine-rest/external-task?sortBy=processInstanceId&sortOrder=desc&maxResults=2"
    found = [each["processInstanceId"] for n in (0, 2) for each in ask("GET", f"{path}&firstResult={n}").json]
    assert found == ids[::-1]
    assert ask("GET", "/engine-rest/external-task?sortBy=drop").status_code == 400
    assert ask("GET", "/engine-rest/external-task?strange=1").status_code == 400


def test_a_token_sees_and_works_on_its_topics_only(engine: Engine, client: Any, token: Any) -> None:
    start(engine)
    headers = {"Authorization": f"Bearer {token(topics=('check',))}"}
    assert client.get("/engine-rest/external-task", headers=headers).json == []
    body = {"workerId": "one", "maxTasks": 1, "topics": [{"topicName": "credit", "lockDuration": 1000}]}
    answer = client.post(FETCH, json=body, headers=headers)
    assert (answer.status_code, answer.json["type"]) == (403, "AuthorizationException")
