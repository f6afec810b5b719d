"""Snapshot and tail: a large state is not written anew with every commit.

Its snapshot stays as it is, and the events of each commit after it are a row of the tail. The next snapshot is written
when the tail has come to a share of it, so that what is written grows with what happens, and not with what is there.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

import msgspec

from engine.model.event import AnyEvent, Event
from engine.model.instance import FORMAT

LARGE = 4_000  # characters of a snapshot from which on it gets a tail
SHARE = 0.5  # of the snapshot: what its tail may come to
LONGEST = 100  # commits
TAILED = -FORMAT
"""The format of a row whose snapshot is older than its version. Programs that know no tails fold it from history."""


class Base(NamedTuple):
    """What is stored of an instance: a snapshot that stands for `version`, its size, and the size of its tail."""

    version: int
    size: int
    tail: int = 0


class Step(msgspec.Struct, array_like=True, frozen=True):
    """One commit of a tail."""

    version: int
    at: datetime
    events: list[AnyEvent]


_encoder = msgspec.json.Encoder(decimal_format="number")  # keeps the order of what is kept by id
_decoder = msgspec.json.Decoder(Step, float_hook=Decimal)


def text_of(version: int, at: datetime, events: Sequence[Event]) -> str:
    """One line."""
    return _encoder.encode((version, at, events)).decode()


def read(lines: str | None) -> list[Step]:
    """In the order of their versions. Raises msgspec.DecodeError."""
    return sorted(_decoder.decode_lines(lines or ""), key=lambda step: step.version)


def is_whole(steps: Sequence[Step], base: int, version: int) -> bool:
    """Whether nothing is missing between the snapshot and that version."""
    return [step.version for step in steps] == list(range(base + 1, version + 1))


def happened(steps: Sequence[Step]) -> Iterator[tuple[Event, datetime]]:
    return ((event, step.at) for step in steps for event in step.events)


def is_due(base: Base, version: int) -> bool:
    """Whether the commit of this version may go to the tail, as far as is known without its text."""
    return base.size >= LARGE and version - base.version <= LONGEST


def fits(base: Base, text: str) -> bool:
    """Whether the tail has room for it."""
    return base.tail + len(text) <= base.size * SHARE
