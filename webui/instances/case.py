"""Everything about one case that the actor may see, read for its page."""

from dataclasses import dataclass
from typing import Any

from engine.api import Engine
from engine.identity.actor import Actor
from engine.model.view import Choice, IncidentView, InstanceView, JobView, SubscriptionView, Undoable, UserTaskView
from webui.labels import labels_of
from webui.supervision.incidents import incidents_of
from webui.texts import element_names
from webui.timeline import Line, lines


@dataclass(frozen=True)
class Case:
    """`deadlines` are armed timers, soonest first; `labels` are what forms call variables.

    `awaited` are messages and signals; `choices` may be begun by hand; `undoable` is what compensation would undo.
    """

    instance: InstanceView
    element_names: dict[str, str]
    variables: dict[str, Any]
    labels: dict[str, str]
    tasks: list[UserTaskView]
    deadlines: list[JobView]
    awaited: list[SubscriptionView]
    choices: list[Choice]
    undoable: list[Undoable]
    called: list[InstanceView]
    incidents: list[IncidentView]
    timeline: list[Line]


def read_case(engine: Engine, actor: Actor, instance_id: str) -> Case:
    """Raises Forbidden, NotFound."""
    instance = engine.instance(actor, instance_id)
    labels = labels_of(engine, actor, instance)
    return Case(
        instance=instance,
        element_names=element_names(engine, actor, instance.definition_id),
        variables=_ordered(engine.variables(actor, instance_id), labels),
        labels=labels,
        tasks=engine.instance_tasks(actor, instance_id),
        deadlines=sorted(engine.timers(actor, instance_id), key=lambda timer: timer.due_at),
        awaited=[each for each in engine.subscriptions(actor, instance_id) if each.kind in ("message", "signal")],
        choices=engine.choices(actor, instance_id),
        undoable=engine.undoable(actor, instance_id),
        called=engine.called(actor, instance_id),
        incidents=incidents_of(engine, actor, instance),
        timeline=lines(engine, actor, instance, labels),
    )


def _ordered(variables: dict[str, Any], labels: dict[str, str]) -> dict[str, Any]:
    """What people filled in comes first, as the forms ask for it; then the rest by name."""
    asked = [name for name in labels if name in variables]
    return {name: variables[name] for name in [*asked, *sorted(variables.keys() - labels.keys())]}
