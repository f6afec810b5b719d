"""Tokens to nodes: the grammar of the unified expression language (JSR 245, 1.17), without assignment and lambdas."""

import decimal

from engine.errors import ExpressionError
from engine.expr import syntax
from engine.expr.cursor import Cursor
from engine.expr.juel import variable_functions
from engine.expr.juel.lexer import unescape
from engine.expr.numbers import number
from engine.expr.syntax import Node

MAX_NESTING = 100
MAX_CHAIN = 200
LEVELS = {"||": 1, "&&": 2, "==": 3, "!=": 3, "<": 4, ">": 4, "<=": 4, ">=": 4, "+": 5, "-": 5, "*": 6, "/": 6, "%": 6}
PREFIXED = variable_functions.NAMES | {"task:get"}
CONSTANTS = {"null": None, "true": True, "false": False}


class Parser(Cursor):
    """Parses the tokens of one `${...}`."""

    nesting = 0

    def whole(self) -> Node:
        node = self.expression()
        self.expect_end()
        return node

    def expression(self) -> Node:
        self._deeper()
        node = self._operation(1)
        at = self.token.start
        if self.accept("?"):
            then = self.expression()
            self.expect(":")
            node = syntax.If(at, node, then, self.expression())
        self.nesting -= 1
        return node

    def _deeper(self) -> None:
        self.nesting += 1
        if self.nesting > MAX_NESTING:
            raise ExpressionError("expression.too_deep", position=self.token.start)

    def _operation(self, level: int) -> Node:
        left = self._unary()
        for _ in range(MAX_CHAIN):
            operator = self.token.text
            if self.token.kind != "mark" or LEVELS.get(operator, 0) < level:
                return left
            at = self.next().start
            right = self._operation(LEVELS[operator] + 1)
            left = _combined(at, operator, left, right)
        raise ExpressionError("expression.too_deep", position=self.token.start)

    def _unary(self) -> Node:
        at = self.token.start
        for operator in ("-", "!", "empty"):
            if self.accept(operator):
                self._deeper()
                node = syntax.Unary(at, operator, self._unary())
                self.nesting -= 1
                return node
        return self._postfix(self._operand())

    def _operand(self) -> Node:
        token = self.next()
        if token.kind == "number":
            return self._number(token.text, token.start)
        if token.kind == "string":
            return syntax.Literal(token.start, unescape(token.text, token.start))
        if token.text in CONSTANTS:
            return syntax.Literal(token.start, CONSTANTS[token.text])
        if token.kind == "name":
            return syntax.Name(token.start, self._prefixed(token.text))
        if token.text == "(":
            node = self.expression()
            self.expect(")")
            return node
        self.index -= 1
        raise self.unexpected()

    def _prefixed(self, name: str) -> str:
        """A function of Flowable may have a prefix: `task:get(id)`."""
        found = self.peek()
        function = f"{name}:{self.text[found.start : found.end]}"  # as it is written: `eq` is an operator elsewhere
        if not self.at(":") or self.peek(2).text != "(" or function not in PREFIXED:
            return name
        self.index += 2
        return function

    def _number(self, text: str, at: int) -> Node:
        try:
            return syntax.Literal(at, number(text))
        except decimal.DecimalException:
            raise ExpressionError("expression.syntax", position=at, found=text[:40]) from None

    def _postfix(self, node: Node) -> Node:
        for _ in range(MAX_CHAIN):
            at = self.token.start
            if self.accept("."):
                node = syntax.Path(at, node, self._member())
            elif self.accept("["):
                node = syntax.Filter(at, node, self.expression())
                self.expect("]")
            elif self.accept("("):
                arguments = () if self.at(")") else self.several(self.expression)
                self.expect(")")
                node = syntax.Call(at, node, arguments)
            else:
                return node
        raise ExpressionError("expression.too_deep", position=self.token.start)

    def _member(self) -> str:
        if self.token.kind != "name":
            raise self.unexpected()
        return self.next().text


def _combined(at: int, operator: str, left: Node, right: Node) -> Node:
    """A long chain of `&&` or `||` stays flat."""
    if operator not in ("&&", "||"):
        return syntax.Binary(at, operator, left, right)
    if isinstance(left, syntax.Logical) and left.operator == operator:
        return syntax.Logical(left.at, operator, (*left.operands, right))
    return syntax.Logical(at, operator, (left, right))
