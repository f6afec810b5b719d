"""Drafts of definitions; for whoever may publish them."""

from engine.errors import NotFound
from engine.identity.actor import Actor
from engine.identity.permission import Permission as P
from engine.model.view import DefinitionDraft
from engine.reads.base import Reads
from engine.runtime.definition_drafts import files_of, known_draft
from engine.runtime.file_names import file_of


class DefinitionDraftReads(Reads):
    def definition_drafts(self, actor: Actor, kind: str | None = None, key: str | None = None) -> list[DefinitionDraft]:
        """All, or those about one definition; the last saved first."""
        actor.require(P.DEFINITION_DEPLOY)
        with self._services.store.read() as reader:
            return reader.definition_drafts(kind, key)

    def definition_draft(self, actor: Actor, draft_id: str) -> DefinitionDraft:
        actor.require(P.DEFINITION_DEPLOY)
        with self._services.store.read() as reader:
            return known_draft(reader, draft_id)

    def draft_source(self, actor: Actor, draft_id: str, kind: str, key: str) -> bytes:
        """One file of a draft as it was last saved."""
        actor.require(P.DEFINITION_DEPLOY)
        with self._services.store.read() as reader:
            found = known_draft(reader, draft_id).file(kind, key)
            if found is None:
                raise NotFound("definition_draft.no_file", key=key)
            return reader.resource(found.digest) or b""

    def draft_files(self, actor: Actor, draft_id: str) -> dict[str, bytes]:
        """File name to content, as publishing would deploy them."""
        actor.require(P.DEFINITION_DEPLOY)
        with self._services.store.read() as reader:
            return files_of(reader, known_draft(reader, draft_id))

    def file_name(self, actor: Actor, kind: str, key: str) -> str:
        """Under which name a definition is deployed."""
        actor.require(P.DEFINITION_READ)
        with self._services.store.read() as reader:
            return file_of(reader, kind, key)
