"""Rows of the definition pages, each with what runs on it."""

from dataclasses import dataclass

from engine.api import Engine
from engine.errors import NotFound
from engine.identity.actor import Actor
from engine.model.view import DefinitionView

KINDS = ("process", "decision", "form", "templates", "texts", "drawing")


@dataclass(frozen=True)
class Row:
    """The latest version of a key; `running_count` is over all its versions; `decisions`: ids of those in a file."""

    latest: DefinitionView
    running_count: int
    is_count_exact: bool = True
    decisions: tuple[str, ...] = ()


def rows(engine: Engine, actor: Actor, kind: str) -> list[Row]:
    return [_row(engine, actor, latest) for latest in engine.definitions(actor, kind)]


def versions(engine: Engine, actor: Actor, kind: str, key: str) -> list[DefinitionView]:
    """The newest first. Raises NotFound."""
    if kind not in KINDS:
        raise NotFound("page.definition_unknown", key=key)
    found = engine.versions(actor, kind, key)
    if not found:
        raise NotFound("page.definition_unknown", key=key)
    return sorted(found, key=lambda each: each.version, reverse=True)


def version_of(found: list[DefinitionView], version: int | None) -> DefinitionView:
    """That version, or the latest for None. Raises NotFound."""
    if version is None:
        return found[0]
    for each in found:
        if each.version == version:
            return each
    raise NotFound("page.definition_unknown", key=f"{found[0].key}:{version}")


def _row(engine: Engine, actor: Actor, latest: DefinitionView) -> Row:
    if latest.kind == "decision":
        return Row(latest, 0, decisions=tuple(engine.decisions_in(actor, latest.id)))
    if latest.kind != "process":
        return Row(latest, 0)
    found = engine.versions(actor, latest.kind, latest.key)
    return Row(latest, sum(each.running_count for each in found), all(each.is_count_exact for each in found))
