"""Which variables a form looks at besides its own: in conditions, options, labels and texts."""

import re
from collections.abc import Iterator
from typing import Any

from engine.errors import ExpressionError
from engine.expr.compile import feel

_TEMPLATE = re.compile(r"\{\{\s*(?:#(?:if|loop)\s+)?([^/{}][^{}]*)\}\}")


def variables_read(schema: dict[str, Any]) -> frozenset[str]:
    """Names, as far as they can be told; an expression that does not compile reads nothing."""
    return frozenset(_names(schema))


def _names(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        key = node.get("valuesKey")
        if isinstance(key, str) and key:
            yield key
        for value in node.values():
            yield from _names(value)
    elif isinstance(node, list):
        for value in node:
            yield from _names(value)
    elif isinstance(node, str):
        yield from _names_in_text(node)


def _names_in_text(text: str) -> Iterator[str]:
    if text.lstrip().startswith("="):
        yield from _free(text.lstrip()[1:])
    elif "{{" in text:
        for match in _TEMPLATE.finditer(text):
            yield from _free(match[1])


def _free(source: str) -> frozenset[str]:
    try:
        return feel(source).names
    except ExpressionError:
        return frozenset()
