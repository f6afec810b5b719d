"""The worker: functions by topic, over HTTP, against the real server."""

from decimal import Decimal
from threading import Event
from typing import Any

import pytest

from engine.api import SYSTEM, Engine
from engine.client import worker as module
from engine.client.http import Http, Refused, Unreachable
from engine.client.task import BpmnError, Failure, Task
from engine.client.worker import Worker
from engine.jobs.fetching import WAITING
from engine.model import command as c
from engine.model import external_task as x
from tests.client.conftest import running, until
from tests.served import PATIENCE


def start(engine: Engine, key: str = "calls", **variables: Any) -> str:
    instance_id: str = engine.execute(c.StartInstance(key=key, variables=variables, business_key="K"), SYSTEM)
    return instance_id


def is_done(engine: Engine, instance_id: str) -> bool:
    return engine.instance(SYSTEM, instance_id).state == "completed"


def waiting(engine: Engine) -> int:
    """How many workers the server has no task for."""
    return WAITING - engine._fetching._places._value


def the_task(engine: Engine) -> Any:
    [task] = engine.external_tasks(SYSTEM, x.ExternalTaskFilter()).items
    return task


def test_a_function_does_the_work(engine: Engine, worker: Worker) -> None:
    seen: list[Task] = []

    @worker.topic("credit")
    def credit(task: Task) -> dict[str, Any]:
        seen.append(task)
        return {"score": Decimal("7.5"), "parts": [{"a": None}]}

    given = {"price": Decimal("1.1"), "list": [1, "文"], "none": None}
    with running(worker):
        instance_id = start(engine, **given)
        until(lambda: is_done(engine, instance_id))
    [task] = seen
    assert task.variables == given
    assert (task.topic, task.instance_id, task.business_key, task.priority) == ("credit", instance_id, "K", 3)
    assert engine.variables(SYSTEM, instance_id) == given | {"score": Decimal("7.5"), "parts": [{"a": None}]}


def test_many_at_once_each_once(engine: Engine, worker: Worker) -> None:
    seen: list[str] = []

    @worker.topic("credit")
    def credit(task: Task) -> None:
        seen.append(task.id)

    ids = [start(engine) for _ in range(12)]
    with running(worker):
        until(lambda: all(is_done(engine, each) for each in ids))
    assert len(seen) == len(set(seen)) == 12


def test_a_bpmn_error(engine: Engine, worker: Worker) -> None:
    @worker.topic("check")
    def check(task: Task) -> None:
        raise BpmnError("NO", variables={"why": "late"})

    instance_id = start(engine, "catches")
    with running(worker):
        until(lambda: is_done(engine, instance_id))
    assert engine.variables(SYSTEM, instance_id)["why"] == "late"


@pytest.mark.parametrize(
    ("raised", "message", "retries"),
    [
        pytest.param(ValueError("odd"), "ValueError: odd", 2, id="whatever it raises"),
        pytest.param(Failure("busy", retries=7, retry_after=60), "busy", 7, id="as it says"),
        pytest.param(Failure("never", retries=0), "never", 0, id="given up"),
    ],
)
def test_a_failure(engine: Engine, worker: Worker, raised: Exception, message: str, retries: int) -> None:
    @worker.topic("credit", waits=[60])
    def credit(task: Task) -> None:
        raise raised

    start(engine)
    with running(worker):
        until(lambda: the_task(engine).error_message)
    task = the_task(engine)
    assert (task.error_message, task.retries, task.worker_id) == (message, retries, None)
    assert (task.due_at - engine.now()).total_seconds() > 30 or not retries


def test_what_is_no_json_is_a_failure(engine: Engine, worker: Worker) -> None:
    @worker.topic("credit")
    def credit(task: Task) -> dict[str, Any]:
        return {"x": object()}

    instance_id = start(engine)
    with running(worker):
        until(lambda: engine.instance_incidents(SYSTEM, instance_id))
    assert the_task(engine).error_message == "object is no value of JSON"


def test_a_lock_lasts_as_long_as_its_function(engine: Engine, worker: Worker) -> None:
    """Longer than the lock that it was fetched with."""
    begun, go = Event(), Event()

    @worker.topic("credit", lock=0.6)
    def credit(task: Task) -> None:
        begun.set()
        assert go.wait(PATIENCE)

    instance_id = start(engine)
    with running(worker):
        assert begun.wait(PATIENCE)
        first = the_task(engine).locked_until
        until(lambda: the_task(engine).locked_until > first)
        go.set()
        until(lambda: is_done(engine, instance_id))


def test_a_stop_finishes_what_is_in_hand(engine: Engine, worker: Worker) -> None:
    begun, go = Event(), Event()

    @worker.topic("credit")
    def credit(task: Task) -> None:
        begun.set()
        assert go.wait(PATIENCE)

    first = start(engine)
    with running(worker):
        assert begun.wait(PATIENCE)
        until(lambda: waiting(engine))
        worker.stop()
        until(lambda: not waiting(engine))
        second = start(engine)
        go.set()
    assert is_done(engine, first) and not is_done(engine, second)
    assert the_task(engine).worker_id is None


def test_an_answer_that_got_lost_counts_once(engine: Engine, worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server has obeyed, the worker has not heard of it and sends again."""
    monkeypatch.setattr(module, "PAUSES", (0.01,))
    post, sent = Http.post, []

    def losing(self: Http, path: str, *rest: Any, **more: Any) -> Any:
        answer = post(self, path, *rest, **more)
        if path.endswith("/failure"):
            sent.append(path)
            if len(sent) == 1:
                raise Unreachable("cut")
        return answer

    monkeypatch.setattr(Http, "post", losing)

    @worker.topic("credit")
    def credit(task: Task) -> None:
        raise Failure("busy", retry_after=60)

    start(engine)
    with running(worker):
        until(lambda: len(sent) == 2)
    assert the_task(engine).retries == 2


def test_a_server_that_is_not_there_is_asked_again(
    engine: Engine, address: str, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PAUSES", (0.01,))
    post, calls = Http.post, []

    def down_at_first(self: Http, *rest: Any, **more: Any) -> Any:
        calls.append(rest)
        if len(calls) < 4:
            raise Unreachable("down")
        return post(self, *rest, **more)

    monkeypatch.setattr(Http, "post", down_at_first)
    worker = Worker(address, token)
    worker.topic("credit")(lambda task: None)
    instance_id = start(engine)
    with running(worker):
        until(lambda: is_done(engine, instance_id))


def test_http(address: str, token: str) -> None:
    with pytest.raises(Refused, match="401"):
        Http(address, "kf_wrong").post("/external-task/fetchAndLock", {}, 5)
    with pytest.raises(Refused, match="400"):
        Http(address, token).post("/external-task/fetchAndLock", {}, 5)
    with pytest.raises(Unreachable):
        Http("http://127.0.0.1:1", token).post("/x", {}, 5)
    with pytest.raises(Refused, match="404"):
        Http(f"{address}/api/v1", token).post("/external-task/no.1/unlock", {}, 5)
    with pytest.raises(ValueError, match="no address"):
        Http("127.0.0.1", token)


def test_for_who_hangs_up_nothing_is_locked(engine: Engine, address: str, token: str) -> None:
    """The next task is for whoever is still there."""
    gone = Worker(address, token, name="gone", patience=30)
    gone.topic("credit")(lambda task: None)
    with running(gone):
        until(lambda: waiting(engine))
    until(lambda: not waiting(engine))
    start(engine)
    assert the_task(engine).worker_id is None
