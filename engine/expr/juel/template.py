"""Text with `${...}` or `#{...}` in it: one alone keeps its value, several or amid text make a string."""

from collections.abc import Collection
from typing import Any, NamedTuple

from engine.errors import ExpressionError
from engine.expr import syntax
from engine.expr.expression import Expression
from engine.expr.function import Code
from engine.expr.juel.closures import Compilation
from engine.expr.juel.lexer import tokens
from engine.expr.juel.parser import Parser
from engine.expr.juel.values import as_text
from engine.expr.lexer import MAX_LENGTH
from engine.expr.run import Run, Scope

MARKERS = ("${", "#{")


def expression(text: str) -> Expression:
    """Compile a template. Raises ExpressionError: `expression.syntax`, `.too_deep`, `.too_long`, `juel.unsupported`."""
    if len(text) > MAX_LENGTH:
        raise ExpressionError("expression.too_long", limit=MAX_LENGTH)
    compilation = Compilation()
    parts = _parts(text, compilation)
    if len(parts) == 1 and not isinstance(parts[0], str):
        return Expression(text, "juel", frozenset(compilation.names), parts[0])
    return Expression(text, "template", frozenset(compilation.names), _joined(parts))


class Called(NamedTuple):
    """`name`: the first argument, where it is a text that stands there; `values`: all of them, to be evaluated."""

    method: str
    name: str | None
    values: tuple[Expression, ...]


def called(text: str, holders: Collection[str]) -> Called | None:
    """The method and arguments of a lone `${execution.setVariable('name', value)}`; None for anything else.

    `holders`: `execution` or what may stand in its place. Raises ExpressionError as `expression` does.
    """
    text = text.strip()
    if not text.startswith(MARKERS) or len(text) > MAX_LENGTH:
        return None
    found, end = tokens(text, 2)
    is_call = [found[at].text for at in (1, 3)] == [".", "("] if len(found) > 3 else False
    if end != len(text) or found[0].text not in holders or not is_call:
        return None
    call = Parser(text, found).whole()
    if not isinstance(call, syntax.Call):
        return None
    first = call.arguments[0] if call.arguments else None
    name = first.value if isinstance(first, syntax.Literal) and type(first.value) is str else None
    return Called(found[2].text, name, tuple(_value(text, each) for each in call.arguments))


def _value(text: str, node: syntax.Node) -> Expression:
    compilation = Compilation()
    code = compilation.code(node)
    return Expression(text, "juel", frozenset(compilation.names), code)


def _parts(text: str, compilation: Compilation) -> list[str | Code]:
    parts: list[str | Code] = []
    position, literal = 0, ""
    while position < len(text):
        start = min((at for at in (text.find(marker, position) for marker in MARKERS) if at >= 0), default=len(text))
        literal += text[position:start]
        position = start
        if start == len(text):
            break
        if literal.endswith("\\"):  # an escaped marker is text
            literal, position = literal[:-1] + text[start : start + 2], start + 2
            continue
        found, position = tokens(text, start + 2)
        parts += [literal] if literal else []
        parts.append(compilation.code(Parser(text, found).whole()))
        literal = ""
    return [*parts, literal] if literal or not parts else parts


def _joined(parts: list[str | Code]) -> Code:
    def join(scope: Scope, run: Run) -> Any:
        texts = [part if isinstance(part, str) else as_text(part(scope, run)) for part in parts]
        run.string_length(sum(map(len, texts)))
        return "".join(texts)

    return join
