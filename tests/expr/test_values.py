"""Values on their way in and out."""

import enum
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import ExpressionError
from engine.expr.compile import feel
from engine.expr.env import Env
from engine.expr.range import Range
from engine.expr.temporal import YearMonthDuration
from engine.expr.values import stored, text_of, to_feel


class Colour(enum.StrEnum):
    RED = "red"


@pytest.mark.parametrize(
    ("value", "expected", "reason"),
    [
        (None, None, "null"),
        (True, True, "boolean"),
        (1.5, Decimal("1.5"), "float"),
        (0.1, Decimal("0.1"), "the number that was written, not its binary neighbour"),
        (2.0, 2, "whole"),
        (Decimal("3.00"), 3, "whole"),
        (Decimal("3.10"), Decimal("3.10"), "digits kept"),
        (datetime(2026, 11, 23, 9, tzinfo=UTC), "2026-11-23T09:00:00Z", "date-time"),
        (datetime(2026, 11, 23, 9, tzinfo=ZoneInfo("Asia/Shanghai")), "2026-11-23T09:00:00+08:00", "zone as offset"),
        (date(2026, 11, 23), "2026-11-23", "date"),
        (time(9, 30), "09:30:00", "time"),
        (timedelta(hours=26), "P1DT2H", "duration"),
        (YearMonthDuration(14), "P1Y2M", "duration"),
        ((1, [date(2026, 1, 1)]), [1, ["2026-01-01"]], "deep"),
        ({"a": {"b": 1.0}}, {"a": {"b": 1}}, "deep"),
        (Colour.RED, "red", "a string of a class of its own"),
    ],
)
def test_stored(value: Any, expected: Any, reason: str) -> None:
    result = stored(value)
    assert result == expected and type(result) is type(expected), reason


def nested(depth: int) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (Range(1, 2, True, True), "value.not_storable"),
        (object(), "value.not_storable"),
        (float("nan"), "value.unsupported"),
        (float("inf"), "value.unsupported"),
        (Decimal("NaN"), "value.not_storable"),
        ({1: 2}, "value.unsupported"),
        ({"a": b"bytes"}, "value.not_storable"),
        (nested(101), "value.too_deep"),
        ([0] * 100_001, "value.too_large"),
        ([[0] * 60_000] * 2, "value.too_large"),
        ("a" * 1_000_001, "value.too_large"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_not_storable(value: Any, code: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        stored(value)
    assert caught.value.code == code


def test_functions_are_not_storable(env: Env) -> None:
    for text in ("function(a) a", "abs", "{f: function(a) a}"):
        with pytest.raises(ExpressionError) as caught:
            stored(feel(text).evaluate({}, env))
        assert caught.value.params["type"] == "function"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.decimals(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(JSON)
def test_what_is_stored_comes_back_unchanged(value: Any) -> None:
    once = stored(value)
    assert once == value
    assert stored(to_feel(once)) == once


@given(JSON)
def test_entering_changes_nothing_outside(value: Any) -> None:
    before = repr(value)
    to_feel(value)
    text_of(to_feel(value))
    assert repr(value) == before


def test_to_feel_refuses_objects() -> None:
    with pytest.raises(ExpressionError) as caught:
        to_feel({"a": [object()]})
    assert caught.value.code == "value.unsupported"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        ("a", "a"),
        (Decimal("1E+3"), "1000"),
        (Decimal("0.0000001"), "0.0000001"),
        ({"a": [1, "b", None]}, '{a: [1, "b", null]}'),
        (Range(1, 2, True, False), "[1..2)"),
        (Range(None, 5, False, True), "<=5"),
    ],
)
def test_text(value: Any, expected: str | None) -> None:
    assert text_of(value) == expected
