"""What a step may know of the world besides the state: frozen, and without a way to change anything."""

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from engine.dmn.model import Decisions
from engine.expr.expression import Env
from engine.model.command import NoticeRequest
from engine.model.definition import ProcessDefinition
from engine.model.event import PlannedDelivery
from engine.model.notice import NoticeText

ScriptExecutor = Callable[[str, Mapping[str, Any]], Mapping[str, Any]]


class PureHandler(Protocol):
    """A handler that runs inside the step; may raise BpmnError or any other exception (an incident)."""

    def __call__(
        self, variables: Mapping[str, Any], *, instance_id: str, element_id: str, business_key: str | None
    ) -> tuple[Mapping[str, Any], tuple[NoticeRequest, ...]]: ...


@dataclass(frozen=True, slots=True)
class Budget:
    """`activities` of one step; `pauses` in a row before a loop without a wait becomes an incident."""

    activities: int = 500
    pauses: int = 20


class Library(Protocol):
    """Resolves what is deployed; every answer is immutable. Raises IncidentError for what does not exist."""

    def definition(self, definition_id: str) -> ProcessDefinition: ...

    def called(self, key: str, binding: str, version: str | None, caller: ProcessDefinition) -> ProcessDefinition: ...

    def decisions(
        self, decision_id: str, binding: str, version: str | None, caller: ProcessDefinition
    ) -> tuple[Decisions, int]:
        """The file that holds the decision, and its version."""
        ...

    def rendered(self, process_key: str, template: str, names: Mapping[str, Any], env: Env) -> NoticeText: ...


class Audience(Protocol):
    """Who is reached outside the house, and when: asked when a notice is made."""

    def deliveries(
        self, channels: Sequence[str], level: str, users: Sequence[str], groups: Sequence[str]
    ) -> list[PlannedDelivery]: ...


class Nobody:
    """Outside nobody is told: simulations, scenarios, replays."""

    def deliveries(
        self, channels: Sequence[str], level: str, users: Sequence[str], groups: Sequence[str]
    ) -> list[PlannedDelivery]:
        return []


@dataclass(frozen=True, slots=True)
class World:
    now: datetime
    env: Env
    library: Library
    scripts: Mapping[str, ScriptExecutor] = field(default_factory=dict)
    pure_handlers: Mapping[str, PureHandler] = field(default_factory=dict)
    budget: Budget = Budget()
    audience: Audience = field(default_factory=Nobody)
    external_topics: Container[str] = frozenset()  # left to workers outside

    def script(self, script_format: str) -> ScriptExecutor | None:
        """The executor of a format; "*" serves every format."""
        return self.scripts.get(script_format) or self.scripts.get("*")
