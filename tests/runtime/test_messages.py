"""Messages: exactly one receiver, found by name, business key or instance; delivered once."""

from typing import Any

import pytest

from engine.api import SYSTEM
from engine.errors import Conflict, Rejected
from engine.identity.actor import WORKER
from engine.jobs import carrying_out
from engine.model import command as c
from engine.model import event as e
from engine.model.view import JobView
from engine.store import jobs
from engine.store.busy import Busy
from tests.runtime.diagram import catch, diagram, inputs, message, throw, user
from tests.runtime.office import LIN, WANG, Office

GO = '<message id="m" name="go"/>'
LISTENS = diagram("p", "start > listen > work > end", catch("listen", message("m")), user("work"), names=GO)
BEGIN = f'<startEvent id="begin">{message("m")}</startEvent>'
BEGINS = diagram("q", "begin > work > end", BEGIN, user("work"), names=GO)
THROWS = diagram("t", "start > shout > end", throw("shout", message("m"), inputs(word="hello")), names=GO)
THROWS_AND_WAITS = diagram(
    "t", "start > shout > rest > end", throw("shout", message("m"), inputs(word="hello")), user("rest"), names=GO
)


def begun(office: Office, key: str, business_key: str | None = None) -> str:
    return office.do(c.StartInstance(key=key, business_key=business_key))


def test_to_whoever_waits(office: Office) -> None:
    office.deploy(LISTENS)
    instance_id = office.start()
    assert office.do(c.CorrelateMessage(name="go", variables={"a": 1})) == instance_id
    assert [each.element_id for each in office.tasks(instance_id)] == ["work"]
    assert office.variables(instance_id)["a"] == 1


FOUND: list[tuple[str, dict[str, Any], type[Rejected] | int]] = [
    ("by name alone, two wait", {}, Conflict),
    ("by business key", {"business_key": "K-2"}, 1),
    ("by instance", {"instance_id": 0}, 0),
    ("by both", {"instance_id": 0, "business_key": "K-1"}, 0),
    ("instance and key that do not fit", {"instance_id": 0, "business_key": "K-2"}, Rejected),
    ("a key that nobody has", {"business_key": "K-3"}, Rejected),
    ("a name that nobody waits for", {"name": "stop"}, Rejected),
    ("an instance that is none", {"instance_id": "nobody"}, Rejected),
    ("a subscription that is none", {"subscription_id": "nobody.3"}, Rejected),
]


@pytest.mark.parametrize(("reason", "given", "expected"), FOUND, ids=[each[0] for each in FOUND])
def test_who_is_meant(office: Office, reason: str, given: dict[str, Any], expected: Any) -> None:
    office.deploy(LISTENS)
    waiting = [begun(office, "p", "K-1"), begun(office, "p", "K-2")]
    if isinstance(given.get("instance_id"), int):
        given = given | {"instance_id": waiting[given["instance_id"]]}
    command = c.CorrelateMessage(**{"name": "go"} | given)
    if isinstance(expected, int):
        assert office.do(command) == waiting[expected]
        return
    with pytest.raises(expected) as rejected:
        office.do(command)
    assert type(rejected.value) is expected
    assert rejected.value.code == ("message.ambiguous" if expected is Conflict else "message.not_expected")


def test_a_message_starts_a_process_in_the_name_of_its_sender(office: Office) -> None:
    office.deploy(BEGINS)
    office.hire()
    instance_id = office.do(c.CorrelateMessage(name="go", business_key="K-9", variables={"a": 1}), WANG)
    view = office.engine.instance(SYSTEM, instance_id)
    assert (view.process_key, view.business_key, view.starter_id) == ("q", "K-9", "wang")
    with office.engine._services.store.read() as reader:
        assert [(each.actor_kind, each.actor_id) for each in reader.commits(instance_id)] == [("user", "wang")]


def test_two_processes_that_begin_with_one_message(desk: Office) -> None:
    desk.deploy(BEGINS, diagram("r", "begin > end", BEGIN, names=GO))
    with pytest.raises(Conflict):
        desk.do(c.CorrelateMessage(name="go"))
    assert desk.engine.instance_ids(SYSTEM) == []


def test_only_the_latest_version_begins_with_it(desk: Office) -> None:
    desk.deploy(BEGINS)
    desk.deploy(diagram("q", "start > end"))
    with pytest.raises(Rejected):
        desk.do(c.CorrelateMessage(name="go"))


def test_an_agent_sends_no_message_and_begins_nowhere_else(desk: Office) -> None:
    desk.deploy(BEGINS)
    for command in (
        c.CorrelateMessage(name="go"),
        c.StartInstance(key="q", element_id="work"),
        c.StartInstance(key="q", message="go"),
    ):
        with pytest.raises(Rejected) as rejected:
            desk.do(command, LIN)
        assert rejected.value.code == "identity.permission_missing"


