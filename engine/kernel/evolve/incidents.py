"""Incidents: raised, and resolved."""

from datetime import datetime

from engine.kernel.evolve.counters import number, waited
from engine.model import event as e
from engine.model.instance import Incident, Instance


def raised(instance: Instance, event: e.IncidentRaised, at: datetime) -> None:
    number(instance, event.incident_id)
    instance.incidents[event.incident_id] = Incident(
        id=event.incident_id,
        activity_id=event.activity_id,
        element_id=event.element_id,
        code=event.code,
        stage=event.stage,  # type: ignore[arg-type]
        job_id=event.job_id,
    )


def resolved(instance: Instance, event: e.IncidentResolved, at: datetime) -> None:
    del instance.incidents[event.incident_id]
    waited(instance)
