"""What the benchmark carries out: a process, how it is started, and the tasks on its way to the end."""

import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from engine.api import SYSTEM, Actor, Engine
from engine.handlers import Handler
from engine.identity.actor import person
from engine.model import command as c
from engine.scenario.folder import files, handlers, staff
from engine.scenario.scenario import Person

ROOT = Path(__file__).resolve().parents[2]
YARDSTICKS = ROOT.parent / "shared" / "bench"
COMPLAINT = ROOT / "processes" / "complaint"
MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
CAMUNDA = "http://camunda.org/schema/1.0/bpmn"
AGENT = person("agent", "Agent", ["agent"], ["desk"])
HEAD = f'<?xml version="1.0"?><definitions xmlns="{MODEL}" xmlns:camunda="{CAMUNDA}" id="d" targetNamespace="bench">'
MINE = 'camunda:assignee="agent"'
OFFERED = 'camunda:candidateGroups="desk"'


@dataclass(frozen=True, slots=True)
class Answer:
    """How a task is completed: by whom, with which values."""

    by: Actor = AGENT
    variables: Mapping[str, Any] = field(default_factory=dict)
    is_form: bool = False


@dataclass(frozen=True, slots=True)
class Work:
    """One user task of a course: `local_id` is the same in every instance, because decisions are."""

    local_id: str
    answer: Answer


@dataclass(frozen=True, slots=True)
class Shape:
    """`answers` by element; a task that is not among them is completed by the agent, with nothing."""

    name: str
    sources: Callable[[], Mapping[str, bytes]]
    start: c.StartInstance
    starter: Actor = AGENT
    answers: Mapping[str, Answer] = field(default_factory=dict)
    people: tuple[Person, ...] = ()
    handlers: Mapping[str, Handler] = field(default_factory=dict)

    def deploy(self, engine: Engine) -> None:
        for each in self.people:
            user = c.CreateUser(user_id=each.user_id, name=each.name, roles=list(each.roles), groups=list(each.groups))
            engine.execute(user, SYSTEM)
        engine.execute(c.DeployFiles(files=dict(self.sources())), SYSTEM)

    def course(self, engine: Engine) -> tuple[Work, ...]:
        """Found by carrying one instance through; the load itself reads no lists, as its yardsticks do not."""
        instance_id = engine.execute(self.start, self.starter)
        course: list[Work] = []
        while tasks := [task for task in engine.instance_tasks(SYSTEM, instance_id) if task.state == "open"]:
            task = min(tasks, key=lambda each: (each.created_at, each.id))
            work = Work(task.id.removeprefix(f"{instance_id}."), self.answers.get(task.element_id, Answer()))
            self.complete(engine, instance_id, work)
            course.append(work)
        assert engine.instance(SYSTEM, instance_id).state == "completed", self.name
        return tuple(course)

    @staticmethod
    def complete(engine: Engine, instance_id: str, work: Work) -> None:
        answer = work.answer
        command = c.CompleteUserTask(
            task_id=f"{instance_id}.{work.local_id}", variables=dict(answer.variables), is_form=answer.is_form
        )
        engine.execute(command, answer.by)


def _process(*elements: str) -> Callable[[], Mapping[str, bytes]]:
    """`a > b` among the elements is a flow."""
    body = "".join(_flow(each) if " > " in each else each for each in elements)
    text = f'{HEAD}<process id="bench" isExecutable="true">{body}</process></definitions>'
    return lambda: {"bench.bpmn": text.encode()}


def _flow(text: str) -> str:
    source, target = text.split(" > ")
    return f'<sequenceFlow id="{source}-{target}" sourceRef="{source}" targetRef="{target}"/>'


def _row(count: int, rights: str = MINE) -> Callable[[], Mapping[str, bytes]]:
    names = ["start", *(f"t{each}" for each in range(count)), "end"]
    tasks = [f'<userTask id="{each}" {rights}/>' for each in names[1:-1]]
    flows = [f"{a} > {b}" for a, b in zip(names, names[1:], strict=False)]
    return _process('<startEvent id="start"/>', *tasks, '<endEvent id="end"/>', *flows)


def _yardstick(tasks: int) -> Callable[[], Mapping[str, bytes]]:
    """The process that the yardsticks run, its tasks assigned to the agent who completes them."""

    def sources() -> Mapping[str, bytes]:
        program = [sys.executable, str(YARDSTICKS / "process.py"), str(tasks)]
        text = subprocess.run(program, capture_output=True, text=True, check=True).stdout
        script = (
            '<scriptTask id="classify" scriptFormat="bench"><script>grade = "A" if amount &gt; 100 else "B"</script>'
        )
        feel = '<scriptTask id="classify" scriptFormat="feel" camunda:resultVariable="grade">'
        feel += '<script>if amount &gt; 100 then "A" else "B"</script>'
        assert script in text
        text = text.replace(script, feel).replace("<userTask ", f"<userTask {MINE} ")
        return {"bench.bpmn": text.replace("<definitions ", f'<definitions xmlns:camunda="{CAMUNDA}" ', 1).encode()}

    return sources


