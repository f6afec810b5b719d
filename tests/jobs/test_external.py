"""Service tasks that workers outside carry out: they wait, are leased, and come back as commands."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from engine.api import SYSTEM, Actor
from engine.clock import ManualClock
from engine.errors import DeploymentRefused, Forbidden, NotFound, Rejected
from engine.identity.actor import robot
from engine.model import command as c
from engine.model import definition as d
from engine.model import external_task as x
from engine.model import operation as o
from engine.store.tables.job import job
from tests.runtime.diagram import diagram, error, service, task, user
from tests.runtime.office import LIN, MONDAY, Office

CALLS = diagram("p", "start > call > end", service("call", "credit"))
ERRORS = '<error id="no" errorCode="NO"/>'
CATCHES = diagram(
    "p", "start > call > end; caught > sorry > end2", service("call", "credit"), task("sorry"),
    f'<boundaryEvent id="caught" attachedToRef="call">{error("no")}</boundaryEvent>', names=ERRORS,
)  # fmt: skip
NAMELESS = diagram("p", "start > call > end", '<serviceTask id="call"/>')


@pytest.fixture
def outside(open_office: Any) -> Office:
    return open_office(external_topics=["credit", "ship"])


@pytest.fixture
def real(outside: Office) -> ManualClock:
    """The clock of the locks."""
    outside.engine._services.store.real_clock = clock = ManualClock(MONDAY)
    return clock


def fetched(office: Office, topic: str = "credit", *, worker: str = "one", limit: int = 10, **asked: Any) -> Any:
    topics = (x.TopicRequest(topic=topic, **asked),)
    return office.engine.fetch(SYSTEM, x.FetchRequest(worker_id=worker, topics=topics, limit=limit))


def completed(locked: x.LockedTask, worker: str = "one", **fields: Any) -> x.CompleteExternalTask:
    return x.CompleteExternalTask(task_id=locked.task.id, worker_id=worker, **fields)


def failed(locked: x.LockedTask, worker: str = "one", **fields: Any) -> x.FailExternalTask:
    return x.FailExternalTask(task_id=locked.task.id, worker_id=worker, **fields)


def test_it_waits_until_somebody_outside_has_done_it(outside: Office) -> None:
    outside.deploy(CALLS)
    instance_id = outside.start(amount=12)
    outside.wait(days=30)
    assert outside.state(instance_id) == "active"
    [locked] = fetched(outside)
    assert (locked.task.topic, locked.task.element_id, locked.task.instance_id) == ("credit", "call", instance_id)
    assert (locked.task.process_key, locked.task.worker_id, locked.task.retries) == ("p", "one", d.Retry().attempts)
    assert locked.variables == {"amount": 12}
    outside.do(completed(locked, variables={"score": 7}))
    assert outside.state(instance_id) == "completed"
    assert outside.variables(instance_id)["score"] == 7


def test_it_was_made_when_it_was_made(outside: Office) -> None:
    """Whatever became of its due time since; one of an older program, which kept nothing, when it is due."""
    outside.deploy(CALLS)
    made = outside.clock.now()
    outside.start()
    [locked] = fetched(outside)
    outside.wait(hours=1)
    outside.do(failed(locked, retry_after=600.0))
    outside.wait(minutes=11)
    [again] = fetched(outside, worker="two")
    assert (again.task.created_at, again.task.due_at) == (made, made + timedelta(hours=1, minutes=10))
    with outside.engine._services.store.write() as unit:
        unit.connection.execute(update(job).values(created_at=None))
    assert outside.engine.external_task(SYSTEM, again.task.id).created_at == again.task.due_at


def test_the_most_urgent_of_all_topics_come_first(outside: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Then those that have been due the longest; also where only as many are looked up as are asked for."""
    monkeypatch.setattr("engine.store.external_tasks.SPARE", 0)
    for topic in ("credit", "ship"):
        outside.deploy(**{f"{topic}__bpmn": diagram(topic, "start > call > end", service("call", topic))})
    made = []
    for number in range(8):
        made.append(outside.start(("credit", "ship")[number % 2]))
        outside.wait(minutes=1)
    tasks = outside.engine.external_tasks(SYSTEM, x.ExternalTaskFilter(), sort="createTime").items
    assert [each.instance_id for each in tasks] == made
    for place, priority in ((5, 9), (6, 9), (7, 1)):
        outside.do(o.SetJobPriority(job_id=tasks[place].id, priority=priority))
    topics = tuple(x.TopicRequest(topic=each) for each in ("credit", "ship"))
    request = x.FetchRequest(worker_id="one", topics=topics, limit=3)
    turns = [[each.task.instance_id for each in outside.engine.fetch(SYSTEM, request)] for _ in range(4)]
    assert turns == [[made[place] for place in turn] for turn in ((5, 6, 7), (0, 1, 2), (3, 4), ())]


