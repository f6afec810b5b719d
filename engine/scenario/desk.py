"""The service desk of one scenario: an engine whose clock stands still until it is moved, with staff and process."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from engine.api import SYSTEM, Actor, Engine
from engine.errors import NotFound
from engine.model import command as c
from engine.model.view import InstanceView, NoticeView, UserTaskView
from engine.scenario.passing import pass_time
from engine.scenario.scenario import Person, Start

LONGEST_PAGE = 200


@dataclass
class Desk:
    """What a scenario does and sees goes through here; every command settles the engine."""

    engine: Engine
    move_to: Callable[[datetime], None]
    staff: tuple[Person, ...]
    instance_id: str = ""
    seen_notices: set[str] = field(default_factory=set)

    def open(self, files: Mapping[str, bytes]) -> None:
        """Raises Rejected, DeploymentRefused among it."""
        for person in self.staff:
            self.engine.execute(
                c.CreateUser(
                    user_id=person.user_id, name=person.name, roles=list(person.roles), groups=list(person.groups)
                ),
                SYSTEM,
            )
        self.engine.execute(c.DeployFiles(files=dict(files)), SYSTEM)

    def actor(self, user_id: str | None) -> Actor:
        """The engine itself for None. Raises NotFound."""
        found = SYSTEM if user_id is None else self.engine.actor(user_id)
        if found is None:
            raise NotFound("scenario.no_person", user=user_id)
        return found

    def do(self, command: c.Command, by: str | None) -> Any:
        """Raises Rejected."""
        answer = self.engine.execute(command, self.actor(by))
        self.engine.settle()
        return answer

    def start(self, process: str, start: Start) -> None:
        """Raises Rejected, and NotFound when the message starts nothing."""
        values = dict(start.values)
        if start.message is None:
            self.instance_id = self.do(c.StartInstance(key=process, variables=values, is_form=True), start.by)
            return
        before = {each.id for each in self._instances(process)}
        self.do(c.CorrelateMessage(name=start.message, variables=values), None)
        begun = [each.id for each in self._instances(process) if each.id not in before]
        if not begun:
            raise NotFound("scenario.not_started", message=start.message)
        self.instance_id = begun[0]

    def _instances(self, process: str) -> list[InstanceView]:
        return list(self.engine.instances(SYSTEM, process_key=process, limit=LONGEST_PAGE).items)

    def pass_time(self, until: datetime) -> None:
        pass_time(self.engine, self.move_to, self.family, until)

    def family(self) -> Iterator[str]:
        """The case, and the instances that it called."""
        waiting = [self.instance_id]
        for instance_id in waiting:
            yield instance_id
            waiting += [each.id for each in self.engine.called(SYSTEM, instance_id)]

    def open_tasks(self) -> list[UserTaskView]:
        tasks = [task for each in self.family() for task in self.engine.instance_tasks(SYSTEM, each)]
        return [task for task in tasks if task.state == "open"]

    def open_task(self, element_id: str) -> UserTaskView:
        """The oldest of that element. Raises NotFound."""
        tasks = self.open_tasks()
        found = next((task for task in tasks if task.element_id == element_id), None)
        if found is None:
            raise NotFound("scenario.no_task", element=element_id, open=sorted(task.element_id for task in tasks))
        return found

    def stuck(self) -> list[tuple[str, c.Command]]:
        """Elements of the case with an open incident or a notice that failed, each with the command that retries it."""
        found: list[tuple[str, c.Command]] = []
        for one in self.family():
            incidents = self.engine.instance_incidents(SYSTEM, one)
            found += [(each.element_id, c.RetryIncident(incident_id=each.id)) for each in incidents]
        failures = self.engine.notice_failures(SYSTEM, limit=LONGEST_PAGE).items
        own = [each for each in failures if each.root_id == self.instance_id]
        return found + [(each.element_id, c.RetryNotice(notice_id=each.id)) for each in own]

    def new_notices(self) -> list[tuple[NoticeView, list[str]]]:
        """Those of this case since the last look, each with the people who found it."""
        found: dict[str, tuple[NoticeView, list[str]]] = {}
        for person in self.staff:
            for notice in self.engine.notices(self.actor(person.user_id), limit=LONGEST_PAGE).items:
                if notice.root_id == self.instance_id and notice.id not in self.seen_notices:
                    found.setdefault(notice.id, (notice, []))[1].append(person.user_id)
        self.seen_notices |= found.keys()
        return list(found.values())
