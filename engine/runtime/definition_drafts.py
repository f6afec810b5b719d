"""Drafts of definitions: files on their way to the next version, kept on the server, faulty or not; then published."""

import hashlib
import json
import secrets

from msgspec.structs import replace

from engine.bpmn.well_formed import check_well_formed
from engine.errors import Conflict, NotFound, Rejected
from engine.identity.actor import Actor
from engine.model import command as c
from engine.model import event as e
from engine.model.view import DefinitionDraft, DraftRevision
from engine.runtime.cases import clean_text
from engine.runtime.deploy import accepted, deployed, stream_of
from engine.runtime.dispatch import Outcome, once
from engine.runtime.file_names import file_of
from engine.runtime.reading import LARGEST
from engine.runtime.services import Services
from engine.store.reader import Reader
from engine.store.unit_of_work import UnitOfWork

LONGEST_COMMENT, LONGEST_KEY = 500, 200
MOST = 20  # drafts about one definition


def save(services: Services, command: c.SaveDefinitionDraft, actor: Actor) -> Outcome:
    """Raises Conflict when a colleague saved the file meanwhile, Rejected for what no editor could open again."""
    clean_text(command.key, "key", LONGEST_KEY)
    _check_readable(command.kind, command.content)

    def carry_out(work: UnitOfWork, known: c.SaveDefinitionDraft) -> Outcome:
        event = _added(work, known) if known.draft_id else _begun(work, known)
        work.put_resource(event.digest, known.content)
        _record(services, work, known, actor, event.about_kind, event.about_key, event)
        return Outcome(DraftRevision(draft_id=event.draft_id, revision=event.revision))

    return once(services, command, carry_out)


def discard(services: Services, command: c.DiscardDefinitionDraft, actor: Actor) -> Outcome:
    """Raises Conflict when a colleague saved it meanwhile."""

    def carry_out(work: UnitOfWork, known: c.DiscardDefinitionDraft) -> Outcome:
        draft = _seen(work, known.draft_id, known.revision)
        event = e.DefinitionDraftDiscarded(draft_id=draft.id, revision=draft.revision, files=_names(draft))
        _record(services, work, known, actor, draft.kind, draft.key, event)
        return Outcome()

    return once(services, command, carry_out)


def publish(services: Services, command: c.PublishDefinitionDraft, actor: Actor) -> Outcome:
    """Raises DeploymentRefused for a faulty draft, Conflict when it or what it replaces was changed meanwhile."""
    with services.store.read() as reader:
        deployment = _deployment(reader, command)
    reading = accepted(services, deployment)

    def carry_out(work: UnitOfWork, known: c.PublishDefinitionDraft) -> Outcome:
        draft = _seen(work, known.draft_id, known.revision)
        _check_changed(work, draft)
        answer = deployed(services, work, reading, replace(deployment, command_id=known.command_id), actor)
        event = e.DefinitionDraftPublished(
            draft_id=draft.id, revision=draft.revision, files=_names(draft), deployment_id=answer.id
        )
        _record(services, work, known, actor, draft.kind, draft.key, event)
        return Outcome(answer)

    return once(services, command, carry_out)


def files_of(reader: Reader, draft: DefinitionDraft) -> dict[str, bytes]:
    """File name to content, as a deployment takes them."""
    return {each.file: reader.resource(each.digest) or b"" for each in draft.files}


def known_draft(reader: Reader, draft_id: str) -> DefinitionDraft:
    """Raises NotFound."""
    found = reader.definition_draft(draft_id)
    if found is None:
        raise NotFound("definition_draft.unknown", draft=draft_id)
    return found


def _deployment(reader: Reader, command: c.PublishDefinitionDraft) -> c.DeployFiles:
    """What publishing deploys; nothing for a draft that is gone, which a command sent again may find."""
    comment = clean_text(command.comment, "comment", LONGEST_COMMENT)
    draft = reader.definition_draft(command.draft_id)
    if draft is None:
        return c.DeployFiles(files={})
    _check_revision(draft, command.revision)
    began = {each.name: each.base_version for each in draft.files}
    seen = {name: command.replaces.get(name, version) for name, version in began.items()}
    return c.DeployFiles(files=files_of(reader, draft), comment=comment, expected_versions=seen)