def test_two_workers_never_hold_the_same(outside: Office) -> None:
    outside.deploy(CALLS)
    outside.start()
    assert [len(fetched(outside)), len(fetched(outside, worker="two"))] == [1, 0]


def test_a_worker_that_was_too_slow_brings_nothing(outside: Office, real: ManualClock) -> None:
    outside.deploy(CALLS)
    instance_id = outside.start()
    [slow] = fetched(outside, seconds=10)
    real.advance(timedelta(seconds=11))
    [quick] = fetched(outside, worker="two")
    with pytest.raises(Rejected, match=r"external\.not_locked"):
        outside.do(completed(slow))
    outside.do(completed(quick, worker="two"))
    assert outside.state(instance_id) == "completed"


def test_a_slow_worker_is_in_time_while_nobody_else_has_begun(outside: Office, real: ManualClock) -> None:
    """As with Camunda: the most recent lock counts, over or not."""
    outside.deploy(CALLS)
    instance_id = outside.start()
    [slow] = fetched(outside, seconds=10)
    real.advance(timedelta(seconds=11))
    outside.do(completed(slow))
    assert outside.state(instance_id) == "completed"


def test_what_is_sent_again_gets_the_same_answer(outside: Office) -> None:
    outside.deploy(diagram("p", "start > call > work > end", service("call", "credit"), user("work")))
    instance_id = outside.start()
    [locked] = fetched(outside)
    for _ in range(3):
        assert outside.do(completed(locked, command_id="k", variables={"n": 1})) is None
    assert outside.passed(instance_id).count("call") == 1
    with pytest.raises(NotFound, match=r"external\.unknown"):
        outside.do(completed(locked))


def test_its_error_is_caught_as_that_of_a_handler(outside: Office) -> None:
    outside.deploy(CATCHES)
    instance_id = outside.start()
    [locked] = fetched(outside)
    outside.do(x.ThrowExternalTaskError(task_id=locked.task.id, worker_id="one", code="NO", variables={"why": "late"}))
    assert "sorry" in outside.passed(instance_id)
    assert outside.variables(instance_id)["why"] == "late"


def test_an_error_that_nobody_catches_is_an_incident(outside: Office) -> None:
    outside.deploy(CALLS)
    instance_id = outside.start()
    [locked] = fetched(outside)
    outside.do(x.ThrowExternalTaskError(task_id=locked.task.id, worker_id="one", code="NO"))
    assert outside.incidents(instance_id) == [("call", "error.uncaught")]


def test_its_failure_is_tried_again_and_then_an_incident(outside: Office) -> None:
    outside.deploy(CALLS)
    instance_id = outside.start()
    for _ in range(d.Retry().attempts):
        [locked] = fetched(outside)
        outside.do(failed(locked, message="no answer"))
    assert outside.incidents(instance_id) == [("call", "handler.failed")]
    assert fetched(outside) == []


