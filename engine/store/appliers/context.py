"""What an applier knows besides its event: whose commit it is, and what the activities of the instance hold."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from zlib import crc32

from engine.model.actor import ActorRef
from engine.model.instance import PROCESS_SCOPE, Instance, UserTask
from engine.store.period import LASTING
from engine.store.queries.definitions import ProcessName
from engine.store.worklist import offered

Kind = Literal["user_task", "timer", "job", "subscription", "incident"]


class Held:
    """Open things by the activity that holds them: when it ends, they are gone with it."""

    def __init__(self, before: Instance | None = None) -> None:
        self._owner: dict[tuple[Kind, str], str] = {}
        self._by_owner: dict[str, dict[tuple[Kind, str], None]] = {}
        self.failed_job: dict[str, str] = {}  # incident -> the dead job it came from
        self._tasks: dict[str, UserTask] = {}  # open before; whom they are offered to never changes
        self._offers: dict[str, list[str]] = {}
        if before is not None:
            self._fill(before)

    def add(self, kind: Kind, id: str, owner: str) -> None:
        self.drop(kind, id)
        self._owner[kind, id] = owner
        self._by_owner.setdefault(owner, {})[kind, id] = None

    def add_failed_job(self, incident_id: str, job_id: str | None, owner: str) -> None:
        if job_id is not None:
            self.failed_job[incident_id] = job_id
            self.add("job", job_id, owner)

    def offer(self, task_id: str, users: Collection[str], groups: Collection[str]) -> list[str]:
        """The lists that an open task is offered in."""
        offers = self._offers[task_id] = offered(users, groups)
        return offers

    def offers(self, task_id: str) -> list[str]:
        known, task = self._offers.get(task_id), self._tasks.get(task_id)
        if known is None and task is not None:
            return self.offer(task_id, task.candidate_users, task.candidate_groups)
        return known or []

    def withdraw(self, task_id: str) -> list[str]:
        """The lists that it is offered in no more."""
        offers = self.offers(task_id)
        self._offers[task_id] = []
        return offers

    def revive_job(self, job_id: str) -> None:
        """It does not go with its incident."""
        self.failed_job = {incident: failed for incident, failed in self.failed_job.items() if failed != job_id}

    def drop(self, kind: Kind, id: str) -> None:
        owner = self._owner.pop((kind, id), None)
        if owner is not None:
            del self._by_owner[owner][kind, id]

    def take(self, owner: str) -> Iterator[tuple[Kind, str]]:
        """What the activity holds, which it then holds no more."""
        for thing in self._by_owner.pop(owner, {}):
            del self._owner[thing]
            yield thing

    def owners(self) -> list[str]:
        return list(self._by_owner)

    def _fill(self, before: Instance) -> None:
        self._tasks = dict(before.user_tasks)
        self._owner = {("user_task", task_id): task_id for task_id in before.user_tasks}
        self._by_owner = {task_id: {("user_task", task_id): None} for task_id in before.user_tasks}
        for timer in before.timers.values():
            self.add("timer", timer.id, timer.activity_id)
        for job in before.jobs.values():
            if job.activity_id != PROCESS_SCOPE:  # a thrown message outlives its instance
                self.add("job", job.id, job.activity_id)
        for subscription in before.subscriptions.values():
            self.add("subscription", subscription.id, subscription.activity_id)
        for incident in before.incidents.values():
            self.add("incident", incident.id, incident.activity_id)
            self.add_failed_job(incident.id, incident.job_id, incident.activity_id)


@dataclass(slots=True)
class Context:
    """Of one commit. `index` is the place of the event in it."""

    stream: str
    version: int
    at: datetime
    actor: ActorRef
    instance_id: str = ""
    root_id: str = ""
    period: int = LASTING
    definition_id: str = ""
    business_key: str | None = None
    process: ProcessName = ProcessName("", 0, None)
    held: Held = field(default_factory=Held)
    after: Instance | None = None  # the state when the commit is done
    index: int = 0

    @property
    def position(self) -> int:
        """Grows with every event of the stream."""
        return (self.version << 20) + self.index

    @property
    def mark(self) -> int:
        """A number that this change, and hardly another one, gives to a row; sums of a million of them fit."""
        return crc32(f"{self.stream}/{self.version}/{self.index}".encode())

    def id(self, local: str) -> str:
        """The id in the tables of something that the instance counts."""
        return f"{self.instance_id}.{local}"
