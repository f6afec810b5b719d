"""Signals reach everybody who waits for them when they are thrown (BPMN 10.5.5).

The family of the thrower is served within the step; a job tells the other families after the commit.
"""

from collections.abc import Mapping
from typing import Any

from engine.expr.values import stored
from engine.kernel import triggers
from engine.kernel.step import Run, Step
from engine.kernel.waits import name_of
from engine.model import event as e
from engine.model.definition import Event, Trigger

Place = tuple[str, str]  # instance, subscription


def throw_signal(run: Run, activity_id: str, trigger: Trigger) -> None:
    """The thrower may be interrupted by what it threw."""
    name, variables = name_of(run, activity_id, trigger), _payload(run, activity_id, trigger)
    run.emit(
        e.SignalThrown(
            name=name,
            element_id=run.activity(activity_id).element_id,
            job_id=None if trigger.is_local else run.new_id(),
            variables=variables,
            is_async=trigger.is_async,
        )
    )
    if trigger.is_async:
        return
    for instance_id, subscription_id in waiting(run.step, name):
        receive(run.step, instance_id, subscription_id, variables)


def _payload(run: Run, activity_id: str, trigger: Trigger) -> dict[str, Any]:
    """What its mapping names, else what the thrower has as locals (its input parameters), as with messages."""
    if not trigger.passes_all and not trigger.payload:
        return dict(run.activity(activity_id).variables)
    named = {each.target: stored(run.evaluate(each.source, activity_id)) for each in trigger.payload}
    return {**(run.names(activity_id) if trigger.passes_all else {}), **named}


def waiting(step: Step, name: str) -> list[Place]:
    """Everybody in the family who waits now, in the order of asking."""
    return [
        (instance.id, each.id)
        for instance in step.family.values()
        if instance.state == "active"
        for each in instance.subscriptions.values()
        if (each.kind, each.name) == ("signal", name)
    ]


def is_local(run: Run, subscription_id: str) -> bool:
    """Whether only a thrower of the same family is heard (Flowable's `scope="processInstance"`)."""
    subscription = run.instance.subscriptions.get(subscription_id)
    element = None if subscription is None else run.definition.elements[subscription.element_id]
    return isinstance(element, Event) and any(each.is_local for each in element.trigger.each)


def receive(step: Step, instance_id: str, subscription_id: str, variables: Mapping[str, Any]) -> bool:
    """False for somebody who does not wait any more, because of what another receiver did."""
    run = step.run(instance_id)
    subscription = run.instance.subscriptions.get(subscription_id)
    if subscription is None or run.instance.state != "active":
        return False
    triggers.receive(run, subscription, variables)
    return True