def _fork() -> Callable[[], Mapping[str, bytes]]:
    tasks = [f'<userTask id="t{each}" {MINE}/>' for each in range(3)]
    flows = [flow for each in range(3) for flow in (f"fork > t{each}", f"t{each} > join")]
    gateways = ['<parallelGateway id="fork"/>', '<parallelGateway id="join"/>']
    ends = ['<startEvent id="start"/>', '<endEvent id="end"/>']
    return _process(*ends, *gateways, *tasks, "start > fork", "join > end", *flows)


def _nested() -> Callable[[], Mapping[str, bytes]]:
    """A sub-process in a sub-process; in the inner one three tasks at once, in the outer one another."""
    several = (
        "<multiInstanceLoopCharacteristics><loopCardinality>3</loopCardinality></multiInstanceLoopCharacteristics>"
    )
    inner = f'<startEvent id="s2"/><userTask id="many" {MINE}>{several}</userTask><endEvent id="e2"/>'
    inner += _flow("s2 > many") + _flow("many > e2")
    outer = f'<startEvent id="s1"/><subProcess id="inner">{inner}</subProcess><userTask id="one" {MINE}/>'
    outer += '<endEvent id="e1"/>' + _flow("s1 > inner") + _flow("inner > one") + _flow("one > e1")
    return _process(
        '<startEvent id="start"/>', f'<subProcess id="outer">{outer}</subProcess>', '<endEvent id="end"/>',
        "start > outer", "outer > end",
    )  # fmt: skip


def _bench(name: str, sources: Callable[[], Mapping[str, bytes]], **variables: Any) -> Shape:
    return Shape(name, sources, c.StartInstance(key="bench", variables=variables))


def _complaint() -> Shape:
    """A green complaint by its standard course: five tables and timers, forms checked, people with their rights."""
    people = staff(COMPLAINT)
    actors = {each.user_id: person(each.user_id, each.name, each.roles, each.groups) for each in people}
    customer = {"customer": "李女士", "contact": "13800000001", "channel": "电话", "tier": "普通"}
    case = {
        "order_no": "DD20260105001",
        "product": "智能门锁",
        "category": "价格",
        "description": "促销价与结算价不一致",
    }
    values = customer | case | {"churn_risk": "低", "urgency": "咨询"}
    first = {"first_action": "核实情况", "first_note": "已致电客户，核实经过", "customer_told": True}
    solved = {
        "cause": "流程缺陷",
        "remedy": "解释说明",
        "plan": "已与客户商定处理方案并落实",
        "compensation_kind": "无",
    }
    solved |= {"reply_empathy": "给您带来不便，我们非常抱歉。", "reply_facts": "经核实，情况属实。"}
    solved |= {"reply_action": "我们已为您办妥，并会持续跟进。"}
    front = actors["lin_xiaoyu"]
    answers = {
        "first_response": Answer(front, first, is_form=True),
        "solve_green": Answer(actors["chen_hao"], solved, is_form=True),
        "follow_up": Answer(front, {"satisfied": "满意", "score": 5}, is_form=True),
    }
    start = c.StartInstance(key="complaint", variables=values, is_form=True)
    found = handlers(COMPLAINT)
    return Shape("complaint", lambda: files(COMPLAINT), start, front, answers, people, found)


YARDSTICK_TASKS = (4, 20, 50)


def yardstick(tasks: int) -> Shape:
    return _bench(f"yardstick, {tasks} tasks", _yardstick(tasks), amount=200)


def shapes() -> list[Shape]:
    """Those of the project itself; with the yardsticks where they lie beside it."""
    words = {f"v{each}": f"value {each}" for each in range(50)}
    own = [
        _bench("start to end", _row(0)),
        _bench("1 user task", _row(1)),
        _bench("7 user tasks", _row(7)),
        _bench("7 user tasks, offered to a group", _row(7, OFFERED)),
        _bench("7 user tasks, 4 variables", _row(7), **dict(list(words.items())[:4])),
        _bench("7 user tasks, 50 variables", _row(7), **words),
        _bench("parallel fork and join of 3 tasks", _fork()),
        _bench("nested sub-processes, 3 tasks at once", _nested()),
        _complaint(),
    ]
    return own + ([yardstick(each) for each in YARDSTICK_TASKS] if YARDSTICKS.is_dir() else [])
