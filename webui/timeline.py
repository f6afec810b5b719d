"""The timeline of an instance in words, for templates/partials/timeline.html."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from engine.api import Engine
from engine.identity.actor import Actor
from engine.model.view import InstanceView, TimelineEntry
from webui.decided import DECIDED, Words, columns, details, words_of
from webui.texts import element_names
from webui.told import named, told
from webui.wording import actor_name


@dataclass(frozen=True, slots=True)
class Line:
    at: datetime
    who: str
    text: str
    kind: str
    element_id: str | None
    is_person: bool
    details: tuple[str, ...] = ()


def lines(engine: Engine, actor: Actor, instance: InstanceView, labels: Mapping[str, str]) -> list[Line]:
    """Newest first; `labels` are what forms call variables. Raises Forbidden."""
    names = element_names(engine, actor, instance.definition_id)
    entries = engine.timeline(actor, instance.id)
    words = words_of(engine, actor, ((each.kind, each.params) for each in entries))
    return [_line(each, names, labels, words) for each in reversed(entries)]


def _line(entry: TimelineEntry, names: Mapping[str, str], labels: Mapping[str, str], words: Words) -> Line:
    labels = {**labels, **columns(words)} if entry.kind == DECIDED else labels
    element = names.get(entry.element_id, entry.element_id) if entry.element_id else ""
    return Line(
        at=entry.at,
        who=actor_name(entry.actor_kind, entry.actor_id),
        text=told(entry.kind, named(entry.params, names), element, labels, is_start=entry.version == 1),
        kind=entry.kind.rpartition(".")[2],
        element_id=entry.element_id,
        is_person=entry.actor_kind == "user",
        details=details(entry.params, words),
    )