@pytest.mark.parametrize("diagram_", [THROWS, THROWS_AND_WAITS], ids=["sender has ended", "sender goes on"])
def test_a_thrown_message_reaches_another_family(office: Office, diagram_: bytes) -> None:
    office.deploy(LISTENS, diagram_)
    receiver = office.start()
    sender = office.start("t")
    assert [each.element_id for each in office.tasks(receiver)] == ["work"]
    assert office.variables(receiver)["word"] == "hello"
    assert [each.receiver_id for each in office.events(sender, e.MessageDelivered)] == [receiver]
    assert office.left_over(sender)["jobs"] == 0


def test_of_the_same_case_first(office: Office) -> None:
    office.deploy(LISTENS, THROWS)
    waiting = {key: begun(office, "p", key) for key in ("K-1", "K-2")}
    begun(office, "t", "K-2")
    assert [bool(office.tasks(waiting[key])) for key in ("K-1", "K-2")] == [False, True]


def test_a_message_that_nobody_waits_for_is_written_down_as_such(office: Office) -> None:
    office.deploy(THROWS)
    sender = office.start("t")
    assert [each.receiver_id for each in office.events(sender, e.MessageDelivered)] == [None]
    assert office.state(sender) == "completed"


@pytest.mark.parametrize("diagram_", [THROWS, THROWS_AND_WAITS], ids=["sender has ended", "sender goes on"])
def test_a_thrown_message_for_which_several_wait_is_somebody_s_business(office: Office, diagram_: bytes) -> None:
    office.deploy(LISTENS, diagram_)
    waiting = [office.start(), office.start()]
    sender = office.start("t")
    assert [office.tasks(each) for each in waiting] == [[], []], "it is given to none of them"
    assert office.incidents(sender) == [("shout", "message.several_wait")]
    if diagram_ is THROWS_AND_WAITS:
        office.do(c.CompleteUserTask(task_id=office.task(sender)))
        assert office.incidents(sender) == [("shout", "message.several_wait")], "the end of the case changes nothing"
    [incident] = office.engine.instance_incidents(SYSTEM, sender)
    office.do(c.RetryIncident(incident_id=incident.id))
    assert (office.incidents(sender), office.state(sender)) == ([], "completed")


def thrown(office: Office, monkeypatch: pytest.MonkeyPatch) -> tuple[str, JobView]:
    """A sender whose message nobody has begun to deliver, and the job, claimed."""
    with monkeypatch.context() as patched:
        patched.setattr(office.engine._worker, "follow_up", lambda written: None)
        sender = office.start("t")
    with office.engine._services.store.read() as reader:
        [job] = reader.jobs(instance_id=sender, kind="message")
    assert job.fence == 1, "it was leased by the transaction that wrote it"
    return sender, job


def test_a_worker_that_dies_between_the_two_halves(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """The receiver has it, the sender does not know: the next worker tells the sender, and delivers nothing again."""
    office.deploy(LISTENS, THROWS)
    first = office.start()
    sender, job = thrown(office, monkeypatch)
    services = office.engine._services
    assert carrying_out.received(services, job)[0] == first
    assert not office.events(sender, e.MessageDelivered)
    second = office.start()  # meanwhile somebody else waits for the same
    jobs.release(services.store, [(job.id, job.fence)])
    office.engine.settle()
    assert [each.receiver_id for each in office.events(sender, e.MessageDelivered)] == [first]
    assert len(office.events(first, e.MessageReceived)) == 1
    assert not office.events(second, e.MessageReceived)
    assert office.left_over(sender)["jobs"] == 0


def test_the_worker_that_was_thought_dead_changes_nothing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.deploy(LISTENS, THROWS)
    office.start()
    sender, job = thrown(office, monkeypatch)
    services = office.engine._services
    jobs.release(services.store, [(job.id, job.fence)])
    office.engine.settle()
    assert carrying_out.carry_out(services, job) == ()
    assert len(office.events(sender, e.MessageDelivered)) == 1


def test_a_busy_database_loses_no_message(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """That the receiver was locked is no reason to believe that nobody waits."""
    office.deploy(LISTENS, THROWS)
    receiver = office.start()
    sender, job = thrown(office, monkeypatch)
    services = office.engine._services
    real = carrying_out.execute

    def busy(*given: Any) -> Any:
        raise Busy("store.locked")

    monkeypatch.setattr(carrying_out, "execute", busy)
    assert carrying_out.carry_out(services, job) == ()
    monkeypatch.setattr(carrying_out, "execute", real)
    office.engine.settle()  # it was given back at once
    assert [each.receiver_id for each in office.events(sender, e.MessageDelivered)] == [receiver]


def test_delivering_is_not_for_people(desk: Office) -> None:
    for command in (c.DeliverMessage(job_id="a.1", fence=1), c.TriggerTimer(timer_id="a.1")):
        with pytest.raises(Rejected) as rejected:
            desk.do(command, WANG)
        assert rejected.value.code == "identity.engine_only"
    with pytest.raises(Rejected):
        desk.do(c.DeliverMessage(job_id="a.1", fence=1), WORKER)
