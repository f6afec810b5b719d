"""What every capability works with: the store, the clock, the registered functions, and what is compiled already."""

import secrets
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from engine.calendar.functions import feel_functions
from engine.calendar.hours import Calendar
from engine.clock import Clock
from engine.expr.expression import Env
from engine.handlers import Handler, ScriptExecutor
from engine.identity.actor import ANY_TOPIC
from engine.model.command import Command
from engine.notify.outside import Outside
from engine.runtime.arrivals import Arrivals
from engine.runtime.compiled import Compiled
from engine.runtime.observer import Observer, unobserved
from engine.store.store import Store

LEASE = 60.0
CENTRE = "centre"  # key of the calendar that counts


class Calendars:
    """The calendars in use, by key; replaced as a whole when one is changed."""

    def __init__(self) -> None:
        self._by_key: dict[str, Calendar] = {}
        self._functions: dict[str, Mapping[str, Callable[..., Any]]] = {}

    def put(self, key: str, calendar: Calendar) -> None:
        self._functions = {**self._functions, key: feel_functions(calendar)}
        self._by_key = {**self._by_key, key: calendar}

    def get(self, key: str = CENTRE) -> Calendar:
        return self._by_key[key]

    def find(self, key: str = CENTRE) -> Calendar | None:
        return self._by_key.get(key)

    def env(self, now: datetime, key: str = CENTRE) -> Env:
        """What expressions see at this moment where this calendar counts."""
        return Env(now=now, zone=self._by_key[key].tz, functions=self._functions[key])


Passing = Callable[[str, Command], None]
"""Told where a command is on its way: asked, begun, loaded, decided, recorded, committed. Tests stop it there."""


def pass_by(point: str, command: Command) -> None:
    """A command stops nowhere."""


@dataclass(frozen=True, slots=True)
class Services:
    """Shared by all threads of a process. `owner` is its name on leases, `lease` their length in real seconds.

    `external_topics` are left to workers outside; "*": every topic that no handler is registered for.
    """

    store: Store
    clock: Clock
    handlers: Mapping[str, Handler] = field(default_factory=dict)
    scripts: Mapping[str, ScriptExecutor] = field(default_factory=dict)
    compiled: Compiled = field(default_factory=Compiled)
    calendars: Calendars = field(default_factory=Calendars)
    owner: str = field(default_factory=lambda: secrets.token_hex(8))
    lease: float = LEASE
    external_topics: frozenset[str] = frozenset()
    outside: Outside = field(default_factory=Outside)
    passing: Passing = pass_by
    observer: Observer = unobserved
    arrivals: Arrivals = field(default_factory=Arrivals)

    def env(self, now: datetime | None = None) -> Env:
        """What expressions see at this moment, the working time of the centre included."""
        return self.calendars.env(now or self.clock.now())

    @property
    def left_outside(self) -> Container[str]:
        """The topics that nobody here carries out."""
        return LeftOutside(self.external_topics, self.handlers)


@dataclass(frozen=True, slots=True)
class LeftOutside:
    """A handler that is registered here comes first."""

    topics: frozenset[str]
    handlers: Container[str]

    def __contains__(self, topic: object) -> bool:
        return topic not in self.handlers and (topic in self.topics or ANY_TOPIC in self.topics)
