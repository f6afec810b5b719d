"""A scenario: how a case begins, what happens to it step by step, and what must then be true."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias


@dataclass(frozen=True, slots=True)
class Start:
    """By a person with the start form, or by a message without one."""

    by: str | None = None
    message: str | None = None
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Advance:
    """Time passes: `by` a length, or until a moment."""

    by: timedelta | None = None
    to: datetime | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    task: str
    by: str
    refused: str | None = None


@dataclass(frozen=True, slots=True)
class Release:
    task: str
    by: str
    refused: str | None = None


@dataclass(frozen=True, slots=True)
class Complete:
    """With the values of the task's form, which are checked as they are in a browser; claims the task when needed."""

    task: str
    by: str
    values: Mapping[str, Any] = field(default_factory=dict)
    refused: str | None = None


@dataclass(frozen=True, slots=True)
class Send:
    """A message to this case."""

    name: str
    values: Mapping[str, Any] = field(default_factory=dict)
    refused: str | None = None


@dataclass(frozen=True, slots=True)
class Broadcast:
    """A signal to everybody; somebody has to wait for it."""

    name: str
    values: Mapping[str, Any] = field(default_factory=dict)
    refused: str | None = None


@dataclass(frozen=True, slots=True)
class SetValues:
    values: Mapping[str, Any]
    by: str | None = None
    refused: str | None = None


@dataclass(frozen=True, slots=True)
class Cancel:
    by: str | None = None
    reason: str = ""
    refused: str | None = None


@dataclass(frozen=True, slots=True)
class Retry:
    """The open incident on an element."""

    element: str
    by: str | None = None
    refused: str | None = None


@dataclass(frozen=True, slots=True)
class ExpectedTask:
    """An open user task; what is None is not looked at."""

    element: str
    assignee: str | None = None
    candidates: tuple[str, ...] | None = None
    due: datetime | None = None

    def __str__(self) -> str:
        return _shown(self.element, self.assignee or ",".join(self.candidates or ()), _time(self.due))


@dataclass(frozen=True, slots=True)
class ExpectedNotice:
    """A notice and the people who found it; None: whoever it was."""

    template: str
    to: tuple[str, ...] | None = None

    def __str__(self) -> str:
        return self.template if self.to is None else f"{self.template}→{','.join(self.to)}"


@dataclass(frozen=True, slots=True)
class ExpectedTimer:
    element: str
    due: datetime | None = None

    def __str__(self) -> str:
        return _shown(self.element, _time(self.due))


def _shown(element: str, *more: str) -> str:
    """As what was found is shown, without what is not looked at."""
    given = "; ".join(filter(None, more))
    return f"{element}({given})" if given else element


def _time(moment: datetime | None) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%MZ}" if moment else ""


@dataclass(frozen=True, slots=True)
class Expect:
    """What is None is not looked at; lists are complete unless their name ends in `include`, in any order."""

    state: str | None = None
    tasks: tuple[ExpectedTask, ...] | None = None
    tasks_include: tuple[ExpectedTask, ...] | None = None
    notices: tuple[ExpectedNotice, ...] | None = None
    notices_include: tuple[ExpectedNotice, ...] | None = None
    overdue: tuple[str, ...] | None = None
    timers: tuple[ExpectedTimer, ...] | None = None
    incidents: tuple[str, ...] | None = None
    values: Mapping[str, Any] | None = None
    visited: tuple[str, ...] | None = None
    not_visited: tuple[str, ...] | None = None


Deed: TypeAlias = Claim | Release | Complete | Send | Broadcast | SetValues | Cancel | Retry
Step: TypeAlias = Advance | Expect | Deed


@dataclass(frozen=True, slots=True)
class Scenario:
    """`at` is when business time begins; `line` is where it stands in its file."""

    name: str
    at: datetime
    start: Start
    steps: tuple[Step, ...] = ()
    process: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Person:
    """One of the staff, with roles and groups."""

    user_id: str
    name: str
    roles: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
