"""Answers to commands, kept as JSON, so that a command sent again is answered as it was the first time."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import msgspec
from msgspec.structs import replace

from engine.model import command as c
from engine.model import operation as o
from engine.model.erasure import EraseCustomer, Erasure
from engine.model.problem import Problem
from engine.model.view import Batch, Deployment, DraftRevision, Refusal


def written(answer: Any) -> bytes:
    return msgspec.json.encode(answer)


def read(command: c.Command, text: bytes) -> Any:
    """In the type that this kind of command answers."""
    return READ.get(type(command), msgspec.json.decode)(text)


def _moment(text: bytes) -> datetime:
    return msgspec.json.decode(text, type=datetime)


def _deployment(text: bytes) -> Deployment:
    found = msgspec.json.decode(text, type=Deployment)
    return replace(found, warnings=msgspec.convert(found.warnings, list[Problem]))


def _draft_revision(text: bytes) -> DraftRevision:
    return msgspec.json.decode(text, type=DraftRevision)


def _refusals(text: bytes) -> list[Refusal]:
    return msgspec.json.decode(text, type=list[Refusal])


def _erasure(text: bytes) -> Erasure:
    return msgspec.json.decode(text, type=Erasure)


def _batch(text: bytes) -> Batch:
    return msgspec.json.decode(text, type=Batch)


READ: Mapping[type[c.Command], Callable[[bytes], Any]] = {
    c.AdvanceClock: _moment,
    c.AssignUserTasks: _refusals,
    c.CreateDemo: _moment,
    c.DeployFiles: _deployment,
    c.SaveDefinitionDraft: _draft_revision,
    c.PublishDefinitionDraft: _deployment,
    o.MigrateInstances: _batch,
    EraseCustomer: _erasure,
    o.SuspendDefinition: _batch,
    o.ResumeDefinition: _batch,
}
