"""Text to tokens (DMN 1.5, 10.3.1.2): one pattern, linear in the length of the text."""

import re
from dataclasses import dataclass
from functools import lru_cache

from engine.errors import ExpressionError

MAX_LENGTH = 100_000
_NAME_START = (
    "A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_NAME_PART = _NAME_START + "0-9\u00b7\u0300-\u036f\u203f-\u2040"
_TOKEN = re.compile(
    rf"""
    (?P<space>[\s\u180e\u200b\ufeff]+|//[^\n]*|/\*(?:[^*]|\*(?!/))*\*/)
  | (?P<number>(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
  | (?P<string>"(?:[^"\\]|\\.)*")
  | (?P<name>[{_NAME_START}][{_NAME_PART}]*|\?(?:[{_NAME_PART}]+)?)
  | (?P<mark>\*\*|\.\.|<=|>=|!=|->|[-+*/=<>()\[\]{{}},.:@'&|%!;^\#~$`])
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(
    r"\\(u(?P<high>[Dd][89ABab][0-9A-Fa-f]{2})\\u(?P<low>[Dd][C-Fc-f][0-9A-Fa-f]{2})|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{6}|.)",
    re.DOTALL,
)
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "'": "'", "\\": "\\"}


@dataclass(frozen=True, slots=True)
class Token:
    """`kind` is number, string, name, mark or end; `text` as written, `start` and `end` its place."""

    kind: str
    text: str
    start: int
    end: int


def tokens(text: str) -> list[Token]:
    """All tokens of an expression, an end token last.

    Raises ExpressionError: `expression.syntax` (position, found), `expression.too_long`.
    """
    if len(text) > MAX_LENGTH:
        raise ExpressionError("expression.too_long", limit=MAX_LENGTH)
    found = []
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise ExpressionError("expression.syntax", position=position, found=text[position : position + 20])
        kind = match.lastgroup or ""
        if kind != "space":
            found.append(Token(kind, match[0], position, match.end()))
        position = match.end()
    found.append(Token("end", "", position, position))
    return found


@lru_cache(maxsize=4096)
def words(name: str) -> tuple[str, ...]:
    """The tokens that a name with spaces or marks is written in: `first name`, `a-b`."""
    return tuple(token.text for token in tokens(name)[:-1])


def unescape(literal: str) -> str:
    """The value of a string literal, quotes included in the argument."""
    return _ESCAPE.sub(_escaped, literal[1:-1]) if "\\" in literal else literal[1:-1]


def _escaped(match: re.Match[str]) -> str:
    escape = match[1]
    if match["low"]:  # two escapes of UTF-16 are one character
        return chr(0x10000 + ((int(match["high"], 16) & 0x3FF) << 10) + (int(match["low"], 16) & 0x3FF))
    if len(escape) > 1 and int(escape[1:], 16) <= 0x10FFFF:
        return chr(int(escape[1:], 16))
    return _ESCAPES.get(escape, match[0])
