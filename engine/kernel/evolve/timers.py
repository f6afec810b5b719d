"""Timers: armed, fired, cancelled."""

from datetime import datetime

from engine.kernel.evolve import owned
from engine.kernel.evolve.counters import number, waited
from engine.model import event as e
from engine.model.instance import Instance, Timer


def scheduled(instance: Instance, event: e.TimerScheduled, at: datetime) -> None:
    number(instance, event.timer_id)
    timer = Timer(
        id=event.timer_id,
        activity_id=event.activity_id,
        element_id=event.element_id,
        due_at=event.due_at,
        remaining=event.remaining,
        cycle=event.cycle,
        priority=event.priority,
    )
    instance.timers[timer.id] = timer
    owned.awaited(instance, timer)


def fired(instance: Instance, event: e.TimerFired, at: datetime) -> None:
    owned.gone(instance, instance.timers.pop(event.timer_id))
    waited(instance)


def cancelled(instance: Instance, event: e.TimerCancelled, at: datetime) -> None:
    owned.gone(instance, instance.timers.pop(event.timer_id))
