"""The tokens of one `${...}`."""

import re

from engine.errors import ExpressionError
from engine.expr.lexer import Token

_TOKEN = re.compile(
    r"""
    (?P<space>\s+)
  | (?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
  | (?P<string>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")
  | (?P<name>[^\W\d][\w$]*)
  | (?P<mark>&&|\|\||[=!<>]=|[-+*/%<>=!?:.,()\[\]{};])
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
SYNONYMS = {
    "and": "&&",
    "or": "||",
    "not": "!",
    "div": "/",
    "mod": "%",
    "eq": "==",
    "ne": "!=",
    "lt": "<",
    "gt": ">",
    "le": "<=",
    "ge": ">=",
}


def tokens(text: str, position: int) -> tuple[list[Token], int]:
    """The tokens from here to the closing brace, an end token last, and the place behind that brace."""
    found: list[Token] = []
    while True:
        match = _TOKEN.match(text, position)
        if match is None:
            raise ExpressionError("expression.syntax", position=position, found=text[position : position + 20])
        if match[0] == "}":
            found.append(Token("end", "", match.start(), match.start()))
            return found, match.end()
        if match.lastgroup != "space":
            found.append(_token(match))
        position = match.end()


def _token(match: re.Match[str]) -> Token:
    """Operators written as words become their marks."""
    if match[0] in SYNONYMS:
        return Token("mark", SYNONYMS[match[0]], match.start(), match.end())
    return Token(match.lastgroup or "", match[0], match.start(), match.end())


def unescape(literal: str, at: int) -> str:
    """The value of a string literal, quotes included in the argument. Only quotes and `\\` may stand behind a `\\`.

    Raises ExpressionError(`expression.syntax`).
    """

    def plain(match: re.Match[str]) -> str:
        if match[1] not in "\\'\"":
            raise ExpressionError("expression.syntax", position=at + match.start() + 1, found=match[0])
        return match[1]

    return _ESCAPE.sub(plain, literal[1:-1])
