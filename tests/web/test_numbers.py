"""JSON in and out keeps numbers exact."""

from decimal import Decimal

import pytest
from flask import Flask


def test_decimals_are_exact_on_the_way_in(app: Flask) -> None:
    value = app.json.loads('{"a": 0.1, "b": 19.90, "c": 3, "d": 1e2}')
    assert value == {"a": Decimal("0.1"), "b": Decimal("19.90"), "c": 3, "d": Decimal("1e2")}
    assert isinstance(value["a"], Decimal)


@pytest.mark.parametrize("text", ["NaN", "Infinity", "-Infinity", "[NaN]", "{", "[" * 100_000])
def test_what_is_no_json_is_refused(app: Flask, text: str) -> None:
    with pytest.raises(ValueError):
        app.json.loads(text)


@pytest.mark.parametrize(
    ("value", "text"),
    [(Decimal("19.90"), "19.9"), (Decimal("3"), "3"), (Decimal("1E+2"), "100"), ("赵强", '"赵强"')],
)
def test_numbers_go_out_as_numbers(app: Flask, value: object, text: str) -> None:
    assert app.json.dumps(value) == text
