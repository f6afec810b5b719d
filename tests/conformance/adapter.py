"""Kefuflow as the conformance runner drives it: on the public Engine API, SQLite in memory, the clock set."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from adapter import (  # of the runner, which puts its folder on the path
    Activity,
    Adapter,
    BpmnError,
    Instance,
    Refused,
    Rejected,
    Subscription,
    Task,
    Timer,
    Variable,
)
from lxml import etree

from engine import errors, handlers
from engine.api import SYSTEM, Engine
from engine.clock import ManualClock
from engine.locale.words import words
from engine.model import command as c
from engine.model import external_task as x
from engine.model.pages import rows_of
from engine.model.view import InstanceView, SubscriptionView

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
CONDITIONS = ("conditionExpression", "completionCondition", "loopCondition", "activationCondition", "condition")
MOST = 200
WORKER, MOMENT = "worker", 1e-6  # locks that are over at once: the next task fetches all again
EMPTY = b"""<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="t">
<process id="p" isExecutable="true"><startEvent id="start"/></process></definitions>"""


class EngineAdapter(Adapter):
    def __init__(self, script: Callable[[str, dict], dict]) -> None:
        super().__init__(script)
        self.clock: ManualClock | None = None
        self.engine: Engine | None = None
        self.sources: list[bytes] = []

    def execute(self, command: c.Command) -> Any:
        try:
            return self.engine.execute(command, SYSTEM)
        except errors.Rejected as rejection:
            raise Rejected(str(rejection)) from None

    def run_script(self, text: str, variables: Any) -> dict:
        try:
            return self.script(text, dict(variables))
        except BpmnError as error:
            raise handlers.BpmnError(error.code) from None

    # models

    def deploy(self, files: Sequence[Path]) -> list[str]:
        self.engine = Engine.open(
            "sqlite://", clock=self.clock, script_executors={"*": self.run_script}, external_topics=["*"]
        )
        self.sources = [file.read_bytes() for file in files]
        named = {f"{file.stem}.bpmn": translated(data) for file, data in zip(files, self.sources, strict=True)}
        try:
            deployment = self.engine.execute(c.DeployFiles(files=named), SYSTEM)
        except errors.DeploymentRefused as refusal:
            raise Refused("; ".join(map(said, refusal.problems))) from None
        return [said(problem) for problem in deployment.warnings]

    def export(self) -> list[bytes]:
        views = [view for kind in ("process", "drawing") for view in self.engine.definitions(SYSTEM, kind)]
        kept = [self.engine.source(SYSTEM, view.id, view.kind) for view in views]
        return list(dict.fromkeys(kept))

    # time

    def set_time(self, now: datetime) -> None:
        if self.clock is None:
            self.clock = ManualClock(now)
        else:
            self.clock.set(now)

    def settle(self) -> None:
        self.engine.settle()

    def timers(self) -> list[Timer]:
        found = [job for view in self.views() for job in self.engine.timers(SYSTEM, view.id)]
        found += self.engine.start_timers(SYSTEM)
        return [Timer(job.id, job.element_id, job.instance_id or None, job.due_at, job.priority) for job in found]

    def fire(self, timer: str) -> None:
        self.execute(c.TriggerTimer(timer_id=timer))

    # instances

    def start(self, process: str, variables: dict, business_key: str | None = None, element: str | None = None) -> str:
        return self.execute(
            c.StartInstance(key=process, variables=variables, business_key=business_key, element_id=element)
        )

    def views(self) -> list[InstanceView]:
        roots = rows_of(lambda at: self.engine.instances(SYSTEM, at=at, limit=MOST))
        found = [each for root in roots for each in self.family(root)]
        return sorted(found, key=lambda view: (view.started_at, self.order(view)))

    def family(self, view: InstanceView) -> list[InstanceView]:
        called = self.engine.called(SYSTEM, view.id)
        return [view, *(each for child in called for each in self.family(child))]

    def order(self, view: InstanceView) -> tuple:
        return tuple(int(part) if part.isdigit() else 0 for part in view.id.split("."))

    def instances(self) -> list[Instance]:
        return [
            Instance(view.id, view.process_key, view.state != "active", view.parent_id, view.business_key, None)
            for view in self.views()
        ]

    def activities(self) -> list[Activity]:
        found = []
        for view in self.views():
            names = self.engine.element_names(SYSTEM, view.definition_id)
            assignees = {task.id: task.assignee for task in self.engine.instance_tasks(SYSTEM, view.id)}
            found += [
                Activity(
                    each.id,
                    each.element_id,
                    each.instance_id,
                    each.state,
                    names.get(each.element_id),
                    assignees.get(each.id),
                )
                for each in self.engine.activities(SYSTEM, view.id)
                if not each.is_loop
            ]
        return found

    def failures(self) -> list[str]:
        return [f"{each.element_id}: {each.code} {each.params}" for each in self.engine.incidents(SYSTEM).items]

    def delete(self, instance: str) -> None:
        self.execute(c.CancelInstance(instance_id=instance, reason="deleted"))

    # work

    def tasks(self) -> list[Task]:
        found = [t for view in self.views() for t in self.engine.instance_tasks(SYSTEM, view.id) if t.state == "open"]
        return self.external() + [
            Task(
                id=task.id,
                key=task.element_id,
                instance=task.instance_id,
                activity=task.id,
                name=task.name,
                assignee=task.assignee,
                description=task.description,
                priority=task.priority,
            )
            for task in found
        ]

    def external(self) -> list[Task]:
        """Jobs of topics without a handler, as an external worker would see them."""
        found = [job for view in self.views() for job in self.engine.jobs(SYSTEM, view.id) if job.kind == "external"]
        return [Task(job.id, job.element_id, job.instance_id, job.activity_id) for job in found if not job.is_dead]

    def fetched(self, task: str) -> bool:
        """Whether it is a task of an external worker, locked now; False for a user task."""
        topics = {job.handler for view in self.views() for job in self.engine.jobs(SYSTEM, view.id) if job.id == task}
        asked = tuple(x.TopicRequest(topic=topic, seconds=MOMENT) for topic in topics)
        request = x.FetchRequest(worker_id=WORKER, topics=asked, limit=MOST)
        return bool(topics) and any(each.task.id == task for each in self.engine.fetch(SYSTEM, request))

    def complete(self, task: str, variables: dict) -> None:
        if self.fetched(task):
            self.execute(x.CompleteExternalTask(task_id=task, worker_id=WORKER, variables=variables))
        else:
            self.execute(c.CompleteUserTask(task_id=task, variables=variables))

    def claim(self, task: str, user: str) -> None:
        if self.engine.actor(user) is None:
            self.execute(c.CreateUser(user_id=user, name=user))
        self.execute(c.AssignUserTask(task_id=task, assignee=user))

    def throw_error(self, task: str, code: str | None) -> None:
        if self.fetched(task):
            self.execute(x.ThrowExternalTaskError(task_id=task, worker_id=WORKER, code=code or ""))
        else:
            self.execute(c.ThrowTaskError(activity_id=task, code=code or ""))

    def escalate(self, task: str, code: str) -> None:
        self.execute(c.ThrowTaskEscalation(activity_id=task, code=code))

    def trigger(self, activity: str) -> None:
        self.execute(c.TriggerActivity(activity_id=activity))

    # messages

    def subscriptions(self) -> list[Subscription]:
        found = [each for view in self.views() for each in self.engine.subscriptions(SYSTEM, view.id)]
        return [
            Subscription(each.id, each.kind, waited_for(each), each.element_id, each.instance_id, each.activity_id)
            for each in found
        ]

    def message(
        self,
        name: str,
        variables: dict,
        subscription: str | None = None,
        instance: str | None = None,
        business_key: str | None = None,
        keep: bool = False,
    ) -> None:
        self.execute(
            c.CorrelateMessage(
                name=name,
                variables=variables,
                subscription_id=subscription,
                instance_id=instance,
                business_key=business_key,
                time_to_live=86_400.0 if keep else None,
            )
        )

    def start_by_message(self, name: str, variables: dict, business_key: str | None = None) -> str:
        return self.execute(c.CorrelateMessage(name=name, variables=variables, business_key=business_key))

    def signal(self, name: str, variables: dict, subscription: str | None = None) -> None:
        self.execute(c.BroadcastSignal(name=name, variables=variables, subscription_id=subscription))

    # variables

    def variables(self) -> list[Variable]:
        return [
            Variable(name, value, view.id)
            for view in self.views()
            if view.state == "active"
            for scope in self.engine.local_variables(SYSTEM, view.id).values()
            for name, value in scope.items()
        ]

    def get_variables(self, scope: str) -> dict:
        if scope in {view.id for view in self.views()}:
            return self.engine.variables(SYSTEM, scope)
        instance, _, local = scope.rpartition(".")
        return self.engine.variables(SYSTEM, instance, local)

    def set_variables(self, scope: str, variables: dict, local: bool) -> None:
        self.execute(c.SetVariables(scope_id=scope, variables=variables, is_local=local))


def waited_for(subscription: SubscriptionView) -> str:
    """A condition has no name."""
    return "" if subscription.kind == "condition" else subscription.name


def said(problem: Any) -> str:
    place = f"{problem.element_id or ''}:{problem.line or ''}"
    return f"{place} {problem.code} {words(problem.code, problem.params, 'en')}"


def translated(data: bytes) -> bytes:
    """Conditions in the notation of other engines become `${...}`; nothing else is changed."""
    try:
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        return data
    is_changed = False
    for tag in CONDITIONS:
        for condition in root.iter(BPMN + tag):
            text = (condition.text or "").strip()
            if text and not re.match(r"[$#]\{|=", text):
                condition.text = "${" + text + "}"
                is_changed = True
    return etree.tostring(root) if is_changed else data


def warm_up() -> None:
    """What a process does once, however many cases follow: the runner forks a child from this one for each case."""
    with Engine.open("sqlite://") as engine:
        engine.execute(c.DeployFiles(files={"empty.bpmn": EMPTY}), SYSTEM)
        engine.execute(c.StartInstance(key="p"), SYSTEM)


warm_up()
