"""Handlers: called as a job, tried again as the diagram says, an incident in the end; whatever they do."""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from engine.api import SYSTEM, Engine
from engine.clock import ManualClock
from engine.handlers import BpmnError, Context, HandlerResult, NoticeRequest, pure
from engine.model import command as c
from engine.model import event as e
from engine.model.view import JobView
from engine.runtime.service_tasks import SPREAD, next_try
from engine.store import jobs
from tests.runtime.diagram import boundary, diagram, error, service, user
from tests.runtime.office import MONDAY, Office

BAD = '<error id="x" errorCode="BAD"/>'
CALLS = diagram("p", "start > call > end", service("call", "work", "R3/PT10M"))
WAITS = diagram("p", "start > call > end", service("call", "work", "PT5M,PT20M"))
ONCE = diagram("p", "start > call > end", service("call", "work", "R1/PT1S"))
CAUGHT = diagram(
    "p", "start > call > end; bad > mend > end2", service("call", "work"), boundary("bad", "call", error("x")),
    user("mend"), names=BAD,
)  # fmt: skip


class Failing:
    """Fails a number of times, then works."""

    def __init__(self, times: int, failure: BaseException | None = None) -> None:
        self.times, self.failure = times, failure or RuntimeError("not now")
        self.calls: list[Context] = []

    def __call__(self, variables: Mapping[str, Any], context: Context) -> dict[str, Any]:
        self.calls.append(context)
        if len(self.calls) <= self.times:
            raise self.failure
        return {"done": len(self.calls)}


def test_a_handler_runs_before_the_caller_is_answered(open_office: Callable[..., Office]) -> None:
    office = open_office(work=Failing(0))
    office.deploy(CALLS)
    instance_id = office.start(a=1)
    assert (office.state(instance_id), office.variables(instance_id)) == ("completed", {"a": 1, "done": 1})


def test_what_a_handler_sees() -> None:
    seen: list[tuple[Mapping[str, Any], Context]] = []

    def work(variables: Mapping[str, Any], context: Context) -> None:
        seen.append((variables, context))

    office = Office("sqlite://", work=work)
    office.deploy(CALLS)
    instance_id = office.do(c.StartInstance(key="p", business_key="K-1", variables={"a": {"b": [1]}}))
    [(variables, context)] = seen
    assert dict(variables) == {"a": {"b": [1]}}
    assert (context.instance_id, context.element_id, context.business_key) == (instance_id, "call", "K-1")
    assert (context.now, context.attempt) == (MONDAY, 1)
    assert context.idempotency_key.startswith(instance_id)
    office.close()


RETRIES = [("R3/PT10M", CALLS, [10, 10]), ("PT5M,PT20M", WAITS, [5, 20]), ("R1/PT1S", ONCE, [])]


@pytest.mark.parametrize(("cycle", "diagram_", "waits"), RETRIES, ids=[each[0] for each in RETRIES])
def test_tried_again_as_the_diagram_says_and_then_an_incident(
    open_office: Callable[..., Office], cycle: str, diagram_: bytes, waits: list[int]
) -> None:
    work = Failing(100)
    office = open_office(work=work)
    office.deploy(diagram_)
    instance_id = office.start()
    for minutes in waits:
        tried = len(work.calls)
        office.wait(minutes=minutes, seconds=-1)
        assert len(work.calls) == tried, "not before its time"
        office.wait(seconds=1 + 60 * minutes * SPREAD)
        assert len(work.calls) == tried + 1
    assert [context.attempt for context in work.calls] == list(range(1, len(waits) + 2))
    assert len({context.idempotency_key for context in work.calls}) == 1
    assert office.incidents(instance_id) == [("call", "handler.failed")]
    [incident] = office.engine.instance_incidents(SYSTEM, instance_id)
    assert incident.params["message"] == "RuntimeError: not now"
    office.wait(days=30)
    assert len(work.calls) == len(waits) + 1, "an incident waits for somebody"


