"""What the viewer island shows of an instance: where it stands, what is late, what failed."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from flask import url_for

from engine.api import Engine
from engine.identity.actor import Actor
from engine.identity.permission import Permission
from engine.model.view import ActivityView, InstanceView
from webui import moments
from webui.texts import on_diagram


def viewer_config(engine: Engine, actor: Actor, instance: InstanceView) -> dict[str, Any]:
    """{xmlUrl, active: [{element, count, incident}], done: {element: count}, overdue: [element], texts: {name: shown}}.

    Raises Forbidden.
    """
    activities = engine.activities(actor, instance.id)
    active, done = _counts(activities)
    broken = _broken(engine, actor, instance)
    return {
        "xmlUrl": url_for("instances.diagram", instance_id=instance.id),
        "active": [
            {"element": element, "count": count, "incident": element in broken} for element, count in active.items()
        ],
        "done": {element: count for element, count in done.items() if element not in active},
        "overdue": _overdue(engine, actor, instance),
        "texts": on_diagram(engine.source(actor, instance.definition_id)),
    }


def _counts(activities: Sequence[ActivityView]) -> tuple[Counter[str], Counter[str]]:
    """Active and done. A multi-instance counts its running bodies, or itself while it has none; done it is one."""
    loops = {each.id for each in activities if each.is_loop}
    busy = {each.scope_id for each in activities if each.state == "active"} & loops
    active = Counter(each.element_id for each in activities if each.state == "active" and each.id not in busy)
    done = Counter(each.element_id for each in activities if each.state == "completed" and each.scope_id not in loops)
    return active, done


def _broken(engine: Engine, actor: Actor, instance: InstanceView) -> set[str]:
    if not instance.incident_count or not actor.has(Permission.INCIDENT_READ):
        return set()
    return {each.element_id for each in engine.instance_incidents(actor, instance.id)}


def _overdue(engine: Engine, actor: Actor, instance: InstanceView) -> list[str]:
    tasks = engine.instance_tasks(actor, instance.id)
    late = {each.element_id for each in tasks if each.state == "open" and each.due_at and each.due_at < moments.now()}
    return sorted(late)
