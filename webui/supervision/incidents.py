"""Open incidents, as far as the actor may know of them."""

from engine.api import Engine
from engine.errors import NotFound
from engine.identity.actor import Actor
from engine.identity.permission import Permission
from engine.model.view import IncidentView, InstanceView


def incidents_of(engine: Engine, actor: Actor, instance: InstanceView) -> list[IncidentView]:
    """Only who watches over incidents sees the reasons; the others see that there are some."""
    if not instance.incident_count or not actor.has(Permission.INCIDENT_READ):
        return []
    return engine.instance_incidents(actor, instance.id)


def open_incident(engine: Engine, actor: Actor, incident_id: str) -> IncidentView:
    """Its id is "<instance id>.<n>". Raises Forbidden, and NotFound when it does not exist or is resolved already."""
    actor.require(Permission.INCIDENT_READ)
    instance_id, dot, _ = incident_id.rpartition(".")
    found = engine.instance_incidents(actor, instance_id) if dot else []
    for incident in found:
        if incident.id == incident_id:
            return incident
    raise NotFound("page.incident_gone")
