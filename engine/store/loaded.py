"""The stored state of an instance, decoded."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import msgspec

from engine.model.event import Event
from engine.model.instance import Instance

Fold = Callable[[Sequence[tuple[Event, datetime]]], Instance]
"""Makes an instance anew from its whole history: events, and when each happened."""

_encoder = msgspec.json.Encoder(decimal_format="number")  # keeps the order of what is kept by id
_decoder = msgspec.json.Decoder(Instance, float_hook=Decimal)


@dataclass(frozen=True, slots=True)
class Loaded:
    """`instance` is the holder's own copy; `version`, `hash` and `at` are of the last commit of its stream.

    `period`: where the history of its family lies.
    """

    instance: Instance
    version: int
    hash: str
    at: datetime
    period: int


def snapshot(instance: Instance) -> str:
    return _encoder.encode(instance).decode()


def instance_from(text: str) -> Instance:
    """Raises msgspec.DecodeError."""
    return _decoder.decode(text)
