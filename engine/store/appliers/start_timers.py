"""Jobs of timer start events, which belong to a process and to no instance."""

from engine.model.event import StartTimerCancelled, StartTimerFired, StartTimerScheduled
from engine.store.appliers.context import Context
from engine.store.lanes import lane_of
from engine.store.rows import Rows
from engine.store.tables.job import job


def start_timer_scheduled(rows: Rows, context: Context, event: StartTimerScheduled) -> None:
    rows.insert(
        job,
        id=event.job_id,
        kind="timer",
        root_id=context.stream,
        element_id=event.element_id,
        due_at=event.due_at,
        retries=1,
        attempts=1,
        priority=event.priority,
        lane=lane_of("timer", event.priority),
        payload={"definition_id": event.definition_id, "remaining": event.remaining, "cycle": event.cycle},
    )


def start_timer_gone(rows: Rows, context: Context, event: StartTimerFired | StartTimerCancelled) -> None:
    rows.delete(job, event.job_id)
