"""What processes say, in the reader's language: names of elements, labels of forms. What has no translation stays."""

from collections.abc import Iterable, Mapping
from typing import Any, cast

from flask import g

from engine.api import Engine
from engine.identity.actor import Actor
from engine.locale.words import kind_name
from webui.catalogue import language, t
from webui.session import current_engine

SAID = frozenset(
    {"label", "dateLabel", "timeLabel", "description", "text", "placeholder", "prefixAdorner", "suffixAdorner"}
)  # what people read of a form's fields


def said(text: str | None) -> str:
    return _texts().get(text, text) if text else ""


def form_said(schema: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """The schema with the texts of its fields; keys, values and conditions stay."""
    return {key: _part(key, value) for key, value in schema.items()} if schema else None


def element_names(engine: Engine, actor: Actor, definition_id: str) -> dict[str, str]:
    """What kind of element it is where it has no name. Raises Forbidden, NotFound."""
    kinds = engine.element_kinds(actor, definition_id)
    names = engine.element_names(actor, definition_id)
    return {
        element: kind_name(kinds[element], language()) if name == element else said(name)
        for element, name in names.items()
    }


def on_diagram(xml: bytes) -> dict[str, str]:
    """What of a diagram has a translation: name -> name shown."""
    drawn = xml.decode(errors="replace")
    return {text: shown for text, shown in _texts().items() if text in drawn}


def together(texts: Iterable[str]) -> str:
    """One after the other, in a line."""
    return t("text.comma").join(texts)


def _part(key: str, value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _part(name, each) for name, each in value.items()}
    if isinstance(value, list):
        return [_part(key, each) for each in value]
    return said(value) if key in SAID and isinstance(value, str) else value


def _texts() -> Mapping[str, str]:
    """Asked once for a page."""
    if "texts" not in g:
        g.texts = current_engine().texts(language())
    return cast(Mapping[str, str], g.texts)
