"""Nothing written in an expression reaches Python, and nothing runs long."""

import time

import pytest

from engine.errors import ExpressionError
from engine.expr.compile import feel, juel, text, unary_tests
from engine.expr.env import Env

ENDS = 3.0  # seconds of work; each takes a fraction of that
DOUBLED = "{d: function(l, n) if n = 0 then l else d([l, l], n - 1), "  # small in memory, huge when walked


@pytest.mark.parametrize(
    "bomb",
    [
        "(" * 100_000,
        "[" * 50_000 + "]" * 50_000,
        "{a: " * 5_000 + "1" + "}" * 5_000,
        "-" * 10_000 + "1",
        "1" + " + 1" * 20_000,
        "a" + ".a" * 20_000,
        "a" + "[1]" * 20_000,
        "f" + "()" * 20_000,
        "if true then " * 5_000 + "1",
        "x in (" * 90 + "1" + ")*2" * 90,
        "for i in " * 3_000,
        "function(a) " * 3_000 + "1",
        "1 instance of " + "list<" * 5_000,
        "a " * 200_000,
        '"' + "a" * 99_000,
        "/*" * 40_000,
        "${" + "(" * 50_000 + "}",
        "${" + "!" * 50_000 + "true}",
        "${" + "a ? " * 5_000 + "}",
        "${a" + ".b" * 20_000 + "}",
    ],
    ids=lambda bomb: bomb[:14],
)
def test_deep_or_long_texts_are_refused_quickly(bomb: str, env: Env) -> None:
    started = time.process_time()
    with pytest.raises(ExpressionError):
        text(bomb if bomb.startswith("${") else "=" + bomb).evaluate({"a": 1}, env)
    assert time.process_time() - started < ENDS


@pytest.mark.parametrize(
    "bomb",
    [
        "9**9**9**9**9**9",
        "for i in 1..1000000000 return i",
        "for i in 1..100000, j in 1..100000 return i",
        "some i in 1..1000000000 satisfies false",
        "count(for i in 1..200000 return i)",
        "{f: function(n) f(n + 1), r: f(1)}.r",
        "{f: function(n) if n = 0 then 1 else f(n - 1) + f(n - 1), r: f(60)}.r",
        '{d: function(s, n) if n = 0 then s else d(s + s, n - 1), r: d("aaaaaaaaaa", 40)}.r',
        "{d: function(l, n) if n = 0 then l else d(concatenate(l, l), n - 1), r: d([1, 2, 3], 40)}.r",
        "for i in 1..100000 return partial",
        "sort(for i in 1..90000 return modulo(i * 7919, 10007))",
        '{s: string join(for i in 1..9000 return "aaaaaaaaaa"), r: for i in 1..9000 return replace(s, "a", s)}.r',
        "distinct values(for i in 1..20000 return [i])",
        DOUBLED + "x: d([], 40), y: d([], 40), r: x = y}.r",
        DOUBLED + "r: string(d([], 40))}.r",
        DOUBLED + "r: flatten(d([1], 40))}.r",
        DOUBLED + "r: index of(d([], 40), d([], 39))}.r",
        "count(for i in 1..90000 return substring(s, 2))",
        'string(10**6000) + string(10**6000) + number("1e999999999")',
    ],
    ids=lambda bomb: bomb[:30],
)
def test_budgets_end_what_would_not_end(bomb: str, env: Env) -> None:
    started = time.process_time()
    with pytest.raises(ExpressionError):
        feel(bomb).evaluate({"s": "a" * 900_000}, env)
    assert time.process_time() - started < ENDS


def test_budgets_hold_in_lenient_mode_too(lenient: Env) -> None:
    with pytest.raises(ExpressionError) as caught:
        feel("for i in 1..1000000000 return i").evaluate({}, lenient)
    assert caught.value.code == "expression.budget"


def test_evil_patterns_take_linear_time(env: Env) -> None:
    started = time.process_time()
    expression = feel(r'matches(s, "^(\\w+)+$") or matches(s, "(a*)*b") or matches(s, "(a|aa)+$!")')
    assert expression.evaluate({"s": "a" * 50_000 + "!"}, env) is False
    assert time.process_time() - started < ENDS


class Secret:
    """Something of Python's that an expression should not see into."""

    key = "topsecret"

    def read(self) -> str:
        return self.key


ESCAPES = [
    "x.__class__",
    "x.__class__.__mro__",
    "secret.key",
    "secret.read()",
    "(function(a) a).body",
    "abs.signatures",
    "now().tzinfo",
    "now().__class__",
    '"a".join(["b"])',
    '"{0.__class__}".format(x)',
    "l.append(1)",
    "c.items",
    "__import__",
    '__import__("os")',
    'eval("1")',
    "open",
    "globals()",
]


@pytest.mark.parametrize("escape", ESCAPES)
def test_no_attribute_of_python_is_reachable(escape: str, env: Env, lenient: Env) -> None:
    names = {"x": 1, "l": [1], "c": {"a": 1}, "secret": Secret()}
    try:
        assert feel(escape).evaluate(names, lenient) in (None, [])
    except ExpressionError:
        pass
    try:
        assert feel(escape).evaluate(names, env) is None  # an absent entry of a context
    except ExpressionError:
        pass


@pytest.mark.parametrize(
    "escape",
    [
        "${x.__class__}",
        "${secret.key}",
        "${secret.read()}",
        '${"".getClass().forName("java.lang.Runtime")}',
        "${s.format(x)}",
        "${execution.getProcessEngineServices()}",
        "${execution}",
        "${l.append(1)}",
        "${runtime.exec('x')}",
    ],
)
def test_juel_reaches_no_bean(escape: str, env: Env) -> None:
    with pytest.raises(ExpressionError):
        juel(escape).evaluate({"x": 1, "s": "a", "l": [1], "secret": Secret()}, env)


def test_variables_are_not_changed(env: Env) -> None:
    names = {"l": [1, [2]], "c": {"a": 1}}
    feel('append(l, 3)[1] + count(context put(c, "b", 1)) + count(insert before(l, 1, 0))').evaluate(names, env)
    assert names == {"l": [1, [2]], "c": {"a": 1}}


def test_each_combination_costs_as_many_steps_as_there_are_loops_around_it(env: Env) -> None:
    """It comes up through all of them: twenty loops cost more than two for as many combinations."""
    wide = "for i in 1..200, j in 1..200 return i"
    assert len(feel(wide).evaluate({}, env)) == 40_000
    deep = "for i in 1..2, " + ", ".join(["j in 1..2"] * 14) + " return i"  # 32,768 combinations
    with pytest.raises(ExpressionError):
        feel(deep).evaluate({}, env)


def test_a_step_budget_is_fresh_for_each_evaluation(env: Env) -> None:
    expression = feel("count(for i in 1..60000 return i)")
    assert [expression.evaluate({}, env) for _ in range(3)] == [60_000] * 3


def test_unary_tests_are_bounded(env: Env) -> None:
    with pytest.raises(ExpressionError):
        unary_tests("count(for i in 1..1000000 return i) > ?").evaluate(1, {}, env)
