"""Drafts of definitions."""

from itertools import groupby
from typing import Any

from sqlalchemy import Select, select

from engine.model.view import DefinitionDraft, DraftFile
from engine.store.queries.base import Queries, columns
from engine.store.tables.definition_draft import definition_draft

row = definition_draft.c


class DefinitionDraftQueries(Queries):
    def definition_drafts(self, kind: str | None = None, key: str | None = None) -> list[DefinitionDraft]:
        """All, or those about one definition; the last saved first."""
        statement = _files()
        if kind is not None:
            statement = statement.where(row.about_kind == kind, row.about_key == key)
        return sorted(self._drafts(statement), key=lambda draft: (draft.saved_at, draft.id), reverse=True)

    def definition_draft(self, draft_id: str) -> DefinitionDraft | None:
        return next(iter(self._drafts(_files().where(row.draft_id == draft_id))), None)

    def _drafts(self, statement: Select[Any]) -> list[DefinitionDraft]:
        rows = self._all(statement.order_by(row.draft_id, row.revision.desc()))
        return [_draft([each._asdict() for each in group]) for _, group in groupby(rows, lambda each: each.draft_id)]


def _files() -> Select[Any]:
    return select(row.draft_id, row.about_kind, row.about_key, *columns(definition_draft, DraftFile))


def _draft(rows: list[dict[str, Any]]) -> DefinitionDraft:
    about = [(each.pop("draft_id"), each.pop("about_kind"), each.pop("about_key")) for each in rows]
    id, kind, key = about[0]
    return DefinitionDraft(id=id, kind=kind, key=key, files=tuple(DraftFile(**each) for each in rows))
