"""Activities: what is active, from its start to its end."""

from datetime import datetime

from engine.kernel.evolve import compensation, gateways, loops, owned, tokens
from engine.kernel.evolve.counters import number
from engine.model import event as e
from engine.model.instance import Activity, Instance, Loop, Token


def started(instance: Instance, event: e.ActivityStarted, at: datetime) -> None:
    number(instance, event.activity_id)
    _take_tokens(instance, event)
    instance.activities[event.activity_id] = Activity(
        id=event.activity_id,
        element_id=event.element_id,
        scope_id=event.scope_id,
        started_at=at,
        index=event.index,
        loop=None if event.total is None else Loop(total=event.total, items=event.items),
        compensates=event.compensates,
    )
    owned.began(instance, event.scope_id, event.activity_id)
    if event.compensates is not None:
        compensation.started(instance, event.compensates, event.activity_id)
    loops.began(instance, event.scope_id)


def _take_tokens(instance: Instance, event: e.ActivityStarted) -> None:
    if event.joined is None:
        token = Token(event.element_id, event.scope_id, event.flow_id, event.index, event.compensates)
        tokens.consume(instance, token)
    else:
        gateways.join(instance, f"{event.scope_id}/{event.element_id}", event.joined)


def waiting(instance: Instance, event: e.ActivityWaiting, at: datetime) -> None:
    activity = instance.activities[event.activity_id]
    activity.waits_for = event.waits_for
    if event.called_id is not None:
        activity.called_id = event.called_id
        number(instance, event.called_id)


def ad_hoc_planned(instance: Instance, event: e.AdHocPlanned, at: datetime) -> None:
    activity = instance.activities[event.activity_id]
    activity.queue, activity.is_enough = list(event.queue), event.is_enough


def ended(instance: Instance, event: e.ActivityCompleted | e.ActivityCancelled, at: datetime) -> None:
    activity = instance.activities.pop(event.activity_id)
    instance.user_tasks.pop(activity.id, None)
    owned.ended(instance, activity.scope_id, activity.id)
    compensation.ended(instance, activity)
    gateways.forget(instance, activity.id)
    loops.ended(instance, activity.scope_id, isinstance(event, e.ActivityCompleted))
