"""What an operation would do, in the reader's words: one list before it is done."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from engine.model.view import Effect
from webui.values import value_text
from webui.wording import phrase

_VALUES = frozenset({"was", "value"})
_ELEMENTS = frozenset({"element", "target"})
_LONGEST = 120

LEVELS = {"given_up": "gone", "cancelled": "gone", "removed": "gone", "lost": "gone", "kept": "kept", "moved": "kept"}


@dataclass(frozen=True, slots=True)
class Line:
    """`level`: gone, kept or new, for its mark."""

    text: str
    level: str


def lines(effects: Iterable[Effect], names: Mapping[str, str]) -> list[Line]:
    return [Line(phrase(each.kind, _shown(each, names)), level_of(each.kind)) for each in effects]


def level_of(kind: str) -> str:
    return next((level for end, level in LEVELS.items() if kind.endswith(end)), "new")


def named(params: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """Ids of elements become their names."""
    return {key: names.get(value, value) if key in _ELEMENTS else value for key, value in params.items()}


def _shown(effect: Effect, names: Mapping[str, str]) -> dict[str, Any]:
    params = named({"element": effect.element_id or "", **effect.params}, names)
    return {key: _value(value) if key in _VALUES else value for key, value in params.items()}


def _value(value: Any) -> str:
    text = "—" if value is None else value_text(value)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
