"""A database that goes away while a handler's result is written down is not the handler's fault."""

from collections.abc import Mapping
from typing import Any

import pytest

from engine.api import SYSTEM, Engine
from engine.errors import Unavailable
from engine.handlers import Context
from engine.jobs import carrying_out
from engine.model import command as c
from engine.runtime.commands import execute

DIAGRAM = b"""<?xml version="1.0"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn"
  id="d" targetNamespace="tests"><process id="away" isExecutable="true">
  <startEvent id="start"/><sequenceFlow id="f1" sourceRef="start" targetRef="work"/>
  <serviceTask id="work" camunda:type="external" camunda:topic="work"/>
  <sequenceFlow id="f2" sourceRef="work" targetRef="end"/><endEvent id="end"/>
</process></definitions>"""


def work(variables: Mapping[str, Any], context: Context) -> dict[str, Any]:
    return {"done": True}


@pytest.mark.parametrize("code", ["store.unreachable", "store.in_doubt", "store.full"])
def test_no_try_is_used_up(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    trouble = [Unavailable(code)]

    def sometimes(services: Any, command: c.Command, actor: Any) -> Any:
        if isinstance(command, c.CompleteJob) and trouble:
            raise trouble.pop()
        return execute(services, command, actor)

    monkeypatch.setattr(carrying_out, "execute", sometimes)
    with Engine.open("sqlite://", handlers={"work": work}) as engine:
        engine.execute(c.DeployFiles(files={"away.bpmn": DIAGRAM}), SYSTEM)
        case = engine.execute(c.StartInstance(key="away"), SYSTEM)
        [job] = engine.jobs(SYSTEM, case)
        assert (job.retries, job.leased_until) == (3, None), "given back, as it was"
        engine.settle()
        assert engine.instance(SYSTEM, case).state == "completed"
        assert not [
            event for commit in engine.commits(SYSTEM, case) for event in commit.events if "Failed" in str(event)
        ]
