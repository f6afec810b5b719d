"""Rows of what was deployed."""

from typing import Any

from engine.model.event import (
    DecisionDeployed,
    DrawingDeployed,
    FormDeployed,
    ProcessDeployed,
    TemplatesDeployed,
    TextsDeployed,
)
from engine.store.appliers.context import Context
from engine.store.catalogue import NAME
from engine.store.rows import Rows
from engine.store.tables.account import setting
from engine.store.tables.definition import decision, definition, start_listener

Deployed = ProcessDeployed | DecisionDeployed | FormDeployed | TemplatesDeployed | TextsDeployed | DrawingDeployed


def process_deployed(rows: Rows, context: Context, event: ProcessDeployed) -> None:
    _deployed(
        rows,
        context,
        "process",
        event,
        name=event.name,
        start_form=event.start_form,
        candidate_starter_groups=event.candidate_starter_groups,
        candidate_starter_users=event.candidate_starter_users,
        message_starts=event.message_starts,
        searchable=event.searchable,
    )
    listeners = [("message", each) for each in event.message_starts.items()]
    listeners += [("signal", each) for each in event.signal_starts.items()]
    listeners += [("conditional", (each, each)) for each in event.condition_starts]
    for trigger, (name, element_id) in listeners:
        rows.insert(
            start_listener,
            trigger=trigger,
            name=name,
            definition_id=event.definition_id,
            kind="process",
            key=event.key,
            version=event.version,
            element_id=element_id,
        )


def decision_deployed(rows: Rows, context: Context, event: DecisionDeployed) -> None:
    _deployed(rows, context, "decision", event, name=event.name)
    for decision_id in event.ids:
        rows.insert(decision, id=decision_id, definition_id=event.definition_id, kind="decision")


def form_deployed(rows: Rows, context: Context, event: FormDeployed) -> None:
    _deployed(rows, context, "form", event)


def templates_deployed(rows: Rows, context: Context, event: TemplatesDeployed) -> None:
    _deployed(rows, context, "templates", event)


def texts_deployed(rows: Rows, context: Context, event: TextsDeployed) -> None:
    _deployed(rows, context, "texts", event)


def drawing_deployed(rows: Rows, context: Context, event: DrawingDeployed) -> None:
    _deployed(rows, context, "drawing", event, name=event.name)


def _deployed(rows: Rows, context: Context, kind: str, event: Deployed, **columns: Any) -> None:
    rows.insert(
        definition,
        kind=kind,
        id=event.definition_id,
        key=event.key,
        version=event.version,
        file=event.file,
        digest=event.digest,
        deployment_id=event.deployment_id,
        deployed_at=context.at,
        deployed_by=context.actor.id or None,
        comment=event.comment,
        **columns,
    )
    catalogue_changed(rows, context)


def catalogue_changed(rows: Rows, context: Context) -> None:
    """No process may go by what it remembers of before."""
    rows.insert(setting, name=NAME, value=f"{context.stream}/{context.version}")
