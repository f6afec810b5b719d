"""FEEL texts to compiled expressions; importing the compilers registers them."""

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from engine.expr import boxed, filters, invocation, iteration, operators, structure
from engine.expr.closures import Bound, compiled
from engine.expr.expression import Expression, UnaryTests, guarded
from engine.expr.extra import EXTRA_FUNCTIONS
from engine.expr.library import BUILTINS
from engine.expr.logic import any_true, negation
from engine.expr.parser import Parser
from engine.expr.syntax import Node, Type
from engine.expr.unary import INPUT, Test, passing

Types = Mapping[str, Type]
NO_TYPES: Types = MappingProxyType({})
COMPILERS = (boxed, filters, invocation, iteration, operators, structure)
PROPERTIES = ("time offset", "start included", "end included")
KNOWN = frozenset((*BUILTINS, *EXTRA_FUNCTIONS, *PROPERTIES))


def parsed(text: str, names: frozenset[str], types: Types = NO_TYPES) -> Node:
    """The node of one expression. Raises ExpressionError."""
    return guarded(lambda: Parser(text, known(names), frozenset(types)).whole(), text)  # type: ignore[no-any-return]


def compiled_node(node: Node, kind: str, bound: Bound) -> Expression:
    """Compile a boxed expression; `kind` stands for its text. Raises ExpressionError."""
    code = guarded(lambda: compiled(node, bound), kind)
    return Expression(kind, "feel", frozenset(bound.free), code)


def expression(text: str, names: frozenset[str], types: Types = NO_TYPES) -> Expression:
    """Compile one expression. Raises ExpressionError without its text."""
    bound = Bound(types=types)
    code = compiled(Parser(text, known(names), frozenset(types)).whole(), bound)
    return Expression(text, "feel", frozenset(bound.free), code)


def unary_tests(text: str, names: frozenset[str], types: Types = NO_TYPES) -> UnaryTests:
    """Compile the tests of one cell. Raises ExpressionError without its text."""
    bound = Bound(types=types)
    nodes, negated = Parser(text, known(names), frozenset(types)).unary_tests()
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
