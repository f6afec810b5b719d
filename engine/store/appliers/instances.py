"""Rows of process instances."""

from engine.model.event import (
    ActivityCancelled,
    ActivityCompleted,
    CaseLinked,
    CustomerLinked,
    InstanceCancelled,
    InstanceCompleted,
    InstanceStarted,
    OwnerSet,
)
from engine.model.instance import PROCESS_SCOPE
from engine.store.appliers.context import Context, Kind
from engine.store.appliers.user_tasks import forget
from engine.store.rows import Rows
from engine.store.tables.instance import instance
from engine.store.tables.job import incident, job, subscription
from engine.store.tables.user_task import user_task


def instance_started(rows: Rows, context: Context, event: InstanceStarted) -> None:
    rows.insert(
        instance,
        id=event.instance_id,
        root_id=event.root_id,
        parent_id=event.parent_id,
        definition_id=event.definition_id,
        process_key=event.key,
        version_number=context.process.version,
        process_name=context.process.name,
        business_key=event.business_key,
        state="active",
        starter_id=event.starter_id,
        started_at=context.at,
        period=context.period,
    )


def instance_completed(rows: Rows, context: Context, event: InstanceCompleted) -> None:
    _end(rows, context, "completed")


def instance_cancelled(rows: Rows, context: Context, event: InstanceCancelled) -> None:
    """A message that it has thrown is delivered, also when it had been suspended."""
    _end(rows, context, "cancelled")
    rows.update(instance, context.instance_id, is_suspended=False)
    for job_id in context.after.jobs if context.after else ():
        rows.update(job, context.id(job_id), is_suspended=False)


def owner_set(rows: Rows, context: Context, event: OwnerSet) -> None:
    rows.update(instance, context.instance_id, owner_id=event.user_id)


def customer_linked(rows: Rows, context: Context, event: CustomerLinked) -> None:
    rows.update(instance, context.instance_id, customer_id=event.customer_id, device_id=event.device_id)


def case_linked(rows: Rows, context: Context, event: CaseLinked) -> None:
    rows.update(instance, context.instance_id, source_id=event.source_id)


def activity_ended(rows: Rows, context: Context, event: ActivityCompleted | ActivityCancelled) -> None:
    release(rows, context, event.activity_id)


def release(rows: Rows, context: Context, activity_id: str) -> None:
    """What an activity holds is gone with it, also where no event says so of each thing."""
    for kind, local in context.held.take(activity_id):
        drop(rows, context, kind, local)


def drop(rows: Rows, context: Context, kind: Kind, local: str) -> None:
    """An open thing ends because what it stands on has ended."""
    if kind == "user_task":
        ended = {"state": "cancelled", "ended_at": context.at, "mark": context.mark, "list_key": None}
        rows.close(user_task, context.id(local), **ended)
        forget(rows, context, local)
    elif kind == "incident":
        rows.close(incident, context.id(local), state="resolved", resolved_at=context.at)
    else:
        rows.delete(subscription if kind == "subscription" else job, context.id(local))


def _end(rows: Rows, context: Context, state: str) -> None:
    rows.update(instance, context.instance_id, state=state, ended_at=context.at)
    for owner in context.held.owners():
        for kind, local in context.held.take(owner):
            if not (kind == "incident" and owner == PROCESS_SCOPE and state == "completed"):  # somebody looks after it
                drop(rows, context, kind, local)
