"""The short way of a value to the wire leads where the long one does."""

import struct
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import BigInteger, Boolean, Integer
from sqlalchemy.types import TypeEngine

from engine.store.bundles import DIALECT
from engine.store.databases.binary import bound_encoder, encoder
from engine.store.types import Json, Label, Moment, Names, Numbers, Words

VALUES: list[tuple[TypeEngine[Any], Any, str]] = [
    (Words(), "张女士\x00", "what PostgreSQL cannot hold is replaced"),
    (Label(), "DD-\x00-7", "as words"),
    (Moment(), datetime(2026, 11, 2, 9, 30, 0, 123456, tzinfo=timezone(timedelta(hours=8))), "any zone is UTC inside"),
    (Moment(), datetime(1999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC), "before the epoch of PostgreSQL"),
    (Json(), {"b": Decimal("1.10"), "a": [None, "门"]}, "decimals as numbers, names in order"),
    (Names(), ("desk", "夜班"), "a tuple"),
    (Names(), [], "or a list"),
    (Numbers(), (60.0, 0.5), "floats"),
    (Boolean(), True, "a truth value"),
    (Boolean(), False, "or the other one"),
    (Integer(), -1, "a number below zero"),
    (BigInteger(), 2**62 + 1, "a large one"),
]


@pytest.mark.parametrize(("kind", "value", "why"), VALUES)
def test_as_the_type_itself_would_bring_it(kind: TypeEngine[Any], value: Any, why: str) -> None:
    short, long = encoder(kind, DIALECT), bound_encoder(kind, DIALECT)
    assert short[0](value) == long[0](value), why
    assert short[1] == long[1], "for None"


@pytest.mark.parametrize(("kind", "value"), [(Boolean(), "yes"), (Integer(), 2**31), (BigInteger(), 2**63)], ids=str)
def test_what_no_column_holds_is_refused(kind: TypeEngine[Any], value: Any) -> None:
    with pytest.raises((KeyError, struct.error)):
        encoder(kind, DIALECT)[0](value)
