"""Rows of people's work."""

from typing import Any

from engine.model.event import (
    UserTaskAssigned,
    UserTaskClaimed,
    UserTaskCompleted,
    UserTaskCreated,
    UserTaskDueChanged,
    UserTaskFollowUpSet,
    UserTaskReleased,
)
from engine.store import worklist
from engine.store.appliers.context import Context
from engine.store.rows import Rows
from engine.store.tables.draft import draft
from engine.store.tables.user_task import offer, user_task


def user_task_created(rows: Rows, context: Context, event: UserTaskCreated) -> None:
    task_id = context.id(event.activity_id)
    offers = context.held.offer(event.activity_id, event.candidate_users, event.candidate_groups)
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
        list_key=worklist.first(event.assignee, offers),
    )
    for list_key in offers[1:]:
        rows.insert(
            offer,
            task_id=task_id,
            list_key=list_key,
            due_at=event.due_at,
            created_at=context.at,
            priority=event.priority,
            is_free=event.assignee is None,
        )
    context.held.add("user_task", event.activity_id, event.activity_id)


def user_task_claimed(rows: Rows, context: Context, event: UserTaskClaimed) -> None:
    _assign(rows, context, event.activity_id, event.assignee)


def user_task_released(rows: Rows, context: Context, event: UserTaskReleased) -> None:
    _assign(rows, context, event.activity_id, None)


def user_task_assigned(rows: Rows, context: Context, event: UserTaskAssigned) -> None:
    _assign(rows, context, event.activity_id, event.assignee)


def user_task_due_changed(rows: Rows, context: Context, event: UserTaskDueChanged) -> None:
    rows.update(user_task, context.id(event.activity_id), due_at=event.due_at, mark=context.mark)
    _further(rows, context, event.activity_id, due_at=event.due_at)


def user_task_completed(rows: Rows, context: Context, event: UserTaskCompleted) -> None:
    rows.update(
        user_task,
        context.id(event.activity_id),
        state="completed",
        ended_at=context.at,
        completed_by=event.user_id,
        mark=context.mark,
        list_key=None,
    )
    forget(rows, context, event.activity_id)
    context.held.drop("user_task", event.activity_id)


def user_task_follow_up_set(rows: Rows, context: Context, event: UserTaskFollowUpSet) -> None:
    rows.update(user_task, context.id(event.activity_id), follow_up_at=event.follow_up_at, mark=context.mark)


def forget(rows: Rows, context: Context, activity_id: str) -> None:
    """What was kept for an open task: the draft of its form, its further offers."""
    rows.delete(draft, context.id(activity_id))
    for list_key in context.held.withdraw(activity_id)[1:]:
        rows.delete(offer, context.id(activity_id), list_key)


def _assign(rows: Rows, context: Context, activity_id: str, assignee: str | None) -> None:
    list_key = worklist.first(assignee, context.held.offers(activity_id))
    rows.update(user_task, context.id(activity_id), assignee=assignee, list_key=list_key, mark=context.mark)
    _further(rows, context, activity_id, is_free=assignee is None)


def _further(rows: Rows, context: Context, activity_id: str, **columns: Any) -> None:
    for list_key in context.held.offers(activity_id)[1:]:
        rows.update(offer, context.id(activity_id), list_key, **columns)
