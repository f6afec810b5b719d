"""The stored state of an instance, decoded."""

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Protocol

import msgspec

from engine.model.event import Event
from engine.model.instance import Instance
from engine.store.tail import LARGE, Base


class Fold(Protocol):
    """The state that events lead to, each with when it happened: from its beginning, or on from `before`."""

    def __call__(self, events: Iterable[tuple[Event, datetime]], before: Instance | None = None, /) -> Instance: ...


_encoder = msgspec.json.Encoder(decimal_format="number")  # keeps the order of what is kept by id
_decoder = msgspec.json.Decoder(Instance, float_hook=Decimal)


@dataclass(frozen=True, slots=True)
class Loaded:
    """`instance` is the holder's own copy; `version`, `hash` and `at` are of the last commit of its stream.

    `period`: where the history of its family lies. `base`: what is stored; None when that serves no more.
    """

    instance: Instance
    version: int
    hash: str
    at: datetime
    period: int
    base: Base | None = None


def snapshot(instance: Instance) -> str:
    return _encoder.encode(instance).decode()


def instance_from(text: str) -> Instance:
    """Raises msgspec.DecodeError."""
    if len(text) < LARGE:
        return _decoder.decode(text)
    with _nothing_collected():
        return _decoder.decode(text)


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """Thousands of new objects, none of them garbage: to look for it meanwhile takes three times as long as they do."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