def _begun(work: UnitOfWork, command: c.SaveDefinitionDraft) -> e.DefinitionDraftSaved:
    """The first revision of a new draft about this file."""
    work.head(stream_of(command.kind, command.key))
    if len(work.definition_drafts(command.kind, command.key)) >= MOST:
        raise Rejected("definition_draft.too_many", most=MOST)
    return e.DefinitionDraftSaved(
        draft_id=secrets.token_hex(8),
        about_kind=command.kind,
        about_key=command.key,
        kind=command.kind,
        key=command.key,
        file=file_of(work, command.kind, command.key),
        digest=hashlib.sha256(command.content).hexdigest(),
        revision=1,
        base_version=command.base_version,
    )


def _added(work: UnitOfWork, command: c.SaveDefinitionDraft) -> e.DefinitionDraftSaved:
    """The next revision of a draft; the file keeps the version it began with."""
    draft = _locked(work, command.draft_id)
    before = draft.file(command.kind, command.key)
    if (before.revision if before else 0) != command.revision:
        saved = before or draft
        raise Conflict("definition_draft.changed_meanwhile", by=saved.saved_by, at=saved.saved_at)
    _check_size(work, draft, command)
    return e.DefinitionDraftSaved(
        draft_id=draft.id,
        about_kind=draft.kind,
        about_key=draft.key,
        kind=command.kind,
        key=command.key,
        file=before.file if before else file_of(work, command.kind, command.key),
        digest=hashlib.sha256(command.content).hexdigest(),
        revision=draft.revision + 1,
        base_version=before.base_version if before else command.base_version,
    )


def _locked(work: UnitOfWork, draft_id: str) -> DefinitionDraft:
    """As it is now, and stays until the transaction ends. Raises NotFound."""
    draft = known_draft(work, draft_id)
    work.head(stream_of(draft.kind, draft.key))
    return known_draft(work, draft_id)


def _seen(work: UnitOfWork, draft_id: str, revision: int) -> DefinitionDraft:
    draft = _locked(work, draft_id)
    _check_revision(draft, revision)
    return draft


def _check_revision(draft: DefinitionDraft, revision: int) -> None:
    if draft.revision != revision:
        raise Conflict("definition_draft.changed_meanwhile", by=draft.saved_by, at=draft.saved_at)


def _check_changed(work: UnitOfWork, draft: DefinitionDraft) -> None:
    """A draft that equals what is published would say why and change nothing."""
    latest = (work.latest(each.kind, each.key) for each in draft.files)
    if all(view is not None and view.digest == each.digest for view, each in zip(latest, draft.files, strict=True)):
        raise Rejected("definition_draft.unchanged")


def _check_size(work: UnitOfWork, draft: DefinitionDraft, command: c.SaveDefinitionDraft) -> None:
    others = [each for each in draft.files if each.name != f"{command.kind}/{command.key}"]
    size = sum(len(work.resource(each.digest) or b"") for each in others) + len(command.content)
    if size > LARGEST:
        raise Rejected("definition_draft.too_large", megabytes=LARGEST // 1024**2)


def _check_readable(kind: str, content: bytes) -> None:
    """What can be opened in its editor again may be faulty in any other way. Raises Rejected."""
    if len(content) > LARGEST:
        raise Rejected("definition_draft.too_large", megabytes=LARGEST // 1024**2)
    try:
        if kind in ("process", "decision"):
            check_well_formed(content)
        elif kind == "form":
            json.loads(content)
        else:
            content.decode()
    except (ValueError, RecursionError):
        raise Rejected("definition_draft.unreadable", kind=kind) from None


def _names(draft: DefinitionDraft) -> list[str]:
    return sorted(each.name for each in draft.files)


def _record(
    services: Services, work: UnitOfWork, command: c.Command, actor: Actor, kind: str, key: str, event: e.Event
) -> None:
    """In the stream of what the draft is about."""
    work.head(stream_of(kind, key))
    work.record(
        stream_of(kind, key),
        None,
        None,
        [event],
        after=None,
        command_id=command.command_id,
        actor=actor.ref,
        at=services.clock.now(),
    )
