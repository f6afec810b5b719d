"""Compensation: what has completed is undone, in reverse order (BPMN 10.6, 13.5.5).

Records that are thrown wait below the throwing event. A handler sees the variables that its activity had when it
completed; a sub-process or multi-instance is entered again, to undo what completed inside it.
"""

from engine.kernel.compensable import records_in, undoing_in
from engine.kernel.completion import complete
from engine.kernel.flows import choose, take, tell
from engine.kernel.step import Run, Step
from engine.model import event as e
from engine.model.definition import Activity, SubProcess, Trigger
from engine.model.instance import PROCESS_SCOPE, Compensation, Token
from engine.model.instance import Activity as Running

IDLE = ("user_task", "event", "compensation")


def throw(run: Run, activity_id: str, trigger: Trigger) -> None:
    """Compensate one activity, or all of the scope; with nothing to undo the event just completes."""
    activity = run.activity(activity_id)
    scope_id = activity.scope_id or PROCESS_SCOPE
    records = _of_element(records_in(run, _reached(run, scope_id)), trigger.activity_ref)
    leaving = [] if trigger.waits or not records else choose(run, run.element(activity), activity_id)
    tell(run, leaving, scope_id)
    begin(run, activity_id, records)
    take(run, leaving, scope_id)


def begin(run: Run, activity_id: str, records: list[Compensation]) -> None:
    if not records:
        return complete(run, activity_id)
    return run.emit(e.CompensationThrown(activity_id=activity_id, compensations=[each.id for each in records]))


def _reached(run: Run, scope_id: str) -> list[str]:
    """From inside an event sub-process, what completed in the scope around it is reached as well (10.5.5)."""
    scopes = [scope_id]
    while _is_event_sub_process(run, scopes[-1]):
        scopes.append(run.activity(scopes[-1]).scope_id or PROCESS_SCOPE)
    return scopes


def _is_event_sub_process(run: Run, scope_id: str) -> bool:
    element = run.definition.elements.get(run.activity(scope_id).element_id)
    return scope_id != PROCESS_SCOPE and isinstance(element, SubProcess) and element.is_event


def _of_element(records: list[Compensation], element_id: str | None) -> list[Compensation]:
    """A handler for the activity named goes before what completed inside the activity."""
    if element_id is None:
        return records
    found = [each for each in records if each.element_id == element_id]
    return [each for each in found if each.handler_id != element_id] or found


def begin_next(step: Step) -> bool:
    """When nothing else moves: begin the next handler; True when there was one.

    It begins once the one before has ended, or waits for people, a message or time: not while that is at work.
    """
    for instance in list(step.family.values()):
        if instance.state != "active" or instance.tokens or not instance.compensations:
            continue
        run = step.run(instance.id)
        for thrower in [each for each in instance.activities.values() if each.waits_for == "compensation"]:
            pending = records_in(run, [thrower.id])
            if pending and not any(_is_at_work(run, each) for each in run.children(thrower.id)):
                last = max(pending, key=lambda each: int(each.id))
                run.emit(e.TokenPlaced(element_id=last.handler_id, scope_id=thrower.id, compensates=last.id))
                return True
    return False


def _is_at_work(run: Run, activity: Running) -> bool:
    """A job runs, something failed, or more of it is to be undone."""
    if activity.waits_for == "compensation" and records_in(run, [activity.id]):
        return True
    if activity.waits_for == "call" and activity.called_id in run.step.family:
        run, children = run.step.run(activity.called_id), run.step.run(activity.called_id).children(PROCESS_SCOPE)
    else:
        children = run.children(activity.id)
    if children:
        return any(_is_at_work(run, each) for each in children)
    return activity.waits_for not in IDLE


def enter_again(run: Run, element: Activity, token: Token) -> None:
    """A completed sub-process or multi-instance: its own event sub-process for that, or else all that is inside."""
    assert token.compensates is not None
    activity_id = run.new_id()
    run.step.spent += 1
    is_loop = run.instance.compensations[token.compensates].is_loop
    run.emit(
        e.ActivityStarted(
            activity_id=activity_id,
            element_id=element.id,
            scope_id=token.scope_id,
            total=0 if is_loop else None,
            compensates=token.compensates,
        )
    )
    undoing = None if is_loop else undoing_in(run, element)
    waits_for = "compensation" if undoing is None else "children"
    run.emit(e.ActivityWaiting(activity_id=activity_id, waits_for=waits_for))
    if undoing is not None:
        run.emit(e.TokenPlaced(element_id=undoing, scope_id=activity_id))
