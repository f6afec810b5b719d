"""The hash chain of a stream: how a commit is written, read and proved. Pure, needs no database.

`hash = sha256(previous hash + body)`; the body is the exact text that is stored.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

import msgspec

from engine.errors import EngineError
from engine.model.actor import ActorRef
from engine.model.event import FORMAT, Event
from engine.model.seal import (
    Payload,
    digest,
    digests,
    payload_from,
    payload_text,
    seal,
    sealed_union,
    unseal,
)
from engine.model.seal import (
    canonical as canonical,
)
from engine.model.view import CommitView

GENESIS = "0" * 64  # the hash before the first commit of a stream


class Body(msgspec.Struct, frozen=True, kw_only=True):
    """What is hashed; says everything that the columns beside it say."""

    stream: str
    version: int
    root_id: str | None
    command_id: str
    at: datetime
    actor: ActorRef
    format: int
    events: list[sealed_union]  # the union is built from the events at import


class Commit(msgspec.Struct, frozen=True, kw_only=True):
    """A commit as stored and exported. `payload`: JSON {digest: [salt, value]}, None without personal values."""

    stream: str
    version: int
    root_id: str | None = None
    command_id: str
    at: datetime
    actor_kind: str
    actor_id: str
    format: int
    body: str
    hash: str
    payload: str | None = None


class _Kind(msgspec.Struct, frozen=True):
    e: str  # the tag of the event


class _Kinds(msgspec.Struct, frozen=True):
    events: list[_Kind]


_kinds_decoder = msgspec.json.Decoder(_Kinds)
_decoder = msgspec.json.Decoder(Body, float_hook=Decimal)


def link(previous: str, body: str) -> str:
    """The hash of the commit that follows the one with the hash `previous`."""
    return sha256(f"{previous}{body}".encode()).hexdigest()


def write(
    events: Sequence[Event],
    previous: str,
    *,
    stream: str,
    version: int,
    root_id: str | None,
    command_id: str,
    at: datetime,
    actor: ActorRef,
) -> Commit:
    """The commit that follows `previous`. Raises UnicodeEncodeError when a value is no text that can be stored."""
    payload: Payload = {}
    body = canonical(
        Body(
            stream=stream,
            version=version,
            root_id=root_id,
            command_id=command_id,
            at=at,
            actor=actor,
            format=FORMAT,
            events=[seal(each, payload) if each.PERSONAL else each for each in events],
        )
    )
    return Commit(
        stream=stream,
        version=version,
        root_id=root_id,
        command_id=command_id,
        at=at,
        actor_kind=actor.kind,
        actor_id=actor.id,
        format=FORMAT,
        body=body,
        hash=link(previous, body),
        payload=payload_text(payload) if payload else None,
    )


def read(commit: Commit) -> list[Event]:
    """The events, their personal values put back.

    Raises EngineError `history.unknown_format`, and msgspec.DecodeError when the body is none of ours.
    """
    if commit.format != FORMAT:
        raise EngineError("history.unknown_format", format=commit.format)
    payload = payload_from(commit.payload)
    return [unseal(each, payload) for each in _decoder.decode(commit.body).events]


def kinds_in(body: str) -> list[str]:
    """The kinds of its events, each once, in their order. Raises msgspec.DecodeError when the body is none of ours."""
    return list(dict.fromkeys(each.e for each in _kinds_decoder.decode(body).events))


def view_of(commit: Commit) -> CommitView:
    """As `read`, with what the columns say. Raises as that."""
    return CommitView(
        stream=commit.stream,
        version=commit.version,
        command_id=commit.command_id,
        at=commit.at,
        actor_kind=commit.actor_kind,
        actor_id=commit.actor_id,
        format=commit.format,
        hash=commit.hash,
        events=read(commit),
    )


def faults(commits: Sequence[Commit], previous: str = GENESIS, version: int = 0) -> Iterator[tuple[int, str]]:
    """(version, code) of whatever does not hold in the commits that follow `previous`, in their order."""
    for commit in commits:
        version += 1
        if commit.version != version:
            yield commit.version, "verify.version"
            version = commit.version
        if commit.hash != link(previous, commit.body):
            yield commit.version, "verify.hash"
        yield from ((commit.version, code) for code in _body_faults(commit))
        previous = commit.hash


def _body_faults(commit: Commit) -> Iterator[str]:
    try:
        body, payload = _decoder.decode(commit.body), payload_from(commit.payload)
    except msgspec.DecodeError:
        yield "verify.body"
        return
    if _columns(body) != _columns_of(commit):
        yield "verify.columns"
    known = set[str]().union(*map(digests, body.events))
    if any(key not in known or key != digest(salt, bytes(raw)) for key, (salt, raw) in payload.items()):
        yield "verify.payload"


def _columns(body: Body) -> tuple[Any, ...]:
    return (
        body.stream,
        body.version,
        body.root_id,
        body.command_id,
        body.at,
        body.actor.kind,
        body.actor.id,
        body.format,
    )


def _columns_of(commit: Commit) -> tuple[Any, ...]:
    return (
        commit.stream,
        commit.version,
        commit.root_id,
        commit.command_id,
        commit.at,
        commit.actor_kind,
        commit.actor_id,
        commit.format,
    )
