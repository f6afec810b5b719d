"""What is opened in an editor, a published version or a draft, and where the editor sends what comes of it."""

from dataclasses import dataclass
from typing import Any

from flask import request, url_for

from engine.model.view import DefinitionDraft, DefinitionView
from webui.definitions import publishing
from webui.definitions.listing import version_of, versions
from webui.session import current_actor, current_engine
from webui.texts import said


@dataclass(frozen=True)
class Opened:
    """`chosen` and `latest` are None for what is published for the first time; `draft` None outside of one."""

    kind: str
    key: str
    chosen: DefinitionView | None
    latest: DefinitionView | None
    draft: DefinitionDraft | None

    @property
    def name(self) -> str:
        return said(self.chosen.name if self.chosen else None) or self.key

    @property
    def is_drafted(self) -> bool:
        """Whether the draft has this file already."""
        return self.draft is not None and self.draft.file(self.kind, self.key) is not None

    @property
    def seen(self) -> int:
        """The latest version that the editor's work is based on."""
        file = self.draft.file(self.kind, self.key) if self.draft else None
        return file.base_version if file else self.latest.version if self.latest else 0


def opened(kind: str, key: str) -> Opened:
    """By `?draft=` or `?version=`, else the latest. Raises NotFound."""
    engine, actor = current_engine(), current_actor()
    draft_id = request.args.get("draft")
    if not draft_id:
        found = versions(engine, actor, kind, key)
        return Opened(kind, key, version_of(found, request.args.get("version", type=int)), found[0], None)
    latest = next(iter(engine.versions(actor, kind, key)), None)
    return Opened(kind, key, latest, latest, engine.definition_draft(actor, draft_id))


def config(work: Opened) -> dict[str, Any]:
    """Of the island that edits it."""
    draft, file = work.draft, work.draft.file(work.kind, work.key) if work.draft else None
    return {
        "sourceUrl": _source_url(work),
        "kind": work.kind,
        "name": work.key,
        "version": work.chosen.version if work.chosen and not work.is_drafted else None,
        "canPublish": True,
        **links(work.kind, work.key, work.seen, draft.id if draft else None, file.revision if file else 0),
    }


def links(kind: str, key: str, seen: int, draft_id: str | None = None, revision: int = 0) -> dict[str, Any]:
    """Where checks, saved drafts and new versions go; they change whenever a draft was saved."""
    page, where = _page(kind, key)
    urls = {
        "checkUrl": url_for(f"{page}.check", **where, draft=draft_id),
        "lintUrl": url_for("lint.check", kind=kind, key=key, draft=draft_id),
        "publishUrl": publishing.publish_url(kind, key, seen),
        "saveUrl": url_for("drafts.save", kind=kind, key=key, seen=seen, draft=draft_id, revision=revision),
        "newDraftUrl": url_for("drafts.save", kind=kind, key=key, seen=seen, revision=0),
        "editUrl": url_for(f"{page}.show", **where, draft=draft_id) if draft_id else None,
        "draftUrl": url_for("drafts.show", draft_id=draft_id) if draft_id else None,
    }
    return urls | {"tryUrl": url_for("modeler.attempt", key=key, draft=draft_id)} if kind == "process" else urls


def source_of(work: Opened) -> bytes:
    """What the editor opens; empty for a file that is begun."""
    engine, actor = current_engine(), current_actor()
    if work.draft is not None and work.is_drafted:
        return engine.draft_source(actor, work.draft.id, work.kind, work.key)
    return engine.source(actor, work.chosen.id, work.kind) if work.chosen else b""


def _page(kind: str, key: str) -> tuple[str, dict[str, Any]]:
    return ("modeler", {"key": key}) if kind == "process" else ("editor", {"kind": kind, "key": key})


def _source_url(work: Opened) -> str | None:
    """None for a file that is begun."""
    if work.draft is not None and work.is_drafted:
        return url_for("drafts.source", draft_id=work.draft.id, kind=work.kind, key=work.key)
    if work.chosen is None:
        return None
    page, where = _page(work.kind, work.key)
    return url_for(f"{page}.source", **where, version=work.chosen.version)
