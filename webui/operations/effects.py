"""What an operation would do, in the reader's words: one list before it is done."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.model.view import Effect
from webui.reading import brief
from webui.wording import phrase

_VALUES = frozenset({"was", "value"})
_ELEMENTS = frozenset({"element", "target"})

LEVELS = {
    "given_up": "gone", "cancelled": "gone", "removed": "gone", "lost": "gone",
    "kept": "kept", "moved": "kept",
    "changed": "changed",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Names:
    """What people call elements, by id, and variables, by name."""

    elements: Mapping[str, str]
    variables: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Line:
    """`level`: gone, kept, changed or new, for its mark."""

    text: str
    level: str


def lines(effects: Iterable[Effect], names: Names) -> list[Line]:
    return [Line(phrase(each.kind, _shown(each, names)), level_of(each.kind)) for each in effects]


def level_of(kind: str) -> str:
    return next((level for end, level in LEVELS.items() if kind.endswith(end)), "new")


def named(params: Mapping[str, Any], names: Names) -> dict[str, Any]:
    """Ids of elements become their names."""
    return {key: names.elements.get(value, value) if key in _ELEMENTS else value for key, value in params.items()}


def _shown(effect: Effect, names: Names) -> dict[str, Any]:
    params = named({"element": effect.element_id or "", **effect.params}, names)
    if effect.kind.startswith("effect.variable_"):
        params["name"] = names.variables.get(params["name"], params["name"])
    return {key: brief(value) if key in _VALUES else value for key, value in params.items()}
