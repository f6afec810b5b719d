"""What holds for every expression: it ends, with a value or with an ExpressionError."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import ExpressionError
from engine.expr.compile import feel, text, unary_tests
from engine.expr.env import Budget, Env
from engine.expr.library import BUILTINS
from engine.expr.values import to_feel
from engine.expr.writing import written
from tests.expr.conftest import NOW

STRICT = Env(now=NOW, budget=Budget(steps=5_000))
LENIENT = Env(now=NOW, budget=Budget(steps=5_000), strict=False)
NAMES = {"x": 3, "l": [1, 2.5, None, "b"], "c": {"a": {"b": 1}}}
NEVER_LENIENT = ("expression.budget", "value.too_large", "expression.too_deep")

ATOMS = st.sampled_from(
    ["1", "0", "-1", "1.5", '"a"', '"2024-01-31"', '"$1"', "true", "null", "x", "l", "c", "[]", "[1, 2]", "{a: 1}"]
    + ["[1..3]", "(< 5)", "1e300", "9**99", '@"2024-02-29"', '@"9999-12-31"', '@"10:00:00"', '@"10:00:00+02:00"']
    + ['@"2024-01-01T10:00:00Z"', '@"2024-01-01T10:00:00@Asia/Shanghai"', '@"P1D"', '@"P1M"', "function(a, b) a < b"]
)
OPERATORS = st.sampled_from(["+", "-", "*", "/", "**", "=", "!=", "<", "<=", ">", ">=", "and", "or", "in"])
FUNCTIONS = st.sampled_from(sorted(BUILTINS))


def compound(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    arguments = st.lists(inner, max_size=4).map(", ".join)
    return st.one_of(
        st.tuples(inner, OPERATORS, inner).map(lambda parts: "({} {} {})".format(*parts)),
        st.tuples(FUNCTIONS, arguments).map(lambda parts: "{}({})".format(*parts)),
        st.tuples(inner, inner).map(lambda parts: "({})[{}]".format(*parts)),
        st.tuples(inner, inner).map(lambda parts: "(for i in {} return {})".format(*parts)),
        st.tuples(inner, inner, inner).map(lambda parts: "(if {} then {} else {})".format(*parts)),
        st.tuples(inner, st.sampled_from(["a", "year", "hours", "end"])).map(lambda parts: "({}).{}".format(*parts)),
    )


EXPRESSIONS = st.recursive(ATOMS, compound, max_leaves=8)


@settings(max_examples=600)
@given(EXPRESSIONS)
def test_every_expression_ends_with_a_value_or_an_expression_error(source: str) -> None:
    try:
        strict: Any = feel(source).evaluate(NAMES, STRICT)
    except ExpressionError:
        return
    assert written(feel(source).evaluate(NAMES, LENIENT)) == written(strict) or "function" in written(strict)


@settings(max_examples=600)
@given(EXPRESSIONS)
def test_lenient_never_fails_but_for_its_budget(source: str) -> None:
    try:
        feel(source).evaluate(NAMES, LENIENT)
    except ExpressionError as error:
        assert error.code in NEVER_LENIENT, (source, error)


@settings(max_examples=400)
@given(st.text(alphabet="a1 .,+-*/()[]{}<>=!\"'@?:$#&|%中\\\n", max_size=40))
def test_any_text_compiles_or_is_refused(source: str) -> None:
    for compile_text in (feel, unary_tests, lambda each: text("${" + each + "}")):
        try:
            compile_text(source)
        except ExpressionError as error:
            assert error.code.startswith(("expression.", "juel."))


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**30), 10**30) | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=10,
)


@given(VALUES)
def test_what_is_written_is_read_back(value: Any) -> None:
    assert feel(written(to_feel(value))).evaluate({}, STRICT) == value


@given(st.integers(-(10**33), 10**33), st.integers(-(10**33), 10**33))
def test_whole_numbers_calculate_exactly(a: int, b: int) -> None:
    names = {"a": a, "b": b}
    assert feel("a + b - b = a").evaluate(names, STRICT) is True
    assert feel("a < b").evaluate(names, STRICT) is (a < b)
