"""A service desk of a few people on the real engine, with its clock in the test's hand."""

from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from engine.api import SYSTEM, Actor, Engine
from engine.clock import ManualClock
from engine.identity.actor import person
from engine.model import command as c
from engine.model.view import UserTaskView

MONDAY = datetime(2026, 1, 5, 1, tzinfo=UTC)  # 09:00 in Shanghai
LIN = person("lin", "林晓", ["agent"], ["desk"])
SUN = person("sun", "孙丽", ["agent"], ["desk"])
QIAN = person("qian", "钱多", ["agent"], ["other"])
WANG = person("wang", "王敏", ["supervisor"], ["leads"])
STAFF = (LIN, SUN, QIAN, WANG)


class Office:
    """What tests do again and again."""

    def __init__(
        self,
        url: str,
        clock: ManualClock | None = None,
        external_topics: Collection[str] = (),
        **handlers: Callable[..., Any],
    ) -> None:
        self.url = url
        self.clock = clock or ManualClock(MONDAY)
        self.handlers = handlers
        self.engine = Engine.open(url, clock=self.clock, handlers=handlers, external_topics=external_topics)

    def beside(self) -> "Office":
        """Another process on the same database, as far as the engine can tell."""
        return Office(self.url, self.clock, **self.handlers)

    def close(self) -> None:
        self.engine.close()

    def do(self, command: c.Command, actor: Actor = SYSTEM) -> Any:
        return self.engine.execute(command, actor)

    def hire(self) -> None:
        for each in STAFF:
            roles = [str(role) for role in each.roles]
            self.do(c.CreateUser(user_id=each.user_id, name=each.name, roles=roles, groups=sorted(each.groups)))

    def deploy(self, *diagrams: bytes, **files: bytes) -> Any:
        named = {f"d{number}.bpmn": data for number, data in enumerate(diagrams)}
        return self.do(c.DeployFiles(files=named | {name.replace("__", "."): data for name, data in files.items()}))

    def start(self, key: str = "p", actor: Actor = SYSTEM, **variables: Any) -> str:
        return self.do(c.StartInstance(key=key, variables=variables), actor)

    def wait(self, **span: float) -> None:
        """Time goes by, and what is due is carried out."""
        self.clock.advance(timedelta(**span))
        self.engine.settle()

    def tasks(self, instance_id: str) -> list[UserTaskView]:
        return [each for each in self.engine.instance_tasks(SYSTEM, instance_id) if each.state == "open"]

    def task(self, instance_id: str) -> str:
        [only] = self.tasks(instance_id)
        return only.id

    def state(self, instance_id: str) -> str:
        return self.engine.instance(SYSTEM, instance_id).state

    def variables(self, instance_id: str) -> Mapping[str, Any]:
        return self.engine.variables(SYSTEM, instance_id)

    def incidents(self, instance_id: str) -> list[tuple[str, str]]:
        return [(each.element_id, each.code) for each in self.engine.instance_incidents(SYSTEM, instance_id)]

    def passed(self, instance_id: str) -> list[str]:
        return [each.element_id for each in self.engine.activities(SYSTEM, instance_id) if each.state == "completed"]

    def events(self, instance_id: str, kind: type | None = None) -> list[Any]:
        with self.engine._services.store.read() as reader:
            found = [event for commit in reader.commits(instance_id) for event in commit.events]
        return [event for event in found if kind is None or isinstance(event, kind)]

    def left_over(self, instance_id: str) -> dict[str, int]:
        """What still stands open in the tables."""
        root = instance_id.partition(".")[0]
        with self.engine._services.store.read() as reader:
            ids = reader.instance_ids_of_root(root)
            subscriptions = [each for each in reader.subscriptions() if each.root_id == root]
            return {
                "tasks": sum(reader.user_tasks(instance_id=each, state="open").total for each in ids),
                "jobs": len(reader.jobs(root_id=root)),
                "subscriptions": len(subscriptions),
                "incidents": len(reader.open_incidents(root_id=root)),
            }
