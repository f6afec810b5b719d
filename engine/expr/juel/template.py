"""Text with `${...}` or `#{...}` in it: one alone keeps its value, several or amid text make a string."""

from collections.abc import Collection
from typing import Any

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
SETTING = [".", "setVariable", "("]


def expression(text: str) -> Expression:
    """Compile a template. Raises ExpressionError: `expression.syntax`, `.too_deep`, `.too_long`, `juel.unsupported`."""
    if len(text) > MAX_LENGTH:
        raise ExpressionError("expression.too_long", limit=MAX_LENGTH)
    compilation = Compilation()
    parts = _parts(text, compilation)
    code = parts[0] if len(parts) == 1 and not isinstance(parts[0], str) else _joined(parts)
    return Expression(text, "juel", frozenset(compilation.names), code)


def assignment(text: str, holders: Collection[str]) -> tuple[str, Expression] | None:
    """The name and the value of `${execution.setVariable('name', value)}`; None for anything else.

    `holders`: `execution` or what may stand in its place.

    Raises ExpressionError as `expression` does.
    """
    text = text.strip()
    if not text.startswith(MARKERS) or len(text) > MAX_LENGTH:
        return None
    found, end = tokens(text, 2)
    if end != len(text) or found[0].text not in holders or [each.text for each in found[1:4]] != SETTING:
        return None
    call = Parser(text, found).whole()
    name = call.arguments[0] if isinstance(call, syntax.Call) and len(call.arguments) == 2 else None
    if not isinstance(name, syntax.Literal) or type(name.value) is not str or not isinstance(call, syntax.Call):
        return None
    compilation = Compilation()
    code = compilation.code(call.arguments[1])
    return name.value, Expression(text, "juel", frozenset(compilation.names), code)


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
