"""Drafts as pages list them: what each is called, and how its files stand to what is published."""

from dataclasses import dataclass

from flask import url_for

from engine.model.view import DefinitionDraft, DefinitionView, DraftFile
from webui.session import current_actor, current_engine
from webui.texts import said


@dataclass(frozen=True)
class Drafted:
    """One file of a draft; `latest` is None for what is published for the first time."""

    file: DraftFile
    latest: DefinitionView | None
    edit_url: str

    @property
    def name(self) -> str:
        return said(self.latest.name if self.latest else None) or self.file.key

    @property
    def is_older(self) -> bool:
        """Somebody published since the draft began."""
        return self.latest is not None and self.latest.version != self.file.base_version

    @property
    def is_changed(self) -> bool:
        return self.latest is None or self.latest.digest != self.file.digest


def drafted(draft: DefinitionDraft, file: DraftFile) -> Drafted:
    latest = next(iter(current_engine().versions(current_actor(), file.kind, file.key)), None)
    return Drafted(file, latest, edit_url(file.kind, file.key, draft.id))


def edit_url(kind: str, key: str, draft_id: str) -> str:
    """Where a file is edited as part of a draft."""
    if kind == "process":
        return url_for("modeler.show", key=key, draft=draft_id)
    return url_for("editor.show", kind=kind, key=key, draft=draft_id)


def name_of(draft: DefinitionDraft) -> str:
    """That of what it is about."""
    latest = next(iter(current_engine().versions(current_actor(), draft.kind, draft.key)), None)
    return said(latest.name if latest else None) or draft.key


@dataclass(frozen=True)
class Other:
    """Something that can be taken into a draft."""

    kind: str
    key: str
    name: str


def others(draft: DefinitionDraft) -> list[Other]:
    """What belongs to the process that the draft is about and is not in it; notices and English texts may begin."""
    if draft.kind != "process":
        return []
    found = current_engine().belonging(current_actor(), draft.key)
    known = {(each.kind, each.key): said(each.name) or each.key for each in found}
    possible = dict.fromkeys((("templates", draft.key), ("texts", f"{draft.key}.en")), "")
    missing = {name: shown for name, shown in {**possible, **known}.items() if draft.file(*name) is None}
    return [Other(kind, key, shown or key) for (kind, key), shown in missing.items()]
