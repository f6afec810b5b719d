"""FEEL expressions and their values, one row each with what it proves."""

from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

import pytest

from engine.expr.compile import feel
from engine.expr.env import Env
from engine.expr.temporal import YearMonthDuration

NAMES = {
    "x": 3,
    "amount": 120,
    "rate": 0.1,
    "金额": 500,
    "客户 等级": "五星钻",
    "nothing": None,
    "people": [{"name": "张三", "age": 30}, {"name": "李四", "age": 20}, {"name": "王五"}],
    "case": {"customer": {"name": "张三"}, "a-b": 1},
}
MULTI_WORD = ("客户 等级", "a-b")

ARITHMETIC = [
    ("1 + 2 * 3", 7, "precedence"),
    ("(1 + 2) * 3", 9, "parentheses"),
    ("10 - 2 - 3", 5, "left to right"),
    ("10 / 4", Decimal("2.5"), "decimal division"),
    ("10 / 5", 2, "stays whole"),
    ("0.1 + 0.2 = 0.3", True, "no binary fractions"),
    ("rate * 3 = 0.3", True, "a float of Python comes in as decimal"),
    ("2 ** 3 ** 2", 64, "power from the left"),
    ("-2 ** 2", 4, "negation binds tighter"),
    ("1 / 3", Decimal("0.3333333333333333333333333333333333"), "34 digits"),
    ("10 ** 33 + 1", 10**33 + 1, "34 digits are exact"),
    ("modulo(-7, 3)", 2, "sign of the divisor"),
    ("decimal(2.5, 0)", 2, "half even"),
    ("round half up(2.5, 0)", 3, "half up"),
    ("floor(-1.5)", -2, "down"),
    ("nothing + 1", None, "null propagates"),
    ("-nothing", None, "null propagates"),
]
LOGIC = [
    ("true and null", None, "three values"),
    ("false and null", False, "false wins"),
    ("true or null", True, "true wins"),
    ("not(null)", None, "three values"),
    ("nothing = null", True, "null is null"),
    ("x = null", False, "a value is not null"),
    ("nothing > 1", None, "null has no order"),
    ("x between 1 and 3", True, "both ends included"),
    ("x in [1..3)", False, "open end"),
    ("x in (1, 2, 3)", True, "several tests"),
    ("x in (> 5, < 4)", True, "comparisons as tests"),
    ("x in [1, 3]", True, "in a list"),
    ('"b" < "c" and date("2026-01-01") < date("2026-01-02")', True, "strings and dates have order"),
    ("if x > 2 then 1 else 2", 1, "then"),
    ("if nothing then 1 else 2", 2, "null is not true"),
    ("x instance of number and not(x instance of string)", True, "types"),
    ("[1, 2] instance of list<number>", True, "element type"),
    ("{a: 1} instance of context<a: string>", False, "entry type"),
]
NAMES_ROWS = [
    ("金额 > 100", True, "Chinese names"),
    ('客户 等级 = "五星钻"', True, "a known name with a space"),
    ("{first name: 1, twice: first name * 2}.twice", 2, "a name with a space that the text introduces"),
    ("case.a-b + 1", 2, "a known name with a mark"),
    ("case.customer.name", "张三", "path"),
    ("case.customer.phone", None, "an absent entry is null"),
    ("for the item in [1, 2] return the item + 1", [2, 3], "iteration variable with a space"),
    ('date and time("2026-01-01T10:00:00").hour', 10, "built-in name with keywords in it"),
    ("x /* a comment */ + 1 // another", 4, "comments"),
    (r'"a\n\u4e2d\""', 'a\n中"', "escapes"),
]
LISTS = [
    ("[1, 2, 3][2]", 2, "positions count from 1"),
    ("[1, 2, 3][-1]", 3, "and from the end"),
    ("[1, 2, 3][4]", None, "no such element"),
    ("[1, 2, 3][item >= 2]", [2, 3], "filter"),
    ("people[age > 25].name", ["张三"], "entries are names inside; an absent one is null"),
    ("people.name", ["张三", "李四", "王五"], "path over a list"),
    ("for i in 1..3 return i * i", [1, 4, 9], "range of whole numbers"),
    ("for i in 3..1 return i", [3, 2, 1], "downwards"),
    ("for i in [1..3) return i", [1, 2], "range value"),
    ("for i in 1..2, j in 1..i return i * 10 + j", [11, 21, 22], "later domains see earlier names"),
    ("for i in 1..4 return if i = 1 then 1 else i * partial[-1]", [1, 2, 6, 24], "partial results"),
    ("some p in people satisfies p.age < 25", True, "some"),
    ("every p in people satisfies p.age > 25", False, "every"),
    ("every i in [] satisfies false", True, "every of nothing"),
    ("count([1, null])", 2, "null counts"),
    ("sum(1, 2, 3) + sum([4])", 10, "variadic or list"),
    ("sum([])", None, "nothing to sum"),
    ("max([1, 5, 3])", 5, "max"),
    ("sort([3, 1, 2], function(a, b) a > b)", [3, 2, 1], "order by function"),
    ("distinct values([1, 1.0, 2])", [1, 2], "equal numbers"),
    ("flatten([1, [2, [3]]])", [1, 2, 3], "deep"),
    ("append([1], 2, 3)", [1, 2, 3], "variadic after a fixed one"),
    ("insert before([1, 3], 2, 2)", [1, 2, 3], "insert"),
    ("index of([1, 2, 1], 1)", [1, 3], "places"),
    ("list contains([1, null], null)", True, "null is an element"),
    ('string join(["a", null, "b"], "-")', "a-b", "null is left out"),
    ("sublist([1, 2, 3, 4], -2)", [3, 4], "from the end"),
    ("union([1, 2], [2, 3])", [1, 2, 3], "without duplicates"),
    ("mode([1, 2, 2, 1])", [1, 2], "modes in order"),
    ("median([1, 2, 3, 4])", Decimal("2.5"), "median"),
]
TEXTS = [
    ('substring("投诉处理流程", 3, 2)', "处理", "characters, not bytes"),
    ('substring("abc", -2)', "bc", "from the end"),
    ('upper case("aB") + lower case("Cd")', "ABcd", "concatenation"),
    ('contains("foobar", "ob")', True, "contains"),
    ('matches("13800138000", "^1[0-9]{10}$")', True, "pattern"),
    ('matches("ABC", "b", "i")', True, "flag"),
    ('replace("2026-11", "(\\\\d+)-(\\\\d+)", "$2/$1")', "11/2026", "groups"),
    ('split("a;b;;c", ";")', ["a", "b", "", "c"], "split"),
    ('string length("中文")', 2, "length"),
    ("string(1.50) + string(2.0) + string(true)", "1.502true", "whole numbers lose the fraction"),
    ('string(["a", 1])', '["a", 1]', "strings inside are quoted"),
    ('number("1 234,5", " ", ",")', Decimal("1234.5"), "separators"),
]
TIMES = [
    ('date("2026-01-31") + duration("P1M")', date(2026, 2, 28), "end of month kept"),
    ('date("2026-03-01") - date("2026-02-01")', timedelta(days=28), "difference of dates"),
    ('@"2026-11-23".weekday', 1, "Monday"),
    ('time("23:30:00") + duration("PT1H")', time(0, 30), "past midnight"),
    ('@"2026-11-23T10:00:00+08:00" = @"2026-11-23T02:00:00Z"', True, "the same moment"),
    ('duration("P1DT2H").hours', 2, "part of a duration"),
    ('duration("PT2H") * 0.75', timedelta(minutes=90), "a share of a deadline"),
    ('duration("PT3H") / duration("PT2H")', Decimal("1.5"), "ratio"),
    ('years and months duration(@"2025-01-31", @"2026-03-30")', YearMonthDuration(13), "whole months"),
    ("string(now())", "2026-11-23T09:30:00@Asia/Shanghai", "now in the zone of the reader"),
    ("today()", date(2026, 11, 23), "today there"),
    ('day of week(@"2026-11-23")', "Monday", "day"),
    ('@"2024-11-03T00:00:00@America/New_York" + @"PT24H" = @"2024-11-03T23:00:00@America/New_York"', True, "elapsed"),
    ("before([1..3], 4) and includes([1..5], [2..3]) and meets([1..3], [3..5])", True, "ranges"),
]
REST = [
    ("{a: 1, b: a + 1}", {"a": 1, "b": 2}, "entries see those before"),
    ('get value({a: {b: 1}}, ["a", "b"])', 1, "by path"),
    ('context put({a: 1}, "b", 2)', {"a": 1, "b": 2}, "put"),
    ("context merge([{a: 1}, {a: 2, b: 3}])", {"a": 2, "b": 3}, "later wins"),
    ("{f: function(n) if n <= 1 then 1 else n * f(n - 1), r: f(20)}.r", 2432902008176640000, "recursion"),
    ("(function(p, q) p - q)(q: 1, p: 3)", 2, "arguments by name"),
    ('substring(start position: 2, string: "abc")', "bc", "parameter name with a space"),
    ("(< 5).end", 5, "an open-ended range"),
    ("[1..5].end included", True, "property with a space"),
]


