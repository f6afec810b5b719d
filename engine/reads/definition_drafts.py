"""Drafts of definitions; for whoever may publish them."""

from collections.abc import Iterable, Iterator

from engine.errors import ExpressionError, NotFound
from engine.identity.actor import Actor
from engine.identity.permission import Permission as P
from engine.model.definition import DecisionTask, Element
from engine.model.view import DefinitionDraft, DefinitionView
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

    def belonging(self, actor: Actor, key: str) -> list[DefinitionView]:
        """The latest tables, forms, notice templates and texts that a process, as last published, makes use of."""
        actor.require(P.DEFINITION_READ)
        with self._services.store.read() as reader:
            latest = reader.latest("process", key)
            if latest is None:
                return []
            elements = self._library(reader).definition(latest.id).elements.values()
            forms = {form_key for each in elements if (form_key := getattr(each, "form_key", None))}
            tables = {found.key for each in self._decisions(elements) if (found := reader.decision_file(each))}
            return [view for view in reader.definitions() if _belongs(view, key, forms, tables)]

    def _decisions(self, elements: Iterable[Element]) -> Iterator[str]:
        """Of business rule tasks; what only an instance knows is left out."""
        for each in elements:
            if isinstance(each, DecisionTask):
                try:
                    yield str(each.decision_ref.evaluate({}, self._services.env()))
                except ExpressionError:
                    continue

    def file_name(self, actor: Actor, kind: str, key: str) -> str:
        """Under which name a definition is deployed."""
        actor.require(P.DEFINITION_READ)
        with self._services.store.read() as reader:
            return file_of(reader, kind, key)


def _belongs(view: DefinitionView, key: str, forms: set[str], tables: set[str]) -> bool:
    wanted = {"form": forms, "decision": tables, "templates": {key}, "texts": {f"{key}.en", f"{key}.zh"}}
    return view.key in wanted.get(view.kind, set())
