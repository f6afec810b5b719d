"""Small diagrams for two interpreters."""

from datetime import UTC, datetime

import pytest

from engine.api import Engine
from engine.scenario.crosscheck import Crosscheck, crosscheck
from engine.scenario.walk import Walk, walked

AT = datetime(2026, 1, 5, 1, tzinfo=UTC)
DIAGRAM = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:camunda="http://camunda.org/schema/1.0/bpmn" targetNamespace="t">
    <message id="m" name="m"/><error id="e" errorCode="e"/><escalation id="x" escalationCode="x"/>
    <process id="p" isExecutable="true">{body}</process></definitions>"""


def diagram(body: str) -> dict[str, bytes]:
    return {"p.bpmn": DIAGRAM.format(body=body).encode()}


class Checking:
    def __call__(self, body: str, **variables: object) -> Crosscheck:
        files = diagram(body)
        course, kernel = walked(Walk("p", AT, variables), files, lambda clock: Engine.open("sqlite://", clock=clock))
        return crosscheck("p", files, course, kernel)


@pytest.fixture
def checked() -> Checking:
    return Checking()
