"""Leaving out what a skip expression says, in cases that allow it (an extension of Flowable and Activiti)."""

from engine.kernel.step import Run, incident
from engine.model.definition import Activity, Flow

ALLOWED = ("_FLOWABLE_SKIP_EXPRESSION_ENABLED", "_ACTIVITI_SKIP_EXPRESSION_ENABLED")
"""Variables of a case; without one of them that is true, skip expressions have no effect."""


def is_skipped(run: Run, element: Activity | Flow, activity_id: str) -> bool | None:
    """None where there is nothing to ask. Raises IncidentError `flow.not_boolean`."""
    if element.skip is None or not any(run.names(activity_id).get(name) is True for name in ALLOWED):
        return None
    value = run.evaluate(element.skip, activity_id)
    if not isinstance(value, bool):
        raise incident("flow.not_boolean", flow=element.id, text=element.skip.text, value=repr(value)[:100])
    return value