def test_the_worker_says_how_often_and_when_it_is_tried_again(outside: Office) -> None:
    outside.deploy(CALLS)
    instance_id = outside.start()
    [locked] = fetched(outside)
    outside.do(failed(locked, message="busy", details="trace", retries=9, retry_after=600, variables={"n": 1}))
    task = outside.engine.external_task(SYSTEM, locked.task.id)
    assert (task.retries, task.error_message, task.worker_id) == (9, "busy", None)
    assert outside.engine.external_task_error(SYSTEM, task.id) == "trace"
    assert outside.variables(instance_id)["n"] == 1
    assert fetched(outside) == []
    outside.wait(minutes=10)
    [again] = fetched(outside)
    outside.do(failed(again, retries=0))
    assert outside.incidents(instance_id) == [("call", "handler.failed")]


def test_what_is_given_up_gets_tries_again(outside: Office) -> None:
    outside.deploy(CALLS)
    instance_id = outside.start()
    [locked] = fetched(outside)
    outside.do(failed(locked, retries=0))
    outside.do(o.SetJobRetries(job_id=locked.task.id, retries=2))
    assert outside.incidents(instance_id) == []
    [again] = fetched(outside)
    assert (again.task.id, again.task.retries) == (locked.task.id, 2)
    outside.do(completed(again))
    assert outside.state(instance_id) == "completed"
    assert outside.engine.verify(SYSTEM, instance_id).is_whole


def test_without_tries_it_is_given_up(outside: Office) -> None:
    outside.deploy(CALLS)
    instance_id = outside.start()
    [task] = outside.engine.external_tasks(SYSTEM, x.ExternalTaskFilter()).items
    for _ in range(2):
        outside.do(o.SetJobRetries(job_id=task.id, retries=0))
    assert outside.incidents(instance_id) == [("call", "handler.failed")]
    assert fetched(outside) == []
    with pytest.raises(Rejected, match=r"job\.bad_retries"):
        outside.do(o.SetJobRetries(job_id=task.id, retries=-1))


def test_the_highest_priority_goes_first(outside: Office) -> None:
    outside.deploy(CALLS)
    for n in range(3):
        outside.start(n=n)
    tasks = outside.engine.external_tasks(SYSTEM, x.ExternalTaskFilter()).items
    for each, priority in zip(tasks, (5, 9, 1), strict=True):
        outside.do(o.SetJobPriority(job_id=each.id, priority=priority))
    assert [each.task.priority for each in fetched(outside, limit=2)] == [9, 5]


def test_locals_are_for_the_output_mapping(outside: Office) -> None:
    mapping = (
        '<camunda:inputOutput><camunda:inputParameter name="sum">${amount}</camunda:inputParameter>'
        '<camunda:outputParameter name="kept">${raw}</camunda:outputParameter></camunda:inputOutput>'
    )
    outside.deploy(diagram("p", "start > call > work > end", service("call", "credit", inner=mapping), user("work")))
    instance_id = outside.start(amount=3)
    [locked] = fetched(outside, is_local=True)
    assert locked.variables == {"sum": 3}
    outside.do(completed(locked, local_variables={"raw": 4}))
    assert outside.variables(instance_id) == {"amount": 3, "kept": 4}


def test_only_the_variables_that_were_asked_for(outside: Office) -> None:
    outside.deploy(CALLS)
    outside.start(a=1, b=2)
    [locked] = fetched(outside, variables=frozenset({"b", "c"}))
    assert locked.variables == {"b": 2}


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        pytest.param({"business_key": "K-1"}, 1, id="of one case"),
        pytest.param({"business_key": "K-9"}, 0, id="of none"),
        pytest.param({"process_keys": frozenset({"p", "q"})}, 2, id="of several processes"),
        pytest.param({"process_keys": frozenset({"q"})}, 0, id="of another one"),
        pytest.param({"process_keys": frozenset()}, 0, id="of no process"),
        pytest.param({"definition_ids": frozenset({"p:1"})}, 2, id="of a version"),
        pytest.param({"definition_ids": frozenset({"p:2"}), "process_keys": frozenset({"p"})}, 0, id="both must fit"),
    ],
)
def test_a_worker_takes_some_of_a_topic(outside: Office, asked: dict[str, Any], count: int) -> None:
    outside.deploy(CALLS)
    for key in ("K-1", "K-2"):
        outside.do(c.StartInstance(key="p", business_key=key))
    assert len(fetched(outside, **asked)) == count


