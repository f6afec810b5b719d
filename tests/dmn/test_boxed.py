"""Boxed expressions: each means what the FEEL beside it means."""

from typing import Any

import pytest

from engine.dmn.evaluate import evaluate
from engine.dmn.read import read
from engine.expr.env import Env
from tests.dmn.tables import ENV, decision, definitions, literal, table

STANDARD = Env(now=ENV.now, strict=False)
TEN = literal("10")


def entry(name: str, content: str, type_: str = "") -> str:
    variable = f'<variable name="{name}" typeRef="{type_ or "Any"}"/>' if name else ""
    return f"<contextEntry>{variable}{content}</contextEntry>"


def part(name: str, text: str) -> str:
    return f"<{name}>{literal(text)}</{name}>"


def loop(kind: str, inside: str, text: str, last: str = "satisfies") -> str:
    return f'<{kind} iteratorVariable="the item">{part("in", inside)}{part(last, text)}</{kind}>'


PRODUCT = literal("if n = 0 then 1 else n * f(n - 1)")
FACTORIAL = f'<functionDefinition><formalParameter name="n"/>{PRODUCT}</functionDefinition>'
ROWS = "".join(f"<row>{literal(name)}{literal(price)}</row>" for name, price in (('"a"', "1"), ('"b"', "2")))
BOXED = [
    (f"<context>{entry('a', TEN)}{entry('b c', literal('a + 1'))}</context>", {"a": 10, "b c": 11}, "entries in order"),
    (
        f"<context>{entry('a', TEN)}{entry('', literal('a * 2'))}</context>",
        20,
        "the entry without a name is the result",
    ),
    (f"<context>{entry('a', literal('[10]'), 'number')}</context>", {"a": 10}, "entries are fitted to their type"),
    ("<context/>", {}, "an empty context"),
    (f"<context>{entry('x', table(['amount'], ['o'], [('> 3', '1')]))}</context>", {"x": 1}, "a table inside"),
    (f"<list>{TEN}{literal('amount')}</list>", [10, 5], "a list"),
    (
        f'<relation><column name="name"/><column name="price"/>{ROWS}</relation>',
        [{"name": "a", "price": 1}, {"name": "b", "price": 2}],
        "a relation is a list of contexts",
    ),
    (
        f"<conditional>{part('if', 'amount > 3')}{part('then', '1')}{part('else', '2')}</conditional>",
        1,
        "conditional",
    ),
    (f"<conditional>{part('if', 'null')}{part('then', '1')}{part('else', '2')}</conditional>", 2, "null is not true"),
    (f"<filter>{part('in', '[1, 6, 7]')}{part('match', 'item > amount')}</filter>", [6, 7], "filter"),
    (f"<filter>{part('in', '[1, 2]')}{part('match', '1')}</filter>", None, "a place is no condition"),
    (loop("for", "[1, 2]", "the item * amount", "return"), [5, 10], "for"),
    (loop("every", "[1, 2]", "the item < amount"), True, "every"),
    (loop("some", "[1, 2]", "the item > amount"), False, "some"),
    (loop("every", "[]", "the item"), True, "every of nothing"),
    (
        f'<invocation>{literal("function(a, b) a - b")}<binding><parameter name="b"/>{literal("1")}</binding>'
        f'<binding><parameter name="a"/>{TEN}</binding></invocation>',
        9,
        "arguments by name",
    ),
    (
        f"<context>{entry('f', FACTORIAL)}{entry('', literal('f(5)'))}</context>",
        120,
        "a function that calls itself",
    ),
]


@pytest.mark.parametrize(("content", "expected", "reason"), BOXED)
def test_boxed(content: str, expected: Any, reason: str) -> None:
    decisions = read(definitions(decision(content)))
    assert evaluate(decisions, "grade", {"amount": 5}, STANDARD).result == expected, reason
