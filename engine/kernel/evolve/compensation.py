"""Compensation: the records of what has completed, and where they are."""

from datetime import datetime

from engine.kernel.evolve.counters import number
from engine.model import event as e
from engine.model.instance import PROCESS_SCOPE, Activity, Compensation, Instance


def recorded(instance: Instance, event: e.CompensationRecorded, at: datetime) -> None:
    number(instance, event.compensation_id)
    activity = instance.activities[event.activity_id]
    if event.handler_id == activity.element_id:
        _move(instance, activity.id, event.compensation_id)
    instance.compensations[event.compensation_id] = Compensation(
        id=event.compensation_id,
        element_id=activity.element_id,
        handler_id=event.handler_id,
        scope_id=activity.scope_id or PROCESS_SCOPE,
        variables=dict(activity.variables),
        is_loop=activity.loop is not None,
    )


def thrown(instance: Instance, event: e.CompensationThrown, at: datetime) -> None:
    instance.activities[event.activity_id].waits_for = "compensation"
    for compensation_id in event.compensations:
        instance.compensations[compensation_id].scope_id = event.activity_id


def forgotten(instance: Instance, event: e.CompensationForgotten, at: datetime) -> None:
    instance.compensations.pop(event.compensation_id, None)
    _drop(instance, event.compensation_id)


def placed(instance: Instance, compensation_id: str) -> None:
    """A token goes to its handler: no activity is at it yet."""
    instance.compensations[compensation_id].started = None


def started(instance: Instance, compensation_id: str, activity_id: str) -> None:
    """The activity takes the place of what had completed: its variables, and what completed inside."""
    record = instance.compensations[compensation_id]
    record.started = activity_id
    instance.activities[activity_id].variables = dict(record.variables)
    _move(instance, record.id, activity_id)


def ended(instance: Instance, activity: Activity) -> None:
    """Nothing inside it can be compensated any more, and what it compensated is done."""
    if not instance.compensations:
        return
    _drop(instance, activity.id)
    record = instance.compensations.get(activity.compensates or "")
    if record is not None and record.started == activity.id:
        del instance.compensations[record.id]


def _move(instance: Instance, scope_id: str, to: str) -> None:
    for record in instance.compensations.values():
        if record.scope_id == scope_id:
            record.scope_id = to


def _drop(instance: Instance, scope_id: str) -> None:
    """With what completed inside them."""
    records = instance.compensations
    for record in [each for each in records.values() if each.scope_id == scope_id]:
        records.pop(record.id, None)
        _drop(instance, record.id)
