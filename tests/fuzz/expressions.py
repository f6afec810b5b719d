"""Expressions of both languages, and cells of tables: whatever is written ends with a value or a failure of ours."""

from collections.abc import Callable
from datetime import UTC, datetime
from random import Random
from typing import Any

from engine.errors import EngineError
from engine.expr.compile import feel, text, unary_tests
from engine.expr.env import Env
from engine.expr.expression import Expression
from engine.expr.kinds import kind
from engine.expr.values import stored, text_of
from tests.expr import test_feel, test_juel, test_safety, test_unary_tests
from tests.fuzz.mutation import NASTY, mutated

NOW = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
STRICT = Env(now=NOW)
LENIENT = Env(now=NOW, strict=False)
NAMES: dict[str, Any] = {**test_feel.NAMES, "s": "a" * 100_000, "l": [1, [2, [3]]], "a": 1, "b": None}
FEEL = (
    *(test_feel.ARITHMETIC, test_feel.LOGIC, test_feel.NAMES_ROWS, test_feel.LISTS, test_feel.TEXTS),
    *(test_feel.TIMES, test_feel.REST, test_unary_tests.ROWS),
)
SEEDS = [
    *(row[0] for rows in FEEL for row in rows),
    *(row[0] for row in test_juel.ROWS),
    *test_safety.ESCAPES,
    *(each for each in NASTY if len(each) < 100),
]


def made(random: Random) -> str:
    return mutated(random, SEEDS)


def judge(source: str) -> None:
    """Raises whatever is no failure of ours, and AssertionError for a value that is not of FEEL."""
    if "${" in source or "#{" in source:
        _evaluated(lambda: text(source), STRICT)
    else:
        _evaluated(lambda: feel(source, test_feel.MULTI_WORD), STRICT)
        _evaluated(lambda: feel(source, test_feel.MULTI_WORD), LENIENT)
        _tested(source)


def _tested(source: str) -> None:
    try:
        assert type(unary_tests(source).evaluate(1, NAMES, LENIENT)) is bool
    except EngineError:
        pass


def _evaluated(compile_source: Callable[[], Expression], env: Env) -> None:
    try:
        value = compile_source().evaluate(NAMES, env)
        assert kind(value) != "unknown", type(value)
        text_of(value)
        stored(value)
    except EngineError:
        pass
