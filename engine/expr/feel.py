"""FEEL texts to compiled expressions; importing the compilers registers them."""

from functools import lru_cache

from engine.expr import filters, invocation, iteration, operators, structure
from engine.expr.closures import Bound, compiled
from engine.expr.expression import Expression, UnaryTests
from engine.expr.extra import EXTRA_FUNCTIONS
from engine.expr.library import BUILTINS
from engine.expr.logic import any_true, negation
from engine.expr.parser import Parser
from engine.expr.unary import INPUT, Test, passing

COMPILERS = (filters, invocation, iteration, operators, structure)
PROPERTIES = ("time offset", "start included", "end included")
KNOWN = frozenset((*BUILTINS, *EXTRA_FUNCTIONS, *PROPERTIES))


def expression(text: str, names: frozenset[str]) -> Expression:
    """Compile one expression. Raises ExpressionError without its text."""
    bound = Bound(frozenset(), set())
    code = compiled(Parser(text, known(names)).whole(), bound)
    return Expression(text, "feel", frozenset(bound.free), code)


def unary_tests(text: str, names: frozenset[str]) -> UnaryTests:
    """Compile the tests of one cell. Raises ExpressionError without its text."""
    bound = Bound(frozenset(), set())
    nodes, negated = Parser(text, known(names)).unary_tests()
    tests = [passing(node, bound) for node in nodes]
    return UnaryTests(text, "feel", frozenset(bound.free - {INPUT}), _joined(tests, negated))


@lru_cache(maxsize=256)
def known(names: frozenset[str]) -> frozenset[str]:
    """All names with spaces: those of FEEL and those given."""
    return KNOWN | names


def _joined(tests: list[Test], negated: bool) -> Test:
    if not tests:
        return lambda value, scope, run: True
    if negated:
        return lambda value, scope, run: negation(any_true(test(value, scope, run) for test in tests))
    if len(tests) == 1:
        return tests[0]
    return lambda value, scope, run: any_true(test(value, scope, run) for test in tests)
