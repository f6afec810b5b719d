"""What stands still: an instance with its jobs and open tasks, or a version of a definition."""

from engine.model.event import DefinitionResumed, DefinitionSuspended, InstanceResumed, InstanceSuspended
from engine.store.appliers.context import Context
from engine.store.appliers.definitions import catalogue_changed
from engine.store.rows import Rows
from engine.store.tables.definition import definition
from engine.store.tables.instance import instance
from engine.store.tables.job import job
from engine.store.tables.user_task import user_task


def instance_suspended(rows: Rows, context: Context, event: InstanceSuspended) -> None:
    """Whoever has one of its jobs in hand loses the lease: what comes of that counts no more."""
    _mark(rows, context, is_suspended=True)


def instance_resumed(rows: Rows, context: Context, event: InstanceResumed) -> None:
    _mark(rows, context, is_suspended=False)


def _mark(rows: Rows, context: Context, *, is_suspended: bool) -> None:
    rows.update(instance, context.instance_id, is_suspended=is_suspended)
    after = context.after
    assert after is not None
    for job_id in (*after.timers, *after.jobs):
        rows.update(job, context.id(job_id), is_suspended=is_suspended, leased_until=None, lease_owner=None)
    for task_id in after.user_tasks:
        rows.update(user_task, context.id(task_id), is_suspended=is_suspended, mark=context.mark)


def definition_suspended(rows: Rows, context: Context, event: DefinitionSuspended) -> None:
    _mark_definition(rows, event, is_suspended=True)
    catalogue_changed(rows, context)


def definition_resumed(rows: Rows, context: Context, event: DefinitionResumed) -> None:
    _mark_definition(rows, event, is_suspended=False)
    catalogue_changed(rows, context)


def _mark_definition(rows: Rows, event: DefinitionSuspended | DefinitionResumed, *, is_suspended: bool) -> None:
    rows.update(definition, "process", event.definition_id, is_suspended=is_suspended)
    for job_id in event.timers:
        rows.update(job, job_id, is_suspended=is_suspended, leased_until=None, lease_owner=None)
