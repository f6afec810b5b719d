"""The searchable variables of a process, called as its forms call them, or the decisions that find them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from engine.api import Engine
from engine.identity.actor import Actor
from engine.model.view import DefinitionView
from webui import moments
from webui.catalogue import t
from webui.texts import said

BETWEEN = "between"
_ORDERED = ("eq", "neq", "gt", "gteq", "lt", "lteq", BETWEEN)
_OPERATORS = {"text": ("eq", "starts", "neq"), "number": _ORDERED, "date": _ORDERED, "boolean": ("eq",)}


@dataclass(frozen=True, slots=True)
class Field:
    """`type` is text, number, date or boolean; `choices`: what the form offers, and how it is called there."""

    name: str
    type: str
    label: str
    choices: tuple[tuple[str, str], ...] = ()

    @property
    def operators(self) -> tuple[str, ...]:
        return ("eq", "neq") if self.choices and self.type == "text" else _OPERATORS[self.type]

    def shown(self, value: Any) -> str:
        """A value as a list shows it."""
        match value:
            case None:
                return "—"
            case bool():
                return t("value.yes" if value else "value.no")
            case datetime():
                local = value.astimezone(moments.zone())
                return f"{local:%Y-%m-%d}" if local.time() == time() else moments.short(value)
            case float():
                return f"{value:.15g}"
            case _:
                return dict(self.choices).get(value, str(value))


def fields_of(engine: Engine, actor: Actor, process: DefinitionView) -> tuple[Field, ...]:
    """In the order in which the process declares them."""
    if not process.searchable:
        return ()
    known: dict[str, Any] = {}
    for schema in engine.form_schemas(actor, process.id):
        for component in _inputs(schema.get("components", ())):
            known.setdefault(component["key"], component)
    if process.searchable.keys() - known.keys():
        decided = engine.decided_words(actor, process.id)
        known = {name: {"label": label} for name, label in decided.items()} | known
    return tuple(_field(name, type, known.get(name, {})) for name, type in process.searchable.items())


def _field(name: str, type: str, component: dict[str, Any]) -> Field:
    label = component.get("label") or component.get("dateLabel")
    is_text = isinstance(label, str) and not label.startswith("=")
    values = component.get("values") or ()
    choices = tuple((each["value"], said(str(each.get("label") or each["value"]))) for each in values)
    return Field(name, type, said(label) if is_text else name, choices if type == "text" else ())


def _inputs(components: Iterable[Any]) -> Iterator[dict[str, Any]]:
    """What fills a variable of its own."""
    for component in components:
        if isinstance(component.get("key"), str):
            yield component
        if not component.get("path"):
            yield from _inputs(component.get("components", ()))