@pytest.mark.parametrize(
    ("text", "expected", "reason"),
    [*ARITHMETIC, *LOGIC, *NAMES_ROWS, *LISTS, *TEXTS, *TIMES, *REST],
)
def test_value(text: str, expected: Any, reason: str, env: Env) -> None:
    value = feel(text, MULTI_WORD).evaluate(NAMES, env)
    assert value == expected and isinstance(value, bool) == isinstance(expected, bool), reason


def test_free_names() -> None:
    expression = feel("for i in orders return i.price * (1 + tax) + count(orders)")
    assert expression.names == {"orders", "tax"}
    assert feel("product").names == {"product"}, "a variable comes before the built-in function of its name"


def test_compiled_once() -> None:
    assert feel("amount > 100") is feel("amount > 100")


def test_functions_of_the_engine(env: Env) -> None:
    calls: list[Any] = []

    def add_working_time(start: Any, duration: Any) -> Any:
        calls.append((start, duration))
        return start + duration

    with_calendar = Env(now=env.now, zone=env.zone, functions={"add working time": add_working_time})
    value = feel('add working time(now(), @"PT2H")').evaluate({}, with_calendar)
    assert value == env.now + timedelta(hours=2)
    assert calls == [(env.now, timedelta(hours=2))]
    by_name = feel('add working time(duration: @"PT1H", from: now())').evaluate({}, with_calendar)
    assert by_name == env.now + timedelta(hours=1)
