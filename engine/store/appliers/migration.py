"""Rows of an instance that goes on with another version: what is open in them stands on the elements of that one."""

from typing import Any

from sqlalchemy import Table

from engine.model.event import InstanceMigrated, UserTaskMigrated
from engine.model.instance import PROCESS_SCOPE
from engine.store.appliers.context import Context
from engine.store.rows import Rows
from engine.store.tables.instance import instance
from engine.store.tables.job import incident, job, subscription
from engine.store.tables.user_task import user_task


def instance_migrated(rows: Rows, context: Context, event: InstanceMigrated) -> None:
    process, after = context.process, context.after
    assert after is not None
    rows.update(
        instance,
        context.instance_id,
        definition_id=event.definition_id,
        version_number=process.version,
        process_name=process.name,
    )
    named = {"definition_id": event.definition_id, "process_name": process.name}
    for task_id in after.user_tasks:
        element_id = after.activities[task_id].element_id
        _move(rows, context, user_task, task_id, element_id=element_id, mark=context.mark, **named)
    for timer in after.timers.values():
        _move(rows, context, job, timer.id, element_id=timer.element_id)
    for handled in after.jobs.values():
        if handled.activity_id != PROCESS_SCOPE:
            _move(rows, context, job, handled.id, element_id=after.activities[handled.activity_id].element_id)
    for expected in after.subscriptions.values():
        _move(rows, context, subscription, expected.id, element_id=expected.element_id)
    for failure in after.incidents.values():
        _move(rows, context, incident, failure.id, element_id=failure.element_id, **named)


def _move(rows: Rows, context: Context, table: Table, local: str, **columns: Any) -> None:
    rows.update(table, context.id(local), **columns)


def user_task_migrated(rows: Rows, context: Context, event: UserTaskMigrated) -> None:
    rows.update(user_task, context.id(event.activity_id), name=event.name, form_key=event.form_key, mark=context.mark)