def test_what_failed_together_does_not_come_back_together() -> None:
    """A service that was down is not overrun when it is back."""
    failed = [JobView(id=f"i{n}.1", kind="handler", root_id="", instance_id="", due_at=MONDAY) for n in range(1000)]
    waits = [next_try(replace(each, waits=(600.0,)), MONDAY) - MONDAY for each in failed]
    assert timedelta(minutes=10) <= min(waits) and max(waits) <= timedelta(minutes=11)
    busiest = max(Counter(wait // timedelta(seconds=1) for wait in waits).values())
    assert busiest < 60
    assert waits[0] == next_try(replace(failed[0], waits=(600.0,)), MONDAY) - MONDAY, "the same for the same try"


def test_a_lease_that_ran_out_uses_up_no_try(open_office: Callable[..., Office]) -> None:
    """The fence counts claims, the attempt counts tries."""
    work = Failing(100)
    office = open_office(work=work)
    office.deploy(WAITS)
    office.start()
    store = office.engine._services.store
    office.clock.advance(timedelta(minutes=6))
    for _ in range(3):
        [claimed] = jobs.claim(store, office.clock.now(), "somebody", 5, 60)
        assert jobs.release(store, [(claimed.id, claimed.fence)])
    office.engine.settle()
    assert [each.attempt for each in work.calls] == [1, 2]
    with store.read() as reader:
        [job] = reader.jobs()
    assert timedelta(minutes=20) <= job.due_at - office.clock.now() <= timedelta(minutes=21)


def test_a_retry_of_the_incident_goes_on(open_office: Callable[..., Office]) -> None:
    work = Failing(1)
    office = open_office(work=work)
    office.deploy(ONCE)
    instance_id = office.start()
    [incident] = office.engine.instance_incidents(SYSTEM, instance_id)
    office.do(c.RetryIncident(incident_id=incident.id))
    assert (office.state(instance_id), office.variables(instance_id)["done"]) == ("completed", 2)
    assert office.left_over(instance_id) == {"tasks": 0, "jobs": 0, "subscriptions": 0, "incidents": 0}


THROWN = [
    ("caught", CAUGHT, BpmnError("BAD", "so bad", {"why": 1}), [], ["mend"]),
    ("another code", CAUGHT, BpmnError("WORSE"), [("call", "error.uncaught")], []),
    ("nobody catches", CALLS, BpmnError("BAD"), [("call", "error.uncaught")], []),
]


@pytest.mark.parametrize(("reason", "diagram_", "failure", "incidents", "tasks"), THROWN, ids=[e[0] for e in THROWN])
def test_a_bpmn_error(
    open_office: Callable[..., Office],
    reason: str,
    diagram_: bytes,
    failure: BpmnError,
    incidents: list[tuple[str, str]],
    tasks: list[str],
) -> None:
    """Modelled: caught by a boundary event, else an incident at once; never tried again."""
    work = Failing(100, failure)
    office = open_office(work=work)
    office.deploy(diagram_)
    instance_id = office.start()
    office.wait(days=1)
    assert office.incidents(instance_id) == incidents
    assert [each.element_id for each in office.tasks(instance_id)] == tasks
    assert len(work.calls) == 1
    assert office.variables(instance_id) == ({"why": 1} if tasks else {})


class Strange(BaseException):
    """No Exception."""


class Unspeakable(Exception):
    def __str__(self) -> str:
        raise RuntimeError("I will not say")


def raising(failure: BaseException) -> Callable[..., Any]:
    def work(variables: Mapping[str, Any], context: Context) -> Any:
        raise failure

    return work


def returning(value: Any) -> Callable[..., Any]:
    return lambda variables, context: value


def notice(**fields: Any) -> HandlerResult:
    return HandlerResult(notices=(NoticeRequest(**{"template": "t", "title": "x", "users": ["lin"]} | fields),))


UNBOUNDED: list[Any] = []
UNBOUNDED.append(UNBOUNDED)
JUNK: list[tuple[str, Callable[..., Any]]] = [
    ("no Exception", raising(Strange("?"))),
    ("sys.exit", raising(SystemExit(3))),
    ("an interrupt of its own", raising(KeyboardInterrupt())),
    ("GeneratorExit", raising(GeneratorExit())),
    ("a failure that cannot be told", raising(Unspeakable())),
    ("half a character in the message", raising(ValueError("\ud800"))),
    ("a NUL in the message", raising(ValueError("a\x00b"))),
    ("a very long message", raising(ValueError("x" * 1_000_000))),
    ("a BPMN error without a code", raising(BpmnError(""))),
    ("a BPMN error with a number for a code", raising(BpmnError(404))),  # type: ignore[arg-type]
    ("a BPMN error with values that cannot be kept", raising(BpmnError("BAD", "", {"a": object()}))),
    ("a BPMN error with half a character", raising(BpmnError("BAD", "\ud800", {"a": "\ud800"}))),
    ("a text", returning("done")),
    ("a number", returning(1)),
    ("a list", returning([1])),
    ("numbers for names", returning({1: 2})),
    ("None for a name", returning({None: 2})),
    ("an object", returning({"a": object()})),
    ("a function", returning({"a": print})),
    ("bytes", returning({"a": b"x"})),
    ("not a number", returning({"a": float("nan")})),
    ("infinite", returning({"a": float("inf")})),
    ("half a character", returning({"a": "\ud800"})),
    ("half a character in a name", returning({"\ud800": 1})),
    ("something inside itself", returning({"a": UNBOUNDED})),
    ("too much", returning({"a": "x" * 20_000_000})),
    ("a set", returning({"a": {1}})),
    ("a result that holds no variables", returning(HandlerResult(variables=3))),  # type: ignore[arg-type]
    ("a notice that is none", returning(HandlerResult(notices=("tell them",)))),  # type: ignore[arg-type]
    ("a notice to a text", returning(notice(users="lin"))),
    ("a notice to a number", returning(notice(users=[1]))),
    ("a notice of an unknown level", returning(notice(level="loud"))),
    ("a notice with a number for a title", returning(notice(title=5))),
]


@pytest.mark.parametrize(("reason", "work"), JUNK, ids=[each[0] for each in JUNK])
@pytest.mark.parametrize("is_pure", [False, True], ids=["job", "pure"])
def test_whatever_a_handler_does_is_an_incident_and_never_lost(
    reason: str, work: Callable[..., Any], is_pure: bool
) -> None:
    """Never endlessly repeated either, and the history can be read and proved afterwards."""
    calls = []

    def counted(variables: Mapping[str, Any], context: Context) -> Any:
        calls.append(context)
        return work(variables, context)

    if is_pure and isinstance(getattr(work, "__closure__", (None,))[0].cell_contents, KeyboardInterrupt):
        pytest.skip("inside a step an interrupt comes from the keyboard")
    office = Office("sqlite://", work=pure(counted) if is_pure else counted)
    office.deploy(CALLS)
    instance_id = office.start()
    for _ in range(4):
        office.wait(minutes=11)
    assert [element for element, _ in office.incidents(instance_id)] == ["call"]
    assert 1 <= len(calls) <= 3
    with office.engine._services.store.read() as reader:
        assert [each for each in reader.jobs() if not each.is_dead] == []
    assert office.engine.verify(SYSTEM, instance_id).is_whole
    office.close()


def test_values_that_can_be_kept_are_kept(open_office: Callable[..., Office]) -> None:
    given = {"a": date(2026, 1, 5), "b": timedelta(hours=2), "c": (1, 2), "d": 1.5, "e": None, "f": {"g": [True]}}
    office = open_office(work=returning(given))
    office.deploy(CALLS)
    instance_id = office.start()
    expected = {"a": "2026-01-05", "b": "PT2H", "c": [1, 2], "d": 1.5, "e": None, "f": {"g": [True]}}
    found = office.variables(instance_id)
    assert found | {"d": float(found["d"])} == expected


def test_a_notice_of_a_handler_is_sent_once(open_office: Callable[..., Office]) -> None:
    """In the commit that takes its result, however often it ran before."""
    tries: list[int] = []

    def work(variables: Mapping[str, Any], context: Context) -> HandlerResult:
        tries.append(1)
        if len(tries) == 1:
            raise RuntimeError
        return notice(title="Done", body="well", groups=["desk"])

    office = open_office(work=work)
    office.hire()
    office.deploy(CALLS)
    instance_id = office.start()
    office.wait(minutes=11)
    assert [(each.title, each.users, each.groups) for each in office.events(instance_id, e.NoticeSent)] == [
        ("Done", ["lin"], ["desk"])
    ]
    assert len(tries) == 2


def test_a_handler_that_is_not_there_on_this_machine(open_office: Callable[..., Office]) -> None:
    office = open_office(work=Failing(0))
    office.deploy(ONCE)
    other = open_office()
    instance_id = other.start()
    assert other.incidents(instance_id) == [("call", "handler.failed")]


NONSENSE = [("a text", "x"), ("numbers for names", {1: 2}), ("a number", 7)]


@pytest.mark.parametrize(("reason", "answer"), NONSENSE, ids=[each[0] for each in NONSENSE])
def test_a_script_executor_that_gives_back_nonsense(reason: str, answer: Any) -> None:
    script = '<scriptTask id="call" scriptFormat="python"><script>x</script></scriptTask>'
    clock, executors = ManualClock(MONDAY), {"python": lambda text, variables: answer}
    with Engine.open("sqlite://", clock=clock, script_executors=executors) as engine:
        engine.execute(c.DeployFiles(files={"p.bpmn": diagram("p", "start > call > end", script)}), SYSTEM)
        instance_id = engine.execute(c.StartInstance(key="p"), SYSTEM)
        assert [each.code for each in engine.instance_incidents(SYSTEM, instance_id)] == ["script.failed"]
