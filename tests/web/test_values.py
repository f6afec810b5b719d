"""Variables as people read and type them."""

from decimal import Decimal

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from webui import numbers
from webui.values import BadValue, kind_of, parse_value, value_text

READABLE = [
    # kind, what was typed, value, why
    ("text", " 12 ", " 12 ", "a text stays as it is"),
    ("text", "", "", "an empty text is a text"),
    ("number", " 12 ", 12, "spaces around a number do not matter"),
    ("number", "1.10", Decimal("1.10"), "decimals stay exact"),
    ("number", "3.0", 3, "a whole number is an integer"),
    ("number", "-0.5", Decimal("-0.5"), "negative"),
    ("boolean", "true", True, "as JSON writes it"),
    ("boolean", "false ", False, "as JSON writes it"),
    ("json", "null", None, "nothing"),
    ("json", '{"a": [1, 2.50]}', {"a": [1, Decimal("2.50")]}, "decimals stay exact inside too"),
]


@pytest.mark.parametrize(("kind", "text", "value", "why"), READABLE, ids=[row[3] + " " + row[1] for row in READABLE])
def test_what_is_typed_becomes_a_value(kind: str, text: str, value: object, why: str) -> None:
    parsed = parse_value(kind, text)
    assert parsed == value, why
    assert type(parsed) is type(value), why


REFUSED = [
    ("number", "twelve", "no number"),
    ("number", "", "nothing typed"),
    ("number", "NaN", "NaN is no JSON"),
    ("number", "Infinity", "Infinity is no JSON"),
    ("boolean", "yes", "neither true nor false"),
    ("json", "{", "not complete"),
    ("json", "NaN", "NaN is no JSON"),
    ("json", "[" * 100_000, "nested too deep to be read"),
    ("date", "2026-01-05", "a kind that does not exist"),
]


@pytest.mark.parametrize(("kind", "text", "why"), REFUSED, ids=[row[2] for row in REFUSED])
def test_what_does_not_fit_is_refused(kind: str, text: str, why: str) -> None:
    with pytest.raises(BadValue):
        parse_value(kind, text)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**12), 10**12) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(JSON)
def test_opening_a_value_and_saving_it_changes_nothing(value: object) -> None:
    app = Flask("values")
    numbers.install(app)
    with app.app_context():
        assert parse_value(kind_of(value), value_text(value)) == value
