"""Rows of failures that wait to be resolved."""

from engine.model.event import IncidentRaised, IncidentResolved
from engine.store.appliers.context import Context
from engine.store.rows import Rows
from engine.store.tables.job import incident, job


def incident_raised(rows: Rows, context: Context, event: IncidentRaised) -> None:
    rows.insert(
        incident,
        id=context.id(event.incident_id),
        instance_id=context.instance_id,
        root_id=context.root_id,
        activity_id=context.id(event.activity_id),
        element_id=event.element_id,
        definition_id=context.definition_id,
        process_name=context.process.name,
        business_key=context.business_key,
        code=event.code,
        params=event.params,
        created_at=context.at,
        state="open",
    )
    context.held.add("incident", event.incident_id, event.activity_id)
    context.held.add_failed_job(event.incident_id, event.job_id, event.activity_id)


def incident_resolved(rows: Rows, context: Context, event: IncidentResolved) -> None:
    """The dead job goes, unless the retry has made it anew."""
    rows.close(incident, context.id(event.incident_id), state="resolved", resolved_at=context.at)
    context.held.drop("incident", event.incident_id)
    job_id = context.held.failed_job.get(event.incident_id)
    if job_id is not None and not rows.has_insert(job, context.id(job_id)):
        rows.delete(job, context.id(job_id))
