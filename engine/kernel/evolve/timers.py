"""Timers: armed, fired, cancelled."""

from datetime import datetime

from engine.kernel.evolve.counters import number, waited
from engine.model import event as e
from engine.model.instance import Instance, Timer


def scheduled(instance: Instance, event: e.TimerScheduled, at: datetime) -> None:
    number(instance, event.timer_id)
    instance.timers[event.timer_id] = Timer(
        id=event.timer_id,
        activity_id=event.activity_id,
        element_id=event.element_id,
        due_at=event.due_at,
        remaining=event.remaining,
        cycle=event.cycle,
        priority=event.priority,
    )


def fired(instance: Instance, event: e.TimerFired, at: datetime) -> None:
    del instance.timers[event.timer_id]
    waited(instance)


def cancelled(instance: Instance, event: e.TimerCancelled, at: datetime) -> None:
    del instance.timers[event.timer_id]
