"""A place in a list of tokens, and the words to move it."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from engine.errors import ExpressionError
from engine.expr.lexer import Token
from engine.expr.vocabulary import Vocabulary

T = TypeVar("T")


class Cursor:
    """Walks over the tokens of one text. The end token has the text "" and is never passed.

    `types` are the names of types that take several tokens.
    """

    def __init__(self, text: str, tokens: Sequence[Token], types: Vocabulary | None = None) -> None:
        self.text = text
        self.tokens = tokens
        self.types = types
        self.index = 0

    @property
    def token(self) -> Token:
        return self.tokens[self.index]

    def peek(self, ahead: int = 1) -> Token:
        return self.tokens[min(self.index + ahead, len(self.tokens) - 1)]

    def next(self) -> Token:
        token = self.tokens[self.index]
        if token.kind == "end":
            raise self.unexpected()
        self.index += 1
        return token

    def at(self, *texts: str) -> bool:
        token = self.tokens[self.index]
        return token.text in texts and token.kind != "string"

    def accept(self, text: str) -> bool:
        if self.at(text):
            self.index += 1
            return True
        return False

    def expect(self, text: str) -> Token:
        if not self.at(text):
            raise self.unexpected()
        return self.next()

    def expect_end(self) -> None:
        if self.token.kind != "end":
            raise self.unexpected()

    def unexpected(self) -> ExpressionError:
        return ExpressionError("expression.syntax", position=self.token.start, found=self.token.text[:40])

    def several(self, parse: Callable[[], T]) -> tuple[T, ...]:
        """One or more, with commas between."""
        items = [parse()]
        while self.accept(","):
            items.append(parse())
        return tuple(items)

    def run_of_words(self, *until: str) -> str:
        """All up to one of the marks, as one name."""
        start = self.token.start
        end = self.next().end
        while not self.at(*until):
            end = self.next().end
        return " ".join(self.text[start:end].split())
