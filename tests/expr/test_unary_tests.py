"""Cells of decision tables: a value and what the cell says of it."""

from datetime import date
from typing import Any

import pytest

from engine.expr.compile import unary_tests
from engine.expr.env import Env

ROWS = [
    ("-", 5, True, "anything"),
    ("-", None, True, "anything, also nothing"),
    ("5", 5, True, "equal"),
    ("5", 5.0, True, "equal numbers"),
    ('"红"', "红", True, "equal strings"),
    ('"红", "黄"', "黄", True, "one of several"),
    ('"红", "黄"', "绿", False, "none of several"),
    ('not("红", "黄")', "绿", True, "none of several"),
    ('not("红", "黄")', "红", False, "one of several"),
    ("< 5", 4, True, "smaller"),
    ("<= 5", 5, True, "smaller or equal"),
    ("> 5", 5, False, "not greater"),
    (">= 5, < 2", 1, True, "either"),
    ("!= 5", 4, True, "different"),
    ("= 5", 5, True, "equal"),
    ("[1..5]", 5, True, "closed end"),
    ("[1..5)", 5, False, "open end"),
    ("]1..5]", 1, False, "open start"),
    ("not([1..5])", 7, True, "outside"),
    ('[date("2026-01-01")..date("2026-12-31")]', date(2026, 6, 1), True, "range of dates"),
    ('< date("2026-01-01")', date(2025, 6, 1), True, "built-in function in a test"),
    ("null", None, True, "null"),
    ("not(null)", None, False, "not null"),
    ("not(null)", 1, True, "not null"),
    ("< 5", None, False, "null has no order"),
    ("true", True, True, "boolean"),
    ("false", True, False, "boolean"),
    ("not(true)", False, True, "boolean"),
    ("? > 3 and ? < 5", 4, True, "the value by name"),
    ("even(?)", 4, True, "the value as an argument"),
    ('contains(?, "诉")', "投诉", True, "the value as an argument"),
    ('starts with(?, "A"), ends with(?, "Z")', "xZ", True, "either"),
    ("limit", 7, True, "a variable"),
    ("< limit * 2", 13, True, "an expression"),
    ("limit > 5", 99, True, "true without looking at the value"),
    ("allowed", "b", True, "in a list"),
    ("5", "5", False, "another type never matches in a table"),
    ("-5", -5, True, "a negative number is no dash"),
    ("f(?) = 8", 4, True, "a function of the model"),
]


@pytest.mark.parametrize(("text", "value", "expected", "reason"), ROWS)
def test_cell(text: str, value: Any, expected: bool, reason: str, lenient: Env) -> None:
    double = {"limit": 7, "allowed": ["a", "b"]}
    env = Env(now=lenient.now, strict=False, functions={"f": lambda number: number * 2})
    assert unary_tests(text).evaluate(value, double, env) is expected, reason


def test_names_leave_out_the_value() -> None:
    assert unary_tests("? > limit").names == {"limit"}
