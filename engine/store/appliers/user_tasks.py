"""Rows of people's work."""

from engine.model.event import (
    UserTaskAssigned,
    UserTaskClaimed,
    UserTaskCompleted,
    UserTaskCreated,
    UserTaskDueChanged,
    UserTaskFollowUpSet,
    UserTaskReleased,
)
from engine.store.appliers.context import Context
from engine.store.rows import Rows
from engine.store.tables.draft import draft
from engine.store.tables.user_task import candidate, user_task


def user_task_created(rows: Rows, context: Context, event: UserTaskCreated) -> None:
    task_id = context.id(event.activity_id)
    rows.insert(
        user_task,
        id=task_id,
        instance_id=context.instance_id,
        root_id=context.root_id,
        element_id=event.element_id,
        definition_id=context.definition_id,
        process_key=context.process.key,
        process_name=context.process.name,
        business_key=context.business_key,
        name=event.name,
        description=event.description,
        state="open",
        assignee=event.assignee,
        candidate_users=event.candidate_users,
        candidate_groups=event.candidate_groups,
        form_key=event.form_key,
        priority=event.priority,
        created_at=context.at,
        due_at=event.due_at,
        follow_up_at=event.follow_up_at,
        mark=context.mark,
    )
    _candidates(rows, task_id, "user", event.candidate_users)
    _candidates(rows, task_id, "group", event.candidate_groups)
    context.held.add("user_task", event.activity_id, event.activity_id)


def user_task_claimed(rows: Rows, context: Context, event: UserTaskClaimed) -> None:
    _assign(rows, context, event.activity_id, event.assignee)


def user_task_released(rows: Rows, context: Context, event: UserTaskReleased) -> None:
    _assign(rows, context, event.activity_id, None)


def user_task_assigned(rows: Rows, context: Context, event: UserTaskAssigned) -> None:
    _assign(rows, context, event.activity_id, event.assignee)


def user_task_due_changed(rows: Rows, context: Context, event: UserTaskDueChanged) -> None:
    rows.update(user_task, context.id(event.activity_id), due_at=event.due_at, mark=context.mark)


def user_task_completed(rows: Rows, context: Context, event: UserTaskCompleted) -> None:
    rows.update(
        user_task,
        context.id(event.activity_id),
        state="completed",
        ended_at=context.at,
        completed_by=event.user_id,
        mark=context.mark,
    )
    rows.delete(draft, context.id(event.activity_id))
    context.held.drop("user_task", event.activity_id)


def user_task_follow_up_set(rows: Rows, context: Context, event: UserTaskFollowUpSet) -> None:
    rows.update(user_task, context.id(event.activity_id), follow_up_at=event.follow_up_at, mark=context.mark)


def _assign(rows: Rows, context: Context, activity_id: str, assignee: str | None) -> None:
    rows.update(user_task, context.id(activity_id), assignee=assignee, mark=context.mark)


def _candidates(rows: Rows, task_id: str, kind: str, names: list[str]) -> None:
    for name in names:
        rows.insert(candidate, task_id=task_id, kind=kind, name=name)
