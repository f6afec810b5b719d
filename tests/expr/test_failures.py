"""What fails loudly in conditions and mappings, and is null where the standard says so."""

import pytest

from engine.errors import ExpressionError
from engine.expr.compile import condition, feel, unary_tests
from engine.expr.env import Env

RUN_TIME = [
    ("missing > 1", "expression.unknown_name", "a name that nobody has set"),
    ("foo(1)", "expression.unknown_function", "a function that nobody has passed in"),
    ('1 + "a"', "expression.type", "types do not fit"),
    ('1 < "a"', "expression.type", "no order between them"),
    ('1 = "a"', "expression.type", "never equal: a mistake"),
    ('true and "x"', "expression.type", "no truth in a string"),
    ("if 1 then 2 else 3", "expression.type", "no truth in a number"),
    ("1 / 0", "expression.division_by_zero", "division"),
    ("0 ** -1", "expression.division_by_zero", "division in disguise"),
    ("9 ** 9999", "expression.overflow", "too large"),
    ('@"9999-12-31" + @"P1D"', "expression.overflow", "past the last year"),
    ('date("2026-02-30")', "expression.temporal", "no such day"),
    ('number("abc")', "expression.argument", "no number"),
    ("abs(1, 2)", "expression.arguments", "too many arguments"),
    ("substring(text: 1)", "expression.arguments", "no such parameter"),
    ('matches("a", "(")', "expression.pattern", "broken pattern"),
    ("(1).year", "expression.property", "a number has no year"),
    ("1()", "expression.not_function", "a number is not called"),
    ('sort([3, "a"])', "expression.type", "inside a function"),
]


@pytest.mark.parametrize(("text", "code", "reason"), RUN_TIME)
def test_strict_fails_and_lenient_is_null(text: str, code: str, reason: str, env: Env, lenient: Env) -> None:
    with pytest.raises(ExpressionError) as caught:
        feel(text).evaluate({}, env)
    assert caught.value.code == code, reason
    assert caught.value.params["text"] == text
    assert 0 <= caught.value.params["position"] < len(text)
    assert feel(text).evaluate({}, lenient) in (None, 3), reason  # `if` takes its other way


@pytest.mark.parametrize(
    ("text", "position", "reason"),
    [
        ("", 0, "nothing"),
        ("1 +", 3, "cut off"),
        ("a b", 2, "two names side by side"),
        ("(1", 2, "open"),
        ("[1, 2", 5, "open"),
        ('"abc', 0, "open string"),
        ("if a then b", 11, "no else"),
        ("1 \\ 2", 2, "no such mark"),
        ("x in", 4, "no test"),
        ("!= 5", 0, "a test is no value"),
    ],
)
def test_syntax(text: str, position: int, reason: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        feel(text)
    assert (caught.value.code, caught.value.params["position"]) == ("expression.syntax", position), reason


@pytest.mark.parametrize(
    ("text", "row", "column", "near", "reason"),
    [
        ("1 + missing", 1, 5, "missing", "the name itself"),
        ("1 +\n  missing", 2, 3, "missing", "in the second line"),
        ('{a: 1,\n b: a + "x"}', 2, 7, '+ "x"}', "the operator"),
        ("客户 + 1", 1, 1, "客户 + 1", "Chinese characters count as one"),
    ],
)
def test_failures_name_the_place(text: str, row: int, column: int, near: str, reason: str, env: Env) -> None:
    with pytest.raises(ExpressionError) as caught:
        feel(text).evaluate({}, env)
    params = caught.value.params
    assert (params["row"], params["column"], params["near"]) == (row, column, near), reason


def test_what_is_cut_off_names_what_stands_before() -> None:
    with pytest.raises(ExpressionError) as caught:
        feel("1 +\n 2 *")
    assert (caught.value.params["row"], caught.value.params["near"]) == (2, "1 +\n 2 *")


def test_external_functions_are_refused() -> None:
    with pytest.raises(ExpressionError) as caught:
        feel('function(a) external {java: {class: "java.lang.Math"}}')
    assert caught.value.code == "expression.unsupported"


def test_strict_names_alone(env: Env) -> None:
    names_only = Env(now=env.now, strict=False, strict_names=True)
    assert feel('1 + "a"').evaluate({}, names_only) is None
    with pytest.raises(ExpressionError):
        feel("missing").evaluate({}, names_only)


def test_calendar_functions_must_be_passed_in(lenient: Env) -> None:
    with pytest.raises(ExpressionError) as caught:
        feel("is working time(now())").evaluate({}, lenient)
    assert caught.value.code == "expression.unknown_function"


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("amount > 100", "feel", True),
        ("= amount > 100", "feel", True),
        ("${amount > 100}", "juel", True),
        ("#{amount > 100}", "juel", True),
    ],
)
def test_condition_chooses_the_language(text: str, language: str, expected: bool, env: Env) -> None:
    expression = condition(text)
    assert expression.language == language
    assert expression.evaluate({"amount": 120}, env) is expected


def test_unary_tests_name_their_text(lenient: Env) -> None:
    with pytest.raises(ExpressionError) as caught:
        unary_tests("< ")
    assert caught.value.params["text"] == "< "
