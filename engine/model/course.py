"""A case as it ran on the kernel, told so that another interpreter can run it again and be compared."""

from datetime import datetime
from decimal import Decimal
from typing import Any

import msgspec


class Completion(msgspec.Struct, frozen=True, tag="completion"):
    """A person completes the oldest open task of the element."""

    element_id: str


class Arrival(msgspec.Struct, frozen=True, tag="arrival"):
    """A message or signal comes from outside."""

    kind: str
    name: str


class Clock(msgspec.Struct, frozen=True, tag="clock"):
    """It is later now, and what is due happens."""

    at: datetime


class Change(msgspec.Struct, frozen=True, tag="change"):
    """Variables are set from outside."""

    variables: dict[str, Any]


class Look(msgspec.Struct, frozen=True, tag="look"):
    """How far the case has come is noted, for comparison; `step` of the scenario."""

    step: int


Move = Completion | Arrival | Clock | Change | Look


class Sighting(msgspec.Struct, frozen=True):
    """How far a case has come: the elements of its open user tasks, sorted, and whether it has ended."""

    waiting: list[str]
    has_ended: bool


class Result(msgspec.Struct, frozen=True):
    """What one passage through an element left behind: variables written, or the BPMN error that was thrown."""

    variables: dict[str, Any] = {}
    error_code: str | None = None


class Course(msgspec.Struct, frozen=True, kw_only=True):
    """`results` and `due`: element id -> what its passages left, when its timers were due, in order.

    Handlers, decisions and scripts are not run again: their results are taken from here, so that both interpreters
    see the same data and only what the diagram itself says is compared.
    """

    process: str
    at: datetime
    variables: dict[str, Any]
    moves: list[Move]
    results: dict[str, list[Result]] = {}
    due: dict[str, list[datetime]] = {}


class Passage(msgspec.Struct, frozen=True):
    """What an interpreter made of a course: a sighting for every look, and how often each task was completed.

    `completed` is None when it is not to be compared: the case stopped at an incident.
    """

    sightings: list[Sighting]
    completed: dict[str, int] | None


class Interpretation(msgspec.Struct, frozen=True):
    """`passage` is None where the interpreter cannot read the files or gave up: `reason` says why."""

    passage: Passage | None = None
    is_readable: bool = True
    reason: str = ""


class Errand(msgspec.Struct, frozen=True):
    """Files (name -> XML) and a course through them, for an interpreter in another process."""

    files: dict[str, bytes]
    course: Course


_encoder = msgspec.json.Encoder(decimal_format="number")
_errands = msgspec.json.Decoder(Errand, float_hook=Decimal)
_interpretations = msgspec.json.Decoder(Interpretation)


def encoded(value: Errand | Interpretation) -> bytes:
    return _encoder.encode(value)


def errand(data: bytes) -> Errand:
    return _errands.decode(data)


def interpretation(data: bytes) -> Interpretation:
    return _interpretations.decode(data)
