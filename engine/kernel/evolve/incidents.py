"""Incidents: raised, and resolved."""

from datetime import datetime

from engine.kernel.evolve import owned
from engine.kernel.evolve.counters import number, waited
from engine.model import event as e
from engine.model.instance import Incident, Instance


def raised(instance: Instance, event: e.IncidentRaised, at: datetime) -> None:
    number(instance, event.incident_id)
    incident = Incident(
        id=event.incident_id,
        activity_id=event.activity_id,
        element_id=event.element_id,
        code=event.code,
        stage=event.stage,  # type: ignore[arg-type]
        job_id=event.job_id,
    )
    instance.incidents[incident.id] = incident
    owned.awaited(instance, incident)


def resolved(instance: Instance, event: e.IncidentResolved, at: datetime) -> None:
    owned.gone(instance, instance.incidents.pop(event.incident_id))
    waited(instance)
