"""Values as text: FEEL's `string`, and literals as an expression would write them."""

import re
from typing import Any

from engine.errors import ExpressionError
from engine.expr import temporal
from engine.expr.function import Function
from engine.expr.numbers import NUMBERS
from engine.expr.numbers import text_of as number_text
from engine.expr.range import Range
from engine.expr.wide import WIDE

MAX_STRING = 1_000_000
NAME = re.compile(r"[^\W\d][\w ./'+*-]*")
CONSTANTS = {None: "null", True: "true", False: "false"}


def text_of(value: Any) -> str | None:
    """FEEL's `string`: a string as it is, any other value as it would be written; null for null."""
    return value if value is None or type(value) is str else written(value)


def written(value: Any) -> str:
    """A value as an expression would write it, strings in quotes. Raises ExpressionError(`value.too_large`)."""
    writer = _Writer()
    writer.write(value)
    return "".join(writer.parts)


class _Writer:
    """Collects the parts; a small value may have a huge text, when its parts are shared."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.room = MAX_STRING

    def put(self, text: str) -> None:
        self.room -= len(text)
        if self.room < 0:
            raise ExpressionError("value.too_large", limit=MAX_STRING)
        self.parts.append(text)

    def write(self, value: Any) -> None:
        if type(value) is list:
            self.list(value)
        elif type(value) is dict:
            self.context(value)
        else:
            self.put(scalar(value))

    def list(self, items: list[Any]) -> None:
        self.put("[")
        for place, item in enumerate(items):
            self.put(", " if place else "")
            self.write(item)
        self.put("]")

    def context(self, entries: dict[str, Any]) -> None:
        self.put("{")
        for place, (name, item) in enumerate(entries.items()):
            self.put(f"{', ' if place else ''}{name if NAME.fullmatch(name) else scalar(name)}: ")
            self.write(item)
        self.put("}")


def scalar(value: Any) -> str:
    """The text of anything that holds no other values, but for the ends of a range."""
    type_ = type(value)
    if type_ is str:
        return f'"{_escaped(value)}"'
    if type_ in NUMBERS:
        return number_text(value)
    if value is None or type_ is bool:
        return CONSTANTS[value]
    if type_ is Range:
        return _range(value)
    if type_ in WIDE:
        return str(value)
    return "function" if isinstance(value, Function) else temporal.format(value)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _range(value: Range) -> str:
    if value.start is None or value.end is None:
        end, mark = (value.end, "<") if value.start is None else (value.start, ">")
        included = value.end_included if value.start is None else value.start_included
        return f"{mark}{'=' if included else ''}{scalar(end)}"
    opening, closing = "[" if value.start_included else "(", "]" if value.end_included else ")"
    return f"{opening}{scalar(value.start)}..{scalar(value.end)}{closing}"
