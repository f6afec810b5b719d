"""Operands of the FEEL grammar: literals, names, brackets, calls, and the expressions that begin with a word."""

import decimal
from abc import ABC, abstractmethod

from engine.errors import ExpressionError
from engine.expr import syntax
from engine.expr.cursor import Cursor
from engine.expr.lexer import tokens, unescape
from engine.expr.literals import temporal
from engine.expr.numbers import number
from engine.expr.syntax import Node, Type
from engine.expr.type_parser import parse_type
from engine.expr.vocabulary import Vocabulary, shared

MAX_CHAIN = 200
KEYWORDS = frozenset(
    {"if", "then", "else", "for", "in", "return", "some", "every", "satisfies", "and", "or", "between", "instance"}
) | {"function", "null", "true", "false"}
CONSTANTS = {"null": None, "true": True, "false": False}


class OperandParser(Cursor, ABC):
    """What `Parser` puts between operators. `names` are the names with spaces or marks that may occur."""

    def __init__(self, text: str, names: frozenset[str], types: frozenset[str] = frozenset()) -> None:
        super().__init__(text, tokens(text), shared(types) if types else None)
        self.filters = True
        self.vocabulary = Vocabulary(within=shared(names))

    @abstractmethod
    def expression(self, level: int = 1) -> Node:
        """An expression whose operators bind at this level or tighter."""

    @abstractmethod
    def test(self, level: int = 1) -> Node:
        """A positive unary test: `< 5`, a range, or any expression."""

    @abstractmethod
    def negation(self) -> Node:
        """A minus and what it negates."""

    def operand(self) -> Node:
        token = self.token
        parse = _PREFIXES.get(token.text) if token.kind in ("mark", "name") else _BY_KIND.get(token.kind)
        if token.kind == "name" and (found := self.vocabulary.longest(self.tokens, self.index)):
            self.index += found[1]
            return self._postfix(syntax.Name(token.start, found[0]))
        if parse is not None:
            return parse(self)
        if token.kind != "name" or token.text in KEYWORDS:
            raise self.unexpected()
        return self._postfix(syntax.Name(token.start, self.next().text))

    def _postfix(self, node: Node) -> Node:
        for _ in range(MAX_CHAIN):
            at = self.token.start
            if self.accept("."):
                node = syntax.Path(at, node, self._property())
            elif self.filters and self.accept("["):
                node = syntax.Filter(at, node, self._inside("]"))
            elif self.accept("("):
                node = self._call(node, at)
            else:
                return node
        raise ExpressionError("expression.too_deep", position=self.token.start)

    def _inside(self, closing: str) -> Node:
        """An expression in brackets, where filters are allowed again."""
        outer, self.filters = self.filters, True
        node = self.test()
        self.filters = outer
        self.expect(closing)
        return node

    def _property(self) -> str:
        if self.token.kind != "name":
            raise self.unexpected()
        if found := self.vocabulary.longest(self.tokens, self.index):
            self.index += found[1]
            return found[0]
        return self.next().text

    def _call(self, function: Node, at: int) -> Node:
        outer, self.filters = self.filters, True
        named: tuple[str, ...] = ()
        arguments: tuple[Node, ...] = ()
        if not self.at(")"):
            if self._is_named():
                pairs = self.several(self._named_argument)
                named, arguments = tuple(name for name, _ in pairs), tuple(node for _, node in pairs)
            else:
                arguments = self.several(self.test)
        self.filters = outer
        self.expect(")")
        return syntax.Call(at, function, arguments, named)

    def _is_named(self) -> bool:
        ahead = 0
        while self.peek(ahead).kind == "name":
            ahead += 1
        return ahead > 0 and self.peek(ahead).text == ":"

    def _named_argument(self) -> tuple[str, Node]:
        name = self.run_of_words(":")
        self.expect(":")
        return name, self.test()

    def _introduce(self, *until: str) -> str:
        """A new name, possibly with spaces; from here on it is known."""
        if self.token.kind != "name":
            raise self.unexpected()
        name = self.run_of_words(*until)
        self.vocabulary.add(name)
        return name

    def _number(self) -> Node:
        token = self.next()
        try:
            return self._postfix(syntax.Literal(token.start, number(token.text)))
        except decimal.DecimalException:
            raise ExpressionError("expression.syntax", position=token.start, found=token.text[:40]) from None

    def _string(self) -> Node:
        token = self.next()
        return self._postfix(syntax.Literal(token.start, unescape(token.text)))

    def _temporal(self) -> Node:
        at = self.next().start
        if self.token.kind != "string":
            raise self.unexpected()
        return self._postfix(syntax.Literal(at, temporal(unescape(self.next().text), at)))

    def _constant(self) -> Node:
        token = self.next()
        return self._postfix(syntax.Literal(token.start, CONSTANTS[token.text]))

    def _parenthesis(self) -> Node:
        at = self.next().start
        outer, self.filters = self.filters, True
        node = self.test()
        self.filters = outer
        return self.closed(at, node)

    def closed(self, at: int, first: Node) -> Node:
        """What an opened parenthesis turns out to be: a range, or an expression in parentheses."""
        if self.accept(".."):
            return self._range(at, first, start_included=False)
        self.expect(")")
        return self._postfix(first)

    def _bracket(self) -> Node:
        at = self.next().start
        if self.accept("]"):
            return self._postfix(syntax.ListOf(at, ()))
        outer, self.filters = self.filters, True
        first = self.test()
        if self.accept(".."):
            self.filters = outer
            return self._range(at, first, start_included=True)
        rest = self.several(self.test) if self.accept(",") else ()
        self.filters = outer
        self.expect("]")
        return self._postfix(syntax.ListOf(at, (first, *rest)))

    def _open_range(self) -> Node:
        at = self.next().start
        start = self.expression()
        self.expect("..")
        return self._range(at, start, start_included=False)

    def _range(self, at: int, start: Node, *, start_included: bool) -> Node:
        """The second half: in `[a..b[` the last bracket ends the range, it is no filter."""
        outer, self.filters = self.filters, False
        end = self.expression()
        self.filters = outer
        if not self.at("]", ")", "["):
            raise self.unexpected()
        return self._postfix(syntax.RangeOf(at, start, end, start_included, self.next().text == "]"))

    def _context(self) -> Node:
        at = self.next().start
        outer, self.filters = self.filters, True
        entries = () if self.at("}") else self.several(self._entry)
        self.filters = outer
        self.expect("}")
        return self._postfix(syntax.ContextOf(at, entries))

    def _entry(self) -> tuple[str, Node]:
        if self.token.kind == "string":
            key = unescape(self.next().text)
            self.vocabulary.add(key)
        else:
            key = self._introduce(":")
        self.expect(":")
        return key, self.test()

    def _if(self) -> Node:
        at = self.next().start
        condition = self.expression()
        self.expect("then")
        then = self.expression()
        self.expect("else")
        return syntax.If(at, condition, then, self.expression())

    def _for(self) -> Node:
        at = self.next().start
        iterators = self.several(self._iterator)
        self.expect("return")
        return syntax.For(at, iterators, self.expression())

    def _quantified(self) -> Node:
        token = self.next()
        iterators = self.several(self._iterator)
        self.expect("satisfies")
        return syntax.Quantified(token.start, token.text, iterators, self.expression())

    def _iterator(self) -> syntax.Iterator:
        at = self.token.start
        name = self._introduce("in")
        self.expect("in")
        domain = self.expression()
        return syntax.Iterator(at, name, domain, self.expression() if self.accept("..") else None)

    def _function(self) -> Node:
        at = self.next().start
        self.expect("(")
        parameters = () if self.at(")") else self.several(self._parameter)
        self.expect(")")
        if self.at("external"):
            raise ExpressionError("expression.unsupported", position=self.token.start, construct="external")
        return syntax.FunctionOf(at, parameters, self.expression())

    def _parameter(self) -> tuple[str, Type | None]:
        name = self._introduce(":", ",", ")")
        return name, parse_type(self) if self.accept(":") else None


_BY_KIND = {"number": OperandParser._number, "string": OperandParser._string}
_PREFIXES = {
    "@": OperandParser._temporal,
    "-": lambda parser: parser.negation(),
    "(": OperandParser._parenthesis,
    "[": OperandParser._bracket,
    "]": OperandParser._open_range,
    "{": OperandParser._context,
    "if": OperandParser._if,
    "for": OperandParser._for,
    "some": OperandParser._quantified,
    "every": OperandParser._quantified,
    "function": OperandParser._function,
    "null": OperandParser._constant,
    "true": OperandParser._constant,
    "false": OperandParser._constant,
}
