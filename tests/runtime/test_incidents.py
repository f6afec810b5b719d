"""Failures inside an instance: written down on their element, mended, and gone on from."""

import pytest

from engine.api import SYSTEM
from engine.errors import Rejected
from engine.model import command as c
from engine.model import event as e
from tests.runtime.diagram import diagram, gateway, inputs, script, service, task, user
from tests.runtime.office import Office

ON_AMOUNT = diagram(
    "p",
    "start > work > which; which > end if amount > 10; which > more if amount <= 10; more > end",
    user("work"),
    gateway("which"),
    user("more"),
)
SUM = diagram("p", "start > add > end", script("add", "a + b", "sum"))
LOOP = diagram("p", "start > meet; meet > again > meet", task("again"), gateway("meet"))
LONG = "start > " + " > ".join(f"t{n}" for n in range(1200)) + " > end"
PAUSES = diagram("p", LONG, *(task(f"t{n}") for n in range(1200)))
NOTIFY = diagram("p", "start > tell > end", service("tell", "notify", inner=inputs(template="late", toUsers="lin,sun")))
TEMPLATES = b"templates: {late: {title: 'Case {case.number}', body: 'Due {due} {{soon}}', level: warning}}"


def mend(office: Office, instance_id: str, **variables: object) -> None:
    if variables:
        office.do(c.SetVariables(scope_id=instance_id, variables=variables))
    for each in office.engine.instance_incidents(SYSTEM, instance_id):
        office.do(c.RetryIncident(incident_id=each.id))


def test_an_expression_that_fails_is_an_incident_and_a_retry_goes_on(office: Office) -> None:
    office.deploy(SUM)
    instance_id = office.start(a=1, b="x")
    assert [element for element, _ in office.incidents(instance_id)] == ["add"]
    assert office.state(instance_id) == "active"
    mend(office, instance_id)
    assert len(office.incidents(instance_id)) == 1, "nothing was mended, so it is there again"
    mend(office, instance_id, b=2)
    assert (office.state(instance_id), office.variables(instance_id)["sum"]) == ("completed", 3)
    assert office.engine.incidents(SYSTEM).total == 0
    assert office.engine.incidents(SYSTEM, state="resolved").total == 2


def test_a_condition_that_cannot_be_told(office: Office) -> None:
    """Somebody completes a task: that is obeyed, and the incident is the instance's, not theirs."""
    office.deploy(ON_AMOUNT)
    instance_id = office.start()
    office.do(c.CompleteUserTask(task_id=office.task(instance_id), variables={"amount": "much"}))
    assert [element for element, _ in office.incidents(instance_id)] == ["which"]
    mend(office, instance_id, amount=5)
    assert [each.element_id for each in office.tasks(instance_id)] == ["more"]


def test_an_incident_is_resolved_once(desk: Office) -> None:
    desk.deploy(SUM)
    instance_id = desk.start(a=1, b=2, c=3) and desk.start(a=1)
    [found] = desk.engine.instance_incidents(SYSTEM, instance_id)
    mend(desk, instance_id, b=2)
    with pytest.raises(Rejected) as rejected:
        desk.do(c.RetryIncident(incident_id=found.id))
    assert rejected.value.code == "incident.resolved"


def test_a_loop_without_a_wait_is_an_incident_and_no_hang(office: Office) -> None:
    office.deploy(LOOP)
    instance_id = office.start()
    office.engine.settle()
    assert [code for _, code in office.incidents(instance_id)] == ["loop.without_wait"]
    assert office.left_over(instance_id)["jobs"] == 0
    assert office.engine.verify(SYSTEM, instance_id).is_whole


def test_a_long_way_without_a_wait_goes_on_in_jobs(office: Office) -> None:
    """The end is the same as if it had been one step."""
    office.deploy(PAUSES)
    instance_id = office.start()
    assert office.state(instance_id) == "completed"
    assert office.passed(instance_id) == ["start", *(f"t{n}" for n in range(1200)), "end"]
    assert len(office.events(instance_id, e.StepPaused)) == 2
    assert office.engine.verify(SYSTEM, instance_id).is_whole


def test_a_notice_says_what_its_template_says(office: Office) -> None:
    office.deploy(NOTIFY, p__notices__yaml=TEMPLATES)
    instance_id = office.start(case={"number": "TS-1"}, due=3)
    [sent] = office.events(instance_id, e.NoticeSent)
    assert (sent.title, sent.body, sent.level) == ("Case TS-1", "Due 3 {soon}", "warning")
    assert (sent.users, sent.groups) == (["lin", "sun"], [])


FAILING = [
    ("no template file", {}, "notice.unknown_template"),
    ("no such template", {"p__notices__yaml": b"templates: {early: {title: a, body: b}}"}, "notice.unknown_template"),
    ("a template that fails", {"p__notices__yaml": b"templates: {late: {title: '{due + \"a\"}', body: b}}"}, None),
]


@pytest.mark.parametrize(("reason", "files", "code"), FAILING, ids=[each[0] for each in FAILING])
def test_a_notice_that_fails_is_written_down_and_holds_nothing_up(
    desk: Office, reason: str, files: dict[str, bytes], code: str | None
) -> None:
    desk.deploy(NOTIFY, **files)
    instance_id = desk.start(case={"number": 1}, due=1)
    [failure] = desk.events(instance_id, e.NoticeFailed)
    assert failure.element_id == "tell"
    assert code in (None, failure.code)
    assert not desk.events(instance_id, e.NoticeSent)
    assert desk.state(instance_id) == "completed"
