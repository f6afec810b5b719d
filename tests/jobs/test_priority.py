"""What is due goes by priority: the element's own, else that of its process; an expression sees the variables."""

from datetime import timedelta
from typing import Any

import pytest

from engine.api import SYSTEM
from engine.model import command as c
from engine.model.external_task import FetchRequest, TopicRequest
from engine.store import jobs
from tests.runtime.diagram import catch, diagram, service, timer
from tests.runtime.office import Office

GIVEN = [
    ("nothing said", "", {}, 0),
    ("of the process", "", {"jobPriority": "20"}, 20),
    ("its own first", 'camunda:jobPriority="7"', {"jobPriority": "20"}, 7),
    ("worked out", 'camunda:jobPriority="${urgent * 2}"', {}, 18),
]


def waiting(given: str, **process: str) -> bytes:
    pause = catch("pause", timer("PT1H")).replace('id="pause"', f'id="pause" {given}')
    return diagram("p", "start > pause > end", pause, **process)


@pytest.mark.parametrize(("reason", "given", "process", "priority"), GIVEN, ids=[row[0] for row in GIVEN])
def test_which_priority(desk: Office, reason: str, given: str, process: dict[str, str], priority: int) -> None:
    desk.deploy(waiting(given, **process))
    [armed] = desk.engine.timers(SYSTEM, desk.start(urgent=9))
    assert armed.priority == priority


def test_one_that_is_no_number_is_an_incident(desk: Office) -> None:
    desk.deploy(waiting('camunda:jobPriority="high"'))
    assert desk.incidents(desk.start()) == [("pause", "job.bad_priority")]


def test_the_highest_goes_first_then_the_longest_due(open_office: Any) -> None:
    office = open_office()
    office.deploy(waiting('camunda:jobPriority="${urgent}"'))
    for urgent in (1, 9, 1):
        office.start(urgent=urgent)
    office.clock.advance(timedelta(hours=2))
    services = office.engine._services
    claimed = jobs.claim(services.store, services.clock.now(), "me", 10, 60.0)
    assert [each.priority for each in claimed] == [9, 1, 1]


def test_an_external_task_has_its_own(open_office: Any) -> None:
    office = open_office(external_topics=["credit"])
    office.deploy(diagram("p", "start > call > end", service("call", "credit", taskPriority="4"), jobPriority="2"))
    office.do(c.StartInstance(key="p"))
    request = FetchRequest(worker_id="worker", topics=(TopicRequest(topic="credit"),))
    [locked] = office.engine.fetch(SYSTEM, request)
    assert locked.task.priority == 4
