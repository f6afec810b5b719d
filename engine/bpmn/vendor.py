"""Attributes and elements of other engines in their own namespaces, read as one vocabulary."""

from typing import Any

from engine.bpmn.document import child
from engine.bpmn.names import FAMILY, ZEEBE, local, namespace


def attribute(element: Any, name: str) -> str | None:
    """An attribute of the Camunda 7 family, stripped; None when absent or empty."""
    for space in FAMILY:
        text = (element.get(f"{{{space}}}{name}") or "").strip()
        if text:
            return str(text)
    return None


def is_set(element: Any, name: str) -> bool:
    return attribute(element, name) == "true"


def extensions(element: Any, name: str) -> list[Any]:
    """The extension elements of the family with this name."""
    return [each for each in _extensions(element) if namespace(each) in FAMILY and local(each) == name]


def extension(element: Any, name: str) -> Any:
    return next(iter(extensions(element, name)), None)


def zeebe(element: Any, name: str) -> Any:
    """The extension element of Camunda 8 with this name, or None."""
    return next(iter(all_zeebe(element, name)), None)


def all_zeebe(element: Any, name: str) -> list[Any]:
    return [each for each in _extensions(element) if namespace(each) == ZEEBE and local(each) == name]


def parts(element: Any, name: str) -> list[Any]:
    """The children of an extension element, in its own namespace."""
    if element is None:
        return []
    return [each for each in element if local(each) == name and namespace(each) == namespace(element)]


def inner(element: Any) -> Any:
    """The only child of an extension element that holds a value: script, list, map; None for text."""
    return next(iter(element), None)


def _extensions(element: Any) -> list[Any]:
    holder = None if element is None else child(element, "extensionElements")
    return [] if holder is None else list(holder)
