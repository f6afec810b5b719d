"""Tokens to nodes: the FEEL grammar (DMN 1.5, 10.3.1.2) by precedence climbing."""

from engine.errors import ExpressionError
from engine.expr import syntax
from engine.expr.operand_parser import MAX_CHAIN, OperandParser
from engine.expr.syntax import Node
from engine.expr.type_parser import parse_type

MAX_NESTING = 100
COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")
LEVELS = {"or": 1, "and": 2, **dict.fromkeys((*COMPARISONS, "between", "in"), 3)}
LEVELS |= {"+": 4, "-": 4, "*": 5, "/": 5, "**": 6, "instance": 8}
ADDITIVE, NEGATED = 4, 7


class Parser(OperandParser):
    """Parses one text. `names` are the names with spaces or marks that may occur in it."""

    nesting = 0

    def whole(self) -> Node:
        """The only expression of the text."""
        node = self.expression()
        self.expect_end()
        return node

    def unary_tests(self) -> tuple[tuple[Node, ...], bool]:
        """The tests, and whether they are negated. `-` is no test at all."""
        if self.at("-") and self.peek().kind == "end":
            return (), False
        negated = self.at("not") and self._spans_all()
        if negated:
            self.index += 2
        tests = self.several(self.test)
        if negated:
            self.expect(")")
        self.expect_end()
        return tests, negated

    def _spans_all(self) -> bool:
        """Whether this `not(` ends with the text: in `not(a), b` it is a call, followed by another test."""
        depth = 0
        for token in self.tokens[self.index + 1 :]:
            depth += {"(": 1, ")": -1}.get(token.text, 0)
            if not depth:
                return token is self.tokens[-2]
        return False

    def expression(self, level: int = 1) -> Node:
        self.nesting += 1
        if self.nesting > MAX_NESTING:
            raise ExpressionError("expression.too_deep", position=self.token.start)
        node = self._rest(self.operand(), level)
        self.nesting -= 1
        return node

    def _rest(self, left: Node, level: int) -> Node:
        """The operators that follow, as far as they bind at this level."""
        for _ in range(MAX_CHAIN):
            operator = self.token.text
            if self.token.kind == "string" or LEVELS.get(operator, 0) < level:
                return left
            left = self._operation(left, operator)
        raise ExpressionError("expression.too_deep", position=self.token.start)

    def _operation(self, left: Node, operator: str) -> Node:
        at = self.next().start
        if operator in ("and", "or"):
            return self._logical(left, operator, at)
        if operator == "between":
            low = self.expression(ADDITIVE)
            self.expect("and")
            return syntax.Between(at, left, low, self.expression(ADDITIVE))
        if operator == "in":
            return syntax.In(at, left, self._in_tests())
        if operator == "instance":
            self.expect("of")
            return syntax.InstanceOf(at, left, parse_type(self))
        return syntax.Binary(at, operator, left, self.expression(LEVELS[operator] + 1))

    def _logical(self, left: Node, operator: str, at: int) -> Node:
        operands = [left, self.expression(LEVELS[operator] + 1)]
        while self.accept(operator):
            operands.append(self.expression(LEVELS[operator] + 1))
        return syntax.Logical(at, operator, tuple(operands))

    def _in_tests(self) -> tuple[Node, ...]:
        """`in (a, b)` has several tests; `in (1..2)` and `in (a + b) * 2` have one."""
        if not self.at("("):
            return (self.test(ADDITIVE),)
        at = self.next().start
        outer, self.filters = self.filters, True
        tests = self.several(self.test)
        self.filters = outer
        if len(tests) > 1:
            self.expect(")")
            return tests
        return (self._rest(self.closed(at, tests[0]), ADDITIVE),)

    def negation(self) -> Node:
        at = self.next().start
        return syntax.Unary(at, "-", self.expression(NEGATED))

    def test(self, level: int = 1) -> Node:
        """A positive unary test: `< 5`, a range, or any expression."""
        at = self.token.start
        for operator in COMPARISONS:
            if self.accept(operator):
                return _comparison(at, operator, self.expression(ADDITIVE))
        return self.expression(level)


def _comparison(at: int, operator: str, value: Node) -> Node:
    if operator in ("=", "!="):
        return syntax.Unequal(at, value, operator == "!=")
    if operator in ("<", "<="):
        return syntax.RangeOf(at, None, value, False, operator == "<=")
    return syntax.RangeOf(at, value, None, operator == ">=", False)
