"""The doors to the expression languages. Each text is compiled once and the closure kept."""

from collections.abc import Collection, Iterable
from functools import lru_cache

from engine.expr import feel as feel_language
from engine.expr.expression import Expression, UnaryTests, guarded
from engine.expr.juel import template

CACHE = 8192


def feel(text: str, names: Iterable[str] = (), types: feel_language.Types | None = None) -> Expression:
    """A FEEL expression; `names` are known names with spaces or marks, `types` named types. Raises ExpressionError."""
    if types:
        return guarded(lambda: feel_language.expression(text, frozenset(names), types), text)  # type: ignore[no-any-return]
    return _feel(text, frozenset(names))


def unary_tests(text: str, names: Iterable[str] = (), types: feel_language.Types | None = None) -> UnaryTests:
    """FEEL unary tests, as in a cell of a decision table. Raises ExpressionError."""
    if types:
        return guarded(lambda: feel_language.unary_tests(text, frozenset(names), types), text)  # type: ignore[no-any-return]
    return _unary_tests(text, frozenset(names))


@lru_cache(maxsize=CACHE)
def juel(text: str) -> Expression:
    """Text with `${...}` or `#{...}`, alone (any value) or amid other text (a string). Raises ExpressionError."""
    return guarded(lambda: template.expression(text), text)  # type: ignore[no-any-return]


def called(text: str, holders: Collection[str]) -> template.Called | None:
    """What a lone `${execution.setVariable('name', value)}` calls. Raises ExpressionError."""
    return guarded(lambda: template.called(text, holders), text)  # type: ignore[no-any-return]


def condition(text: str) -> Expression:
    """A condition: with `${..}` or `#{..}` it is JUEL, all else FEEL; a leading `=` says FEEL."""
    stripped = text.strip()
    if not stripped.startswith("=") and ("${" in stripped or "#{" in stripped):
        return juel(stripped)
    return feel(stripped.removeprefix("="))


def text(text: str) -> Expression:
    """An attribute as Camunda writes it: `${..}` somewhere is JUEL, a leading `=` FEEL, else the text itself."""
    if "${" in text or "#{" in text:
        return juel(text.strip())
    if text.lstrip().startswith("="):
        return feel(text.strip().removeprefix("="))
    return _literal(text)


@lru_cache(maxsize=CACHE)
def _feel(text: str, names: frozenset[str]) -> Expression:
    return guarded(lambda: feel_language.expression(text, names), text)  # type: ignore[no-any-return]


@lru_cache(maxsize=CACHE)
def _unary_tests(text: str, names: frozenset[str]) -> UnaryTests:
    return guarded(lambda: feel_language.unary_tests(text, names), text)  # type: ignore[no-any-return]


@lru_cache(maxsize=CACHE)
def _literal(text: str) -> Expression:
    return Expression(text, "literal", frozenset(), lambda scope, run: text)
