"""Conditional events (BPMN 10.5.5): looked at when waiting begins, and when a variable that they see was written.

A condition that is true on two changes is met twice, as in Camunda 7; `variable_name` narrows what is looked at.
"""

from engine.errors import EngineError
from engine.kernel import triggers
from engine.kernel.step import Change, Run, Step, incident, plain_params
from engine.kernel.waits import UNKNOWN
from engine.model import event as e
from engine.model.definition import Event, Trigger
from engine.model.instance import Activity, Incident, Subscription


def look(step: Step) -> None:
    """Until what happened has been looked at by every condition that it concerns."""
    while step.unseen.changes or step.unseen.opened:
        unseen, step.unseen = step.unseen, type(step.unseen)()
        for instance_id in [*unseen.opened, *(each for each in unseen.changes if each not in unseen.opened)]:
            waiting = [each for each in step.family[instance_id].subscriptions.values() if each.kind == "condition"]
            if not waiting:
                continue
            run = step.run(instance_id)
            changes, opened = unseen.changes.get(instance_id, []), unseen.opened.get(instance_id, [])
            for subscription in waiting:
                is_there = run.is_alive(subscription.activity_id) and subscription.id in run.instance.subscriptions
                if is_there and _concerns(run, subscription, changes, opened):
                    look_at(run, subscription)


def look_at(run: Run, subscription: Subscription) -> None:
    """Go on if the condition is true; one that cannot be evaluated is an incident, until it can."""
    try:
        is_met = _is_met(run, subscription)
    except EngineError as failure:
        return _raise(run, subscription, failure)
    for failed in _failed(run, subscription.activity_id, subscription.element_id):
        run.emit(e.IncidentResolved(incident_id=failed.id))
    if is_met:
        triggers.meet(run, subscription)
    return None


def look_again(run: Run, activity_id: str, element_id: str) -> None:
    """After an incident was resolved."""
    awaited = ("condition", activity_id, element_id)
    for each in list(run.instance.subscriptions.values()):
        if (each.kind, each.activity_id, each.element_id) == awaited and each.id in run.instance.subscriptions:
            look_at(run, each)


def _trigger(run: Run, subscription: Subscription) -> Trigger:
    element = run.definition.elements[subscription.element_id]
    assert isinstance(element, Event)
    return element.trigger.each[subscription.part]


def _concerns(run: Run, subscription: Subscription, changes: list[Change], opened: list[str]) -> bool:
    trigger = _trigger(run, subscription)
    if subscription.id in opened and trigger.condition is not None:
        return True
    return any(_is_awaited(trigger, change) and _sees(run, subscription, change) for change in changes)


def _is_awaited(trigger: Trigger, change: Change) -> bool:
    kinds = trigger.variable_changes
    return trigger.variable_name in (None, change.name) and (
        not kinds or ("create" if change.is_new else "update") in kinds
    )


def _sees(run: Run, subscription: Subscription, change: Change) -> bool:
    """The variable that was written is the one that the waiting activity sees by this name."""
    activity: Activity | None = run.activity(subscription.activity_id)
    while activity is not None:
        if activity.id == change.scope_id:
            return True
        if change.name in activity.variables:
            return False
        activity = run.instance.activities.get(activity.scope_id or "")
    return False


def _is_met(run: Run, subscription: Subscription) -> bool:
    """A variable that is not there yet makes no condition true. Raises EngineError for what is no truth value."""
    condition = _trigger(run, subscription).condition
    if condition is None:
        return True
    try:
        value = run.evaluate(condition, subscription.activity_id)
    except EngineError as failure:
        if failure.code != UNKNOWN:
            raise
        return False
    if value is not None and not isinstance(value, bool):
        raise incident("condition.not_boolean", text=condition.text, value=repr(value)[:100])
    return value is True


def _failed(run: Run, activity_id: str, element_id: str) -> list[Incident]:
    found = (each for each in run.instance.incidents.values() if each.stage == "trigger")
    return [each for each in found if (each.activity_id, each.element_id) == (activity_id, element_id)]


def _raise(run: Run, subscription: Subscription, failure: EngineError) -> None:
    """Once; the event stays where it is, and is looked at again as ever."""
    if _failed(run, subscription.activity_id, subscription.element_id):
        return
    run.emit(
        e.IncidentRaised(
            incident_id=run.new_id(),
            activity_id=subscription.activity_id,
            element_id=subscription.element_id,
            code=failure.code,
            params=plain_params(failure),
            stage="trigger",
        )
    )
