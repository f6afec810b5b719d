"""Service tasks that workers outside carry out: they wait, are leased, and come back as commands."""

from typing import Any

import pytest

from engine.api import SYSTEM
from engine.errors import DeploymentRefused, Forbidden, Rejected
from engine.model import command as c
from engine.model import definition as d
from tests.runtime.diagram import diagram, error, service, task
from tests.runtime.office import LIN, Office

CALLS = diagram("p", "start > call > end", service("call", "credit"))
ERRORS = '<error id="no" errorCode="NO"/>'
CATCHES = diagram(
    "p", "start > call > end; caught > sorry > end2", service("call", "credit"), task("sorry"),
    f'<boundaryEvent id="caught" attachedToRef="call">{error("no")}</boundaryEvent>', names=ERRORS,
)  # fmt: skip
NAMELESS = diagram("p", "start > call > end", '<serviceTask id="call"/>')


@pytest.fixture
def outside(open_office: Any) -> Office:
    return open_office(external_topics=["credit"])


def fetched(office: Office, topic: str = "credit", lease: float = 60.0) -> Any:
    return office.engine.fetch(SYSTEM, [topic], "worker-1", 10, lease)


def test_it_waits_until_somebody_outside_has_done_it(outside: Office) -> None:
    outside.deploy(CALLS)
    instance_id = outside.start()
    outside.wait(days=30)
    assert outside.state(instance_id) == "active"
    [job] = fetched(outside)
    assert (job.handler, job.element_id, job.instance_id) == ("credit", "call", instance_id)
    outside.do(c.CompleteJob(job_id=job.id, fence=job.fence, variables={"score": 7}))
    assert outside.state(instance_id) == "completed"
    assert outside.variables(instance_id)["score"] == 7


def test_two_workers_never_hold_the_same(outside: Office) -> None:
    outside.deploy(CALLS)
    outside.start()
    assert [len(fetched(outside)), len(fetched(outside))] == [1, 0]


def test_a_worker_that_was_too_slow_brings_nothing(outside: Office) -> None:
    outside.deploy(CALLS)
    instance_id = outside.start()
    [slow], [quick] = fetched(outside, lease=0.0), fetched(outside)
    with pytest.raises(Rejected, match=r"job\.lease_lost"):
        outside.do(c.CompleteJob(job_id=slow.id, fence=slow.fence))
    outside.do(c.CompleteJob(job_id=quick.id, fence=quick.fence))
    assert outside.state(instance_id) == "completed"


def test_its_error_is_caught_as_that_of_a_handler(outside: Office) -> None:
    outside.deploy(CATCHES)
    instance_id = outside.start()
    [job] = fetched(outside)
    outside.do(c.FailJob(job_id=job.id, fence=job.fence, message="", error_code="NO"))
    assert "sorry" in outside.passed(instance_id)


def test_its_failure_is_tried_again_and_then_an_incident(outside: Office) -> None:
    outside.deploy(CALLS)
    instance_id = outside.start()
    for _ in range(d.Retry().attempts):
        [job] = fetched(outside)
        outside.do(c.FailJob(job_id=job.id, fence=job.fence, message="no answer"))
    assert outside.incidents(instance_id) == [("call", "handler.failed")]
    assert fetched(outside) == []


def test_only_topics_that_were_named(outside: Office) -> None:
    with pytest.raises(DeploymentRefused):
        outside.deploy(diagram("p", "start > call > end", service("call", "other")))
    with pytest.raises(DeploymentRefused):
        outside.deploy(NAMELESS)


def test_all_that_nobody_here_does(open_office: Any) -> None:
    """A task that names nothing is known to the worker by its id; a handler that is registered here comes first."""
    office = open_office(external_topics=["*"], credit=lambda variables, context: {"here": True})
    office.deploy(NAMELESS, diagram("q", "start > call > end", service("call", "credit")))
    assert office.variables(office.start("q")) == {"here": True}
    office.start("p")
    assert [job.handler for job in fetched(office, "call")] == ["call"]


def test_people_fetch_nothing(outside: Office) -> None:
    with pytest.raises(Forbidden):
        outside.engine.fetch(LIN, ["credit"], "me")
