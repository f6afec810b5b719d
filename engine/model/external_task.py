"""Service tasks that programs outside carry out: what they ask for, get, and bring back (Camunda 7's words)."""

from datetime import datetime
from typing import Any

import msgspec

from engine.model.command import Command


class TopicRequest(msgspec.Struct, frozen=True, kw_only=True):
    """What a worker takes of one topic, and for how long (`seconds`, real time).

    None is no restriction. `variables`: the names that it wants to see; `is_local`: those of the task itself only.
    """

    topic: str
    seconds: float = 60.0
    variables: frozenset[str] | None = None
    is_local: bool = False
    business_key: str | None = None
    process_keys: frozenset[str] | None = None
    definition_ids: frozenset[str] | None = None


class FetchRequest(msgspec.Struct, frozen=True, kw_only=True):
    """Up to `limit` tasks for one worker; of a topic that is named twice the first counts for the lock."""

    worker_id: str
    topics: tuple[TopicRequest, ...]
    limit: int = 1


class ExternalTaskView(msgspec.Struct, frozen=True, kw_only=True):
    """`id` is "<instance id>.<n>". `retries`: tries left; `locked_until` is real time, all else business time."""

    id: str
    topic: str
    instance_id: str
    activity_id: str
    element_id: str
    definition_id: str
    process_key: str
    business_key: str | None = None
    retries: int
    priority: int = 0
    due_at: datetime
    created_at: datetime
    worker_id: str | None = None
    locked_until: datetime | None = None
    is_suspended: bool = False
    error_message: str | None = None


class LockedTask(msgspec.Struct, frozen=True, kw_only=True):
    """A task in the hand of the worker that fetched it; `properties`: what the diagram says to it."""

    task: ExternalTaskView
    variables: dict[str, Any] = {}
    properties: dict[str, str] = {}


class ExternalTaskFilter(msgspec.Struct, frozen=True, kw_only=True):
    """What a list is about; None: whatever. `locked` and the times are real time."""

    task_id: str | None = None
    topic: str | None = None
    worker_id: str | None = None
    instance_id: str | None = None
    definition_id: str | None = None
    process_key: str | None = None
    element_id: str | None = None
    is_locked: bool | None = None
    has_retries: bool | None = None
    is_suspended: bool | None = None
    locked_before: datetime | None = None
    locked_after: datetime | None = None
    priority_from: int | None = None
    priority_to: int | None = None


class CompleteExternalTask(Command, frozen=True, kw_only=True):
    """By the worker that locked it last. `local_variables` are seen by its output mapping only."""

    task_id: str
    worker_id: str
    variables: dict[str, Any] = {}
    local_variables: dict[str, Any] = {}


class FailExternalTask(Command, frozen=True, kw_only=True):
    """`retries`: tries that are left, None: one less; 0 is an incident. `retry_after`: seconds of business time."""

    task_id: str
    worker_id: str
    message: str = ""
    details: str = ""
    retries: int | None = None
    retry_after: float = 0.0
    variables: dict[str, Any] = {}
    local_variables: dict[str, Any] = {}


class ThrowExternalTaskError(Command, frozen=True, kw_only=True):
    """A BPMN error, caught in the diagram, or an incident."""

    task_id: str
    worker_id: str
    code: str
    message: str = ""
    variables: dict[str, Any] = {}


class ExtendExternalTaskLock(Command, frozen=True, kw_only=True):
    """For so many seconds from now, real time."""

    task_id: str
    worker_id: str
    seconds: float


class UnlockExternalTask(Command, frozen=True, kw_only=True):
    """Anybody may fetch it again; no try is used up."""

    task_id: str
