"""The names with spaces or marks that a parser may meet, matched longest first."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from engine.errors import ExpressionError
from engine.expr.lexer import Token, words


class Vocabulary:
    """Names by their tokens. A parser adds what its text introduces to a `within` that many share."""

    def __init__(self, names: Iterable[str] = (), within: "Vocabulary | None" = None) -> None:
        self.within = within
        self._names: dict[tuple[str, ...], str] = {}
        self._lengths: dict[str, set[int]] = {}
        for name in names:
            self.add(name)

    def add(self, name: str) -> None:
        try:
            parts = words(name)
        except ExpressionError:
            return  # no expression could write it
        if len(parts) > 1:
            self._names[parts] = name
            self._lengths.setdefault(parts[0], set()).add(len(parts))

    def longest(self, tokens: Sequence[Token], index: int) -> tuple[str, int] | None:
        """The longest known name that begins at this token, and how many tokens it takes."""
        outer = self.within.longest(tokens, index) if self.within else None
        for length in sorted(self._lengths.get(tokens[index].text, ()), reverse=True):
            if outer is not None and outer[1] > length:
                break
            name = self._names.get(tuple(token.text for token in tokens[index : index + length]))
            if name is not None:
                return name, length
        return outer


@lru_cache(maxsize=256)
def shared(names: frozenset[str]) -> Vocabulary:
    """The vocabulary of a set of names, made once for all texts that use it."""
    return Vocabulary(names)
