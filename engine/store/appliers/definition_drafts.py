"""Rows of drafts of definitions."""

from engine.model.event import DefinitionDraftDiscarded, DefinitionDraftPublished, DefinitionDraftSaved
from engine.store.appliers.context import Context
from engine.store.rows import Rows
from engine.store.tables.definition_draft import definition_draft


def saved(rows: Rows, context: Context, event: DefinitionDraftSaved) -> None:
    rows.insert(
        definition_draft,
        draft_id=event.draft_id,
        kind=event.kind,
        key=event.key,
        about_kind=event.about_kind,
        about_key=event.about_key,
        file=event.file,
        digest=event.digest,
        base_version=event.base_version,
        revision=event.revision,
        saved_by=context.actor.id,
        saved_at=context.at,
    )


def ended(rows: Rows, context: Context, event: DefinitionDraftDiscarded | DefinitionDraftPublished) -> None:
    for name in event.files:
        kind, _, key = name.partition("/")
        rows.delete(definition_draft, event.draft_id, kind, key)
