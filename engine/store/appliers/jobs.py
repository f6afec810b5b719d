"""Rows of timers, handlers' jobs, paused steps, thrown messages and subscriptions."""

from datetime import datetime
from typing import Any

from engine.model.event import (
    JobCancelled,
    JobCompleted,
    JobCreated,
    JobFailed,
    JobPrioritySet,
    JobRetriesSet,
    MessageDelivered,
    MessageSent,
    SignalDelivered,
    SignalThrown,
    StepContinued,
    StepPaused,
    SubscriptionClosed,
    SubscriptionOpened,
    TimerCancelled,
    TimerFired,
    TimerScheduled,
)
from engine.store.appliers.context import Context
from engine.store.lanes import lane_of
from engine.store.rows import Rows
from engine.store.tables.job import EXTERNAL, job, subscription

ATTEMPTS = 3  # of jobs whose event names no number


def timer_scheduled(rows: Rows, context: Context, event: TimerScheduled) -> None:
    _create(
        rows,
        context,
        event.timer_id,
        "timer",
        event.due_at,
        activity_id=context.id(event.activity_id),
        element_id=event.element_id,
        priority=event.priority,
    )
    context.held.add("timer", event.timer_id, event.activity_id)


def timer_fired(rows: Rows, context: Context, event: TimerFired) -> None:
    _remove(rows, context, event.timer_id)


def timer_cancelled(rows: Rows, context: Context, event: TimerCancelled) -> None:
    _remove(rows, context, event.timer_id)


def job_created(rows: Rows, context: Context, event: JobCreated) -> None:
    _create(
        rows,
        context,
        event.job_id,
        EXTERNAL if event.is_external else "handler",
        event.due_at,
        activity_id=context.id(event.activity_id),
        element_id=event.element_id,
        handler=event.handler,
        attempts=event.attempts,
        waits=event.waits,
        priority=event.priority,
        **({"created_at": context.at} if event.is_external else {}),
    )
    context.held.add("job", event.job_id, event.activity_id)


def job_completed(rows: Rows, context: Context, event: JobCompleted) -> None:
    _remove(rows, context, event.job_id)


def job_cancelled(rows: Rows, context: Context, event: JobCancelled) -> None:
    _remove(rows, context, event.job_id)


def job_failed(rows: Rows, context: Context, event: JobFailed) -> None:
    """Without retries it stays, dead, until its incident is resolved."""
    rows.update(
        job,
        context.id(event.job_id),
        retries=event.retries,
        due_at=event.due_at,
        is_dead=event.retries <= 0,
        leased_until=None,
        lease_owner=None,
        error_message=event.message,
        error_details=event.details or None,
    )


def job_retries_set(rows: Rows, context: Context, event: JobRetriesSet) -> None:
    again = {} if event.due_at is None else {"due_at": event.due_at}
    if event.retries:
        context.held.revive_job(event.job_id)
    rows.update(job, context.id(event.job_id), retries=event.retries, is_dead=event.retries <= 0, **again)


def job_priority_set(rows: Rows, context: Context, event: JobPrioritySet) -> None:
    rows.update(job, context.id(event.job_id), priority=event.priority)


def step_paused(rows: Rows, context: Context, event: StepPaused) -> None:
    _create(rows, context, event.job_id, "step", event.due_at)


def step_continued(rows: Rows, context: Context, event: StepContinued) -> None:
    _remove(rows, context, event.job_id)


def message_sent(rows: Rows, context: Context, event: MessageSent) -> None:
    payload = {"name": event.name, "variables": event.variables}
    _create(rows, context, event.job_id, "message", context.at, element_id=event.element_id, payload=payload)


def message_delivered(rows: Rows, context: Context, event: MessageDelivered) -> None:
    _remove(rows, context, event.job_id)


def signal_thrown(rows: Rows, context: Context, event: SignalThrown) -> None:
    """A job for those who wait outside; without one, nobody there is told."""
    if event.job_id is not None:
        payload = {"name": event.name, "variables": event.variables, "is_async": event.is_async}
        _create(rows, context, event.job_id, "signal", context.at, element_id=event.element_id, payload=payload)


def signal_delivered(rows: Rows, context: Context, event: SignalDelivered) -> None:
    _remove(rows, context, event.job_id)


def subscription_opened(rows: Rows, context: Context, event: SubscriptionOpened) -> None:
    rows.insert(
        subscription,
        id=context.id(event.subscription_id),
        kind=event.kind,
        name=event.name,
        root_id=context.root_id,
        instance_id=context.instance_id,
        activity_id=context.id(event.activity_id),
        element_id=event.element_id,
        business_key=context.business_key,
        correlation_key=event.correlation_key,
        opened_at=context.at,
    )
    context.held.add("subscription", event.subscription_id, event.activity_id)


def subscription_closed(rows: Rows, context: Context, event: SubscriptionClosed) -> None:
    rows.delete(subscription, context.id(event.subscription_id))
    context.held.drop("subscription", event.subscription_id)


def _create(
    rows: Rows,
    context: Context,
    local: str,
    kind: str,
    due_at: datetime,
    attempts: int = ATTEMPTS,
    priority: int = 0,
    **columns: Any,
) -> None:
    rows.insert(
        job,
        id=context.id(local),
        kind=kind,
        root_id=context.root_id,
        instance_id=context.instance_id,
        due_at=due_at,
        retries=attempts,
        attempts=attempts,
        priority=priority,
        lane=lane_of(kind, priority),
        **columns,
    )


def _remove(rows: Rows, context: Context, local: str) -> None:
    rows.delete(job, context.id(local))
    context.held.drop("timer", local)
    context.held.drop("job", local)
