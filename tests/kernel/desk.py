"""Drives the kernel as the engine does, without a database: what is decided is saved and loaded between commands.

After every command the fold of the history must equal the state, and saving and loading must change nothing. What is
loaded comes from a snapshot and a tail, however small it is; every fifth commit brings the next snapshot.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from engine.dmn.model import Decisions
from engine.errors import BpmnError, IncidentError
from engine.expr.expression import Env
from engine.kernel.decide import decide
from engine.kernel.evolve import owned
from engine.kernel.evolve.fold import MESSAGE, SIGNAL, STEP, fold
from engine.kernel.world import Audience, Budget, Nobody, World
from engine.model import chain
from engine.model import command as c
from engine.model import event as e
from engine.model.actor import ActorRef
from engine.model.definition import ProcessDefinition
from engine.model.instance import Instance
from engine.model.notice import NoticeText
from engine.model.seal import canonical
from engine.model.view import CommitView
from engine.store import tail
from engine.store.loaded import instance_from, snapshot

MONDAY = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
ROOT = "i1"
LONGEST = 4  # commits of a tail


class Library:
    def __init__(self, definitions: tuple[ProcessDefinition, ...]) -> None:
        self.by_id = {each.id: each for each in definitions}
        self.decided: dict[str, Decisions] = {}

    def definition(self, definition_id: str) -> ProcessDefinition:
        return self.by_id[definition_id]

    def called(self, key: str, binding: str, version: str | None, caller: ProcessDefinition) -> ProcessDefinition:
        found = [each for each in self.by_id.values() if each.key == key]
        if not found:
            raise IncidentError("call.unknown_process", process=key)
        return max(found, key=lambda each: each.version)

    def decisions(self, decision_id: str, binding: str, version: str | None, caller: ProcessDefinition) -> Any:
        if decision_id not in self.decided:
            raise IncidentError("decision.unknown", decision=decision_id)
        return self.decided[decision_id], 1

    def rendered(self, process_key: str, template: str, names: Mapping[str, Any], env: Env) -> NoticeText:
        """A template that is called "broken" fails."""
        if template == "broken":
            raise IncidentError("notice.unknown_template", template=template)
        return NoticeText(title=template, body=f"{process_key}: {template}", title_en=template.title())


class Desk:
    def __init__(self, *definitions: ProcessDefinition, budget: Budget | None = None, **handlers: Callable[..., Any]):
        self.library = Library(definitions)
        self.main = definitions[0]
        self.budget = budget or Budget()
        self.handlers = handlers
        self.pure: dict[str, Any] = {}
        self.audience: Audience = Nobody()
        self.now = MONDAY
        self.saved: dict[str, str] = {}
        self.tails: dict[str, list[str]] = {}  # a snapshot, and a line for each commit after it
        self.commits: dict[str, list[CommitView]] = {}
        self.chains: dict[str, list[chain.Commit]] = {}

    # commands

    def do(self, command: c.Command, actor_id: str | None = "lin") -> list[e.Event]:
        """Answers the events of all instances."""
        world = World(
            self.now, Env(self.now), self.library, pure_handlers=self.pure, budget=self.budget, audience=self.audience
        )
        decision = decide(world, self.family, command, actor_id)
        for instance_id, events in decision.events.items():
            self._record(instance_id, events, actor_id)
            self._save(decision.family[instance_id], events)
        for instance_id, instance in decision.family.items():
            self._check(instance_id, instance)
        return [event for events in decision.events.values() for event in events]

    @property
    def family(self) -> dict[str, Instance]:
        """As the engine loads it: the root, whatever is active, and what still has a message to send."""
        loaded = {instance_id: self._loaded(instance_id) for instance_id in self.saved}
        return {key: each for key, each in loaded.items() if key == ROOT or each.state == "active" or each.jobs}

    def _record(self, instance_id: str, events: list[e.Event], actor_id: str | None) -> None:
        chained = self.chains.setdefault(instance_id, [])
        actor = ActorRef("user", actor_id) if actor_id else ActorRef()
        commit = chain.write(
            events,
            chained[-1].hash if chained else chain.GENESIS,
            stream=instance_id,
            version=len(chained) + 1,
            root_id=ROOT,
            command_id=f"c{len(chained) + 1}",
            at=self.now,
            actor=actor,
        )
        chained.append(commit)
        self.commits.setdefault(instance_id, []).append(
            CommitView(
                stream=instance_id,
                version=commit.version,
                command_id=commit.command_id,
                at=commit.at,
                actor_kind=actor.kind,
                actor_id=actor.id,
                format=commit.format,
                hash=commit.hash,
                events=chain.read(commit),
            )
        )

    def _save(self, instance: Instance, events: list[e.Event]) -> None:
        lines = self.tails.get(instance.id)
        if lines is None or len(lines) > LONGEST:
            self.tails[instance.id] = [snapshot(instance)]
        else:
            lines.append(tail.text_of(len(self.chains[instance.id]), self.now, events))

    def _loaded(self, instance_id: str) -> Instance:
        base, *lines = self.tails[instance_id]
        return fold(tail.happened(tail.read("\n".join(lines))), instance_from(base))

    def _check(self, instance_id: str, instance: Instance) -> None:
        text = canonical(instance)
        folded = fold((event, commit.at) for commit in self.commits[instance_id] for event in commit.events)
        assert canonical(folded) == text, "fold(history) == state"
        assert canonical(instance_from(snapshot(instance))) == text, "saving and loading changes nothing"
        assert snapshot(self._loaded(instance_id)) == snapshot(instance), "snapshot and tail: the same, in one order"
        self.saved[instance_id] = snapshot(instance)
        check_owned(instance, instance_from(self.saved[instance_id]))

    # what a test does

    def start(self, element_id: str | None = None, **variables: Any) -> "Desk":
        self.do(
            c.StartInstance(
                key=self.main.key,
                version=self.main.version,
                instance_id=ROOT,
                variables=variables,
                element_id=element_id,
                business_key="case-1",
            )
        )
        return self

    def complete(self, element_id: str, which: int = 0, **variables: Any) -> "Desk":
        self.do(c.CompleteUserTask(task_id=self.activity(element_id, which), variables=variables))
        return self

    def fire(self, element_id: str, *, late: timedelta = timedelta(0)) -> "Desk":
        """The time of the timer comes."""
        timer_id, due_at = next(
            (key, each.due_at) for key, each in self._all("timers") if each.element_id == element_id
        )
        self.now = max(self.now, due_at + late)
        self.do(c.TriggerTimer(timer_id=timer_id), None)
        return self

    def send(self, name: str, **variables: Any) -> "Desk":
        """To the first who waits: a message, or one catcher's share of a broadcast."""
        found, kind = next((key, each.kind) for key, each in self._all("subscriptions") if each.name == name)
        command = {"message": c.CorrelateMessage, "signal": c.ReceiveSignal}[kind]
        self.do(command(name=name, subscription_id=found, variables=variables))
        return self

    def work(self) -> "Desk":
        """Run jobs until there are none; a handler that is not known gives nothing back."""
        assert self.works(1000), "jobs without end"
        return self

    def works(self, most: int) -> bool:
        """Run so many jobs at most; whether none is left."""
        for _ in range(most):
            jobs = [(key, job) for key, job in self._all("jobs") if job.retries > 0]
            if not jobs:
                return True
            job_id, job = jobs[0]
            self.do(self._result(job_id, job), None)
        return False

    def _result(self, job_id: str, job: Any) -> c.Command:
        if job.handler == STEP:
            return c.ContinueStep(job_id=job_id, fence=1)
        if job.handler == MESSAGE:
            return c.DeliverMessage(job_id=job_id, fence=1)
        if job.handler == SIGNAL:
            return c.DeliverSignal(job_id=job_id, fence=1)
        try:
            given = self.handlers[job.handler]() if job.handler in self.handlers else {}
        except BpmnError as failure:
            return c.FailJob(
                job_id=job_id, fence=1, message=failure.message, error_code=failure.code, variables=failure.variables
            )
        except Exception as failure:
            return c.FailJob(job_id=job_id, fence=1, message=str(failure))
        return c.CompleteJob(job_id=job_id, fence=1, variables=given or {})

    def retry(self, code: str) -> "Desk":
        incident_id = next(key for key, each in self._all("incidents") if each.code == code)
        self.do(c.RetryIncident(incident_id=incident_id))
        return self

    # what a test sees

    @property
    def root(self) -> Instance:
        return instance_from(self.saved[ROOT])

    def instance(self, instance_id: str) -> Instance:
        return instance_from(self.saved[instance_id])

    @property
    def state(self) -> str:
        return self.root.state

    @property
    def variables(self) -> dict[str, Any]:
        return self.root.variables

    @property
    def active(self) -> list[str]:
        """Element ids of everything active in the family, scopes left out."""
        return sorted(
            each.element_id
            for instance in self.family.values()
            if instance.state == "active"
            for each in instance.activities.values()
            if each.waits_for not in ("children", "call") and each.id != "0"
            if not (each.compensates and each.waits_for == "compensation")
        )

    @property
    def incidents(self) -> list[str]:
        return sorted(each.code for _, each in self._all("incidents"))

    @property
    def armed(self) -> list[str]:
        """Element ids of timers and subscriptions."""
        return sorted(each.element_id for kind in ("timers", "subscriptions") for _, each in self._all(kind))

    def passed(self, instance_id: str = ROOT) -> list[str]:
        """Elements that were completed, in order."""
        return [event.element_id for event in self.events(instance_id) if isinstance(event, e.ActivityCompleted)]

    def events(self, instance_id: str = ROOT) -> list[Any]:
        return [event for commit in self.commits[instance_id] for event in commit.events]

    def activity(self, element_id: str, which: int = 0) -> str:
        """Global id of an active passage; a multi-instance itself left out."""
        found = [
            f"{instance.id}.{each.id}"
            for instance in self.family.values()
            for each in instance.activities.values()
            if each.element_id == element_id and each.loop is None
        ]
        assert found, f"{element_id} is not active, but {self.active}"
        return found[which]

    def _all(self, kind: str) -> list[tuple[str, Any]]:
        return [
            (f"{instance.id}.{key}", each)
            for instance in self.family.values()
            if instance.state == "active" or kind == "jobs"
            for key, each in getattr(instance, kind).items()
        ]


def check_owned(kept: Instance, loaded: Instance) -> None:
    """What was kept up to date is what is read off the state."""
    for activity_id in kept.activities:
        for found in (owned.inside, owned.waiting):
            assert sorted(found(kept, activity_id)) == sorted(found(loaded, activity_id)), found.__name__
        assert list(owned.inside(kept, activity_id)) == list(owned.inside(loaded, activity_id)), "the same order"
