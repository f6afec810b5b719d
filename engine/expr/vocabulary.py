"""The names with spaces or marks that a parser may meet, matched longest first."""

from collections.abc import Iterable, Sequence

from engine.expr.lexer import Token, words


class Vocabulary:
    """Known names by their first token. Names met later in the text may be added; none is ever removed."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for name in names:
            self.add(name)

    def add(self, name: str) -> None:
        parts = words(name)
        if len(parts) < 2:
            return
        known = self._by_first.setdefault(parts[0], [])
        if (parts, name) not in known:
            known.append((parts, name))
            known.sort(key=lambda entry: -len(entry[0]))

    def longest(self, tokens: Sequence[Token], index: int) -> tuple[str, int] | None:
        """The longest known name that begins at this token, and how many tokens it takes."""
        for parts, name in self._by_first.get(tokens[index].text, ()):
            if all(token.text == part for token, part in zip(tokens[index : index + len(parts)], parts, strict=False)):
                return name, len(parts)
        return None
