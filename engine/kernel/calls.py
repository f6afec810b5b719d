"""Call activities (BPMN 13.3.5): the called instance belongs to the family of its caller."""

from typing import Any

from engine.expr.values import stored
from engine.kernel.instances import begin_scope, plain_starts
from engine.kernel.step import Run, incident, worded
from engine.model import event as e
from engine.model.definition import CallActivity
from engine.model.instance import PROCESS_SCOPE

DEEPEST = 50  # calls inside calls: a process that calls itself without end


def start_call(run: Run, element: CallActivity, activity_id: str) -> None:
    """Everything that can fail is worked out before the called instance exists."""
    if run.instance.id.count(".") >= DEEPEST:
        raise incident("call.too_deep", most=DEEPEST)
    key = worded(run.evaluate(element.called, activity_id)) or ""
    definition = run.world.library.called(key, element.binding, element.version, run.definition)
    starts = plain_starts(definition)
    given = _given(run, element, activity_id)
    business_key = run.evaluate(element.business_key, activity_id) if element.business_key else None
    called_id = f"{run.instance.id}.{run.new_id()}"
    run.emit(e.ActivityWaiting(activity_id=activity_id, waits_for="call", called_id=called_id))
    called = run.step.begin(
        e.InstanceStarted(
            instance_id=called_id,
            definition_id=definition.id,
            key=definition.key,
            root_id=run.instance.root_id,
            parent_id=run.instance.id,
            caller_id=activity_id,
            business_key=worded(business_key),
        )
    )
    if element.id_variable is not None:
        run.set(activity_id, worded(run.evaluate(element.id_variable, activity_id)) or "", called_id)
    for name, value in given.items():
        called.set_local(PROCESS_SCOPE, name, value)
    begin_scope(called, starts)


def _given(run: Run, element: CallActivity, activity_id: str) -> dict[str, Any]:
    """What the called instance begins with."""
    locals_ = run.activity(activity_id).variables
    given = dict(run.names(activity_id)) if element.passes_all_in else {}
    if element.passes_locals_in:
        given |= locals_
    for assignment in element.ins:
        if assignment.is_local:
            value = assignment.source.evaluate(locals_, run.world.env)
        else:
            value = run.evaluate(assignment.source, activity_id)
        given[assignment.target] = stored(value)
    return given
