"""An engine with a process of a task and a timer, at a moment that the tests move."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from engine.api import SYSTEM, Engine
from engine.clock import ManualClock
from engine.model import command as c

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
DIAGRAM = b"""<?xml version="1.0"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn"
  id="d" targetNamespace="tests"><process id="watched" isExecutable="true">
  <startEvent id="start"/><sequenceFlow id="f1" sourceRef="start" targetRef="work"/>
  <userTask id="work" camunda:dueDate="2026-03-02T10:00:00Z"/>
  <sequenceFlow id="f2" sourceRef="work" targetRef="pause"/>
  <intermediateCatchEvent id="pause"><timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>
  </intermediateCatchEvent><sequenceFlow id="f3" sourceRef="pause" targetRef="end"/><endEvent id="end"/>
</process></definitions>"""


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOW)


@pytest.fixture
def engine(database_url: str, clock: ManualClock) -> Iterator[Engine]:
    with Engine.open(database_url, clock=clock) as opened:
        opened.execute(c.DeployFiles(files={"watched.bpmn": DIAGRAM}), SYSTEM)
        yield opened
