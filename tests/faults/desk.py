"""A worker process for the fault campaigns: starts cases, completes tasks, and says what was acknowledged.

Run as a program: `python desk.py URL SEED`. Every line it prints is one acknowledged command: its id and the answer.
"""

import random
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from engine.api import SYSTEM, Engine
from engine.errors import Rejected
from engine.handlers import Context
from engine.model import command as c

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


def count(variables: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """May run several times; what it gives back must be written once."""
    return {"counted": variables.get("counted", 0) + 1, "key": context.idempotency_key}


HANDLERS = {"count": count}


def main(url: str, seed: str) -> None:
    chance = random.Random(seed)
    engine = Engine.open(url, handlers=HANDLERS)
    engine.start()
    number = 0
    while True:
        number += 1
        if chance.random() < 0.5:
            say(
                f"{seed}-{number}", engine.execute(c.StartInstance(key="faults", command_id=f"{seed}-{number}"), SYSTEM)
            )
        else:
            complete_one(engine, chance, f"{seed}-{number}")


def complete_one(engine: Engine, chance: random.Random, command_id: str) -> None:
    tasks = engine.user_tasks(SYSTEM, "all", limit=20).items
    if not tasks:
        return
    task = chance.choice(tasks)
    try:
        engine.execute(c.CompleteUserTask(task_id=task.id, command_id=command_id), SYSTEM)
    except Rejected:
        return
    say(command_id, task.id)


def say(command_id: str, answer: str) -> None:
    print(command_id, answer, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