def test_each_topic_has_its_lock(outside: Office, real: ManualClock) -> None:
    outside.deploy(CALLS, diagram("q", "start > call > end", service("call", "ship")))
    outside.start("p"), outside.start("q")
    topics = (x.TopicRequest(topic="credit", seconds=10), x.TopicRequest(topic="ship", seconds=500))
    found = outside.engine.fetch(SYSTEM, x.FetchRequest(worker_id="one", topics=topics, limit=5))
    until = {each.task.topic: each.task.locked_until - real.now() for each in found}
    assert until == {"credit": timedelta(seconds=10), "ship": timedelta(seconds=500)}


def test_a_lock_is_extended_and_given_back(outside: Office, real: ManualClock) -> None:
    outside.deploy(CALLS)
    outside.start()
    [locked] = fetched(outside, seconds=10)
    outside.do(x.ExtendExternalTaskLock(task_id=locked.task.id, worker_id="one", seconds=100))
    real.advance(timedelta(seconds=90))
    assert fetched(outside, worker="two") == []
    with pytest.raises(Rejected, match=r"external\.not_locked"):
        outside.do(x.ExtendExternalTaskLock(task_id=locked.task.id, worker_id="two", seconds=100))
    outside.do(x.UnlockExternalTask(task_id=locked.task.id))
    [other] = fetched(outside, worker="two")
    assert other.task.id == locked.task.id
    with pytest.raises(Rejected, match=r"external\.not_locked"):
        outside.do(completed(locked))


def test_a_suspended_case_stands_still(outside: Office) -> None:
    outside.deploy(CALLS)
    instance_id, other_id = outside.start(), outside.start()
    outside.do(o.SuspendInstance(instance_id=other_id))
    [locked] = fetched(outside)
    assert locked.task.instance_id == instance_id
    outside.do(o.SuspendInstance(instance_id=instance_id))
    with pytest.raises(Rejected, match=r"external\.not_locked"):  # suspending takes its work out of every hand
        outside.do(completed(locked))
    outside.do(o.ResumeInstance(instance_id=instance_id))
    [again] = fetched(outside)
    assert again.task.instance_id == instance_id


def test_only_topics_that_were_named(outside: Office) -> None:
    with pytest.raises(DeploymentRefused):
        outside.deploy(diagram("p", "start > call > end", service("call", "other")))
    with pytest.raises(DeploymentRefused):
        outside.deploy(NAMELESS)


def test_all_that_nobody_here_does(open_office: Any) -> None:
    """A task that names nothing is known to the worker by its id; a handler that is registered here comes first."""
    office = open_office(external_topics=["*"], credit=lambda variables, context: {"here": True})
    office.deploy(NAMELESS, diagram("q", "start > call > end", service("call", "credit")))
    instance_id = office.start("q")
    office.engine.settle()  # a busy machine answers before the handler has ended
    assert office.variables(instance_id) == {"here": True}
    office.start("p")
    assert [each.task.topic for each in fetched(office, "call")] == ["call"]


ZEEBE = diagram(
    "p", "start > call > end",
    '<serviceTask id="call"><extensionElements><zeebe:taskDefinition xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"'
    ' type="credit" retries="5"/></extensionElements></serviceTask>',
)  # fmt: skip
URGENT = diagram("p", "start > call > end", service("call", "credit", taskPriority="${level * 10}"))


def test_the_type_of_camunda_8_is_a_topic(outside: Office) -> None:
    outside.deploy(ZEEBE)
    outside.start()
    [locked] = fetched(outside)
    assert locked.task.retries == 5


def test_the_diagram_says_the_priority(outside: Office) -> None:
    outside.deploy(URGENT)
    outside.start(level=7)
    assert [each.task.priority for each in fetched(outside)] == [70]


# rights


def holder(*topics: str) -> Actor:
    return robot("abc", "billing", topics=topics)


