"""What a service centre does, one command of each kind at a time, for counting and timing."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from itertools import count
from typing import Any

from engine.api import SYSTEM, Engine
from engine.clock import ManualClock
from engine.identity.actor import person
from engine.model import command as c
from engine.model.view import UserTaskView

NOW = datetime(2026, 1, 5, 1, tzinfo=UTC)
AGENT = person("lin", "Lin", ["agent"], ["desk"])
PHONE = "13800000001"  # of a customer with a record
NAMES = (
    'xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" '
    'id="d" targetNamespace="bench"'
)
FORM = b'{"id": "sheet", "type": "default", "components": [{"type": "textfield", "key": "note", "label": "Note"}]}'


def flow(source: str, target: str) -> str:
    return f'<sequenceFlow id="{source}_{target}" sourceRef="{source}" targetRef="{target}"/>'


def task(id: str, more: str = "", inside: str = "") -> str:
    return f'<userTask id="{id}" camunda:candidateGroups="desk" {more}>{inside}</userTask>'


def timer(id: str, host: str, duration: str = "PT2H") -> str:
    definition = f"<timerEventDefinition><timeDuration>{duration}</timeDuration></timerEventDefinition>"
    boundary = f'<boundaryEvent id="{id}" attachedToRef="{host}" cancelActivity="false">{definition}</boundaryEvent>'
    return f'{boundary}<endEvent id="{id}_end"/>{flow(id, f"{id}_end")}'


def diagram(key: str, *parts: str, outside: str = "") -> bytes:
    """`parts` come between the start event and the end event, which they name `start` and `end`."""
    body = "".join(['<startEvent id="start"/>', *parts, '<endEvent id="end"/>'])
    process = f'<process id="{key}" isExecutable="true" camunda:historyTimeToLive="1">{body}</process>'
    return f"<definitions {NAMES}>{outside}{process}</definitions>".encode()


MESSAGE = '<message id="m" name="answered"/>'
CATCH = '<intermediateCatchEvent id="b"><messageEventDefinition messageRef="m"/></intermediateCatchEvent>'
ITEMS = "<multiInstanceLoopCharacteristics><loopCardinality>200</loopCardinality></multiInstanceLoopCharacteristics>"
SEARCHED = (
    b'<extensionElements><camunda:properties><camunda:property name="search.amount" value="number"/>'
    b'<camunda:property name="search.note" value="text"/></camunda:properties></extensionElements>'
    b'<startEvent id="start"/>'
)
LINE = (flow("start", "a"), flow("a", "b"), flow("b", "end"))

FILES: Mapping[str, bytes] = {
    "timed.bpmn": diagram("timed", task("a"), task("b"), timer("ta", "a"), timer("tb", "b"), *LINE),
    "formed.bpmn": diagram("formed", task("a", 'camunda:formKey="sheet"'), task("b"), *LINE),
    "called.bpmn": diagram(
        "called", task("a"), '<serviceTask id="b" camunda:type="external" camunda:topic="count"/>', *LINE
    ),
    "awaited.bpmn": diagram("awaited", task("a"), CATCH, *LINE, outside=MESSAGE),
    "found.bpmn": diagram("found", task("a"), task("b"), *LINE).replace(b'<startEvent id="start"/>', SEARCHED, 1),
    "many.bpmn": diagram("many", task("a", inside=ITEMS), task("b"), *LINE),
    "sheet.form": FORM,
}


class Desk:
    """Each kind of command by name: `prepare` brings a case to where the command is due, `command` makes it."""

    def __init__(self, url: str) -> None:
        handlers = {"count": lambda variables, context: {"counted": True}}
        self.engine = Engine.open(url, clock=ManualClock(NOW), handlers=handlers)
        self._numbers = count()
        self._many: list[str] = []

    def open(self) -> None:
        self.engine.execute(c.CreateUser(user_id="lin", name="Lin", roles=["agent"], groups=["desk"]), SYSTEM)
        self.engine.execute(c.DeployFiles(files=dict(FILES)), SYSTEM)
        customer_id = self.engine.execute(c.CreateCustomer(name="Zhao", phone=PHONE), SYSTEM)
        self.engine.execute(c.CreateDevice(customer_id=customer_id, model="S2", serial="SN1"), SYSTEM)

    def start(self, key: str) -> str:
        return str(self.engine.execute(c.StartInstance(key=key, variables={"amount": 200}), AGENT))

    def task(self, case: str) -> UserTaskView:
        tasks = self.engine.instance_tasks(SYSTEM, case)
        return next(each for each in tasks if each.state == "open")

    def new_task(self, key: str) -> str:
        return self.task(self.start(key)).id

    def kinds(self) -> dict[str, Callable[[], Callable[[], Any]]]:
        """Name -> what brings a case there; that answers what is to be measured."""
        return {
            "start": lambda: self._does(c.StartInstance(key="timed", variables={"amount": 200})),
            "start, called": lambda: self._does(c.StartInstance(key="timed", variables={"contact": "13900000009"})),
            "start, on a record": lambda: self._does(c.StartInstance(key="timed", variables={"contact": PHONE})),
            "start, about a device": lambda: self._does(
                c.StartInstance(key="timed", variables={"contact": PHONE, "serial": "SN1"})
            ),
            "claim": lambda: self._does(c.ClaimUserTask(task_id=self.new_task("timed"))),
            "complete": lambda: self._does(c.CompleteUserTask(task_id=self.new_task("timed"))),
            "complete, chosen id": lambda: self._does(
                c.CompleteUserTask(task_id=self.new_task("timed"), command_id=f"chosen{next(self._numbers)}")
            ),
            "complete, form": lambda: self._does(
                c.CompleteUserTask(task_id=self.new_task("formed"), is_form=True, variables={"note": "done"})
            ),
            "complete, then a handler": lambda: self._does(c.CompleteUserTask(task_id=self.new_task("called"))),
            "complete, then a message": lambda: self._does(c.CompleteUserTask(task_id=self.new_task("awaited"))),
            "complete, one of 200": lambda: self._does(c.CompleteUserTask(task_id=self._one_of_many())),
            "complete, the last": lambda: self._does(c.CompleteUserTask(task_id=self._second("timed"))),
            "complete, searched by two": lambda: self._does(
                c.CompleteUserTask(task_id=self.new_task("found"), variables={"amount": 3, "note": "done"})
            ),
            "complete, one value gone": lambda: self._does(
                c.CompleteUserTask(task_id=self.new_task("found"), variables={"amount": None})
            ),
            "timer": self._timer,
        }

    def close(self) -> None:
        self.engine.close()

    def _does(self, command: c.Command) -> Callable[[], Any]:
        return lambda: self.engine.execute(command, AGENT)

    def _second(self, key: str) -> str:
        case = self.start(key)
        self.engine.execute(c.CompleteUserTask(task_id=self.task(case).id), AGENT)
        return self.task(case).id

    def _one_of_many(self) -> str:
        """Of one case until it is done."""
        if not self._many:
            self._many = [each.id for each in self.engine.instance_tasks(SYSTEM, self.start("many"))]
        return self._many.pop()

    def _timer(self) -> Callable[[], Any]:
        case = self.start("timed")
        job = self.engine.timers(SYSTEM, case)[0]
        return lambda: self.engine.execute(c.TriggerTimer(timer_id=job.id), SYSTEM)
