"""What the nodes of a cluster work on: a process with a task, a timer, a join and a handler, and its people."""

from collections.abc import Mapping
from typing import Any

from engine.api import SYSTEM, Engine
from engine.handlers import Context
from engine.model import command as c

KEY = "faults"
PASSWORD = "a-long-password"
DIAGRAM = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn"
  id="definitions" targetNamespace="http://kefuflow.org/tests">
  <process id="faults" isExecutable="true" camunda:historyTimeToLive="1">
    <startEvent id="start"/>
    <sequenceFlow id="f1" sourceRef="start" targetRef="fork"/>
    <parallelGateway id="fork"/>
    <sequenceFlow id="f2" sourceRef="fork" targetRef="work"/>
    <sequenceFlow id="f3" sourceRef="fork" targetRef="pause"/>
    <userTask id="work" camunda:candidateGroups="desk"/>
    <intermediateCatchEvent id="pause">
      <timerEventDefinition><timeDuration>PT0.05S</timeDuration></timerEventDefinition>
    </intermediateCatchEvent>
    <sequenceFlow id="f4" sourceRef="work" targetRef="join"/>
    <sequenceFlow id="f5" sourceRef="pause" targetRef="join"/>
    <parallelGateway id="join"/>
    <sequenceFlow id="f6" sourceRef="join" targetRef="count"/>
    <serviceTask id="count" camunda:type="external" camunda:topic="count"/>
    <sequenceFlow id="f7" sourceRef="count" targetRef="end"/>
    <endEvent id="end"/>
  </process>
</definitions>
"""
ASKS = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn"
  id="asking" targetNamespace="http://kefuflow.org/tests">
  <message id="reply" name="reply"/>
  <process id="asks" isExecutable="true" camunda:historyTimeToLive="1">
    <startEvent id="start"/>
    <sequenceFlow id="f1" sourceRef="start" targetRef="wait"/>
    <intermediateCatchEvent id="wait"><messageEventDefinition messageRef="reply"/></intermediateCatchEvent>
    <sequenceFlow id="f2" sourceRef="wait" targetRef="end"/>
    <endEvent id="end"/>
  </process>
</definitions>
"""


def count(variables: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """May run several times; what it gives back must be written once."""
    return {"counted": variables.get("counted", 0) + 1, "key": context.idempotency_key}


HANDLERS = {"count": count}


def agent_name(number: int) -> str:
    return f"agent{number}"


def furnish(engine: Engine, agents: int) -> None:
    """The process and its people, who all have the same password."""
    engine.execute(c.DeployFiles(files={"faults.bpmn": DIAGRAM.encode()}), SYSTEM)
    for number in range(agents):
        name = agent_name(number)
        engine.execute(
            c.CreateUser(user_id=name, name=name, roles=["agent"], groups=["desk"], password=PASSWORD), SYSTEM
        )