def test_people_fetch_nothing(outside: Office) -> None:
    request = x.FetchRequest(worker_id="me", topics=(x.TopicRequest(topic="credit"),))
    with pytest.raises(Forbidden):
        outside.engine.fetch(LIN, request)
    with pytest.raises(Forbidden):
        outside.engine.fetch(holder("ship"), request)


def test_a_token_works_on_its_topics(outside: Office) -> None:
    outside.deploy(CALLS)
    instance_id = outside.start()
    request = x.FetchRequest(worker_id="one", topics=(x.TopicRequest(topic="credit"),))
    [locked] = outside.engine.fetch(holder("credit"), request)
    for command in (
        completed(locked),
        failed(locked),
        x.ThrowExternalTaskError(task_id=locked.task.id, worker_id="one", code="NO"),
        x.ExtendExternalTaskLock(task_id=locked.task.id, worker_id="one", seconds=9),
        x.UnlockExternalTask(task_id=locked.task.id),
    ):
        with pytest.raises(Forbidden):
            outside.do(command, holder("ship"))
    with pytest.raises(Forbidden):
        outside.engine.external_task(holder("ship"), locked.task.id)
    assert outside.engine.external_tasks(holder("ship"), x.ExternalTaskFilter()).total == 0
    assert outside.engine.external_tasks(holder("credit"), x.ExternalTaskFilter()).total == 1
    outside.do(completed(locked), holder("credit"))
    assert outside.state(instance_id) == "completed"


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        pytest.param({"topics": ()}, "external.no_topic", id="nothing asked for"),
        pytest.param({"limit": 0}, "external.bad_limit", id="none"),
        pytest.param({"limit": 1001}, "external.bad_limit", id="too many"),
        pytest.param({"worker_id": ""}, "external.bad_worker", id="nobody"),
        pytest.param({"topics": (x.TopicRequest(topic="credit", seconds=0),)}, "external.bad_lock", id="no lock"),
        pytest.param({"topics": (x.TopicRequest(topic="credit", seconds=1e9),)}, "external.bad_lock", id="for ever"),
    ],
)
def test_what_makes_no_sense(outside: Office, request_: dict[str, Any], code: str) -> None:
    given: dict[str, Any] = {"worker_id": "one", "topics": (x.TopicRequest(topic="credit"),)} | request_
    with pytest.raises(Rejected, match=code.replace(".", r"\.")):
        outside.engine.fetch(SYSTEM, x.FetchRequest(**given))


# lists


def test_lists(outside: Office, real: ManualClock) -> None:
    outside.deploy(CALLS)
    first, second, third = (outside.start() for _ in range(3))
    [locked] = fetched(outside, limit=1, seconds=50)
    others = sorted({first, second, third} - {locked.task.instance_id})
    expected: list[tuple[dict[str, Any], int]] = [
        ({}, 3), ({"is_locked": True}, 1), ({"is_locked": False}, 2), ({"worker_id": "one"}, 1),
        ({"topic": "credit"}, 3), ({"topic": "ship"}, 0), ({"instance_id": others[0]}, 1),
        ({"task_id": locked.task.id}, 1), ({"process_key": "p", "definition_id": "p:1"}, 3),
        ({"has_retries": True}, 3), ({"has_retries": False}, 0), ({"is_suspended": True}, 0),
        ({"locked_before": real.now() + timedelta(seconds=60)}, 1),
        ({"locked_after": real.now() + timedelta(seconds=60)}, 0), ({"priority_from": 1}, 0), ({"priority_to": 0}, 3),
        ({"element_id": "call"}, 3),
    ]  # fmt: skip
    found = [
        (fields, outside.engine.external_tasks(SYSTEM, x.ExternalTaskFilter(**fields)).total) for fields, _ in expected
    ]
    assert found == expected
    pages = [outside.engine.external_tasks(SYSTEM, x.ExternalTaskFilter(), offset=n, limit=1).items for n in range(3)]
    assert sorted(page[0].instance_id for page in pages) == sorted({first, second, third})
    down = outside.engine.external_tasks(SYSTEM, x.ExternalTaskFilter(), is_descending=True).items
    assert [each.id for each in down] == [page[0].id for page in pages][::-1]
