"""Entering an element: which behaviour each kind of element has."""

from collections.abc import Callable
from typing import Any

from engine.errors import EngineError
from engine.kernel import ad_hoc, calls, compensation, conditions, events, gateways, loop, tasks
from engine.kernel.compensable import is_busy
from engine.kernel.completion import complete
from engine.kernel.instances import begin_scope, plain_starts
from engine.kernel.skipping import is_skipped
from engine.kernel.step import Run
from engine.kernel.waits import arm_boundary
from engine.model import definition as d
from engine.model import event as e
from engine.model.instance import Token


def enter(run: Run, token: Token) -> None:
    """A token reaches an element: it waits at a join, or an activity begins."""
    element = run.definition.elements[token.element_id]
    if token.flow_id is not None and gateways.is_join(element):
        gateways.arrive(run, element, token)
    elif isinstance(element, d.Activity) and token.compensates is not None and not element.is_for_compensation:
        compensation.enter_again(run, element, token)
    elif isinstance(element, d.Activity) and token.index is None:
        _enter_activity(run, element, token)
    else:
        _start(run, element, token)


def _enter_activity(run: Run, element: d.Activity, token: Token) -> None:
    """An activity may need several tokens before it begins (startQuantity, 13.3.2); one that came over no flow is put
    there to begin it: by hand, by a return, by retrying."""
    joined = None
    if element.start_quantity > 1 and token.flow_id is not None:
        joined = gateways.gather(run, element, token)
        if joined is None:
            return
    start = _start if element.loop is None else _start_loop
    start(run, element, token, joined)


def _start(run: Run, element: d.Element, token: Token, joined: dict[str, int] | None = None) -> None:
    activity_id = _started(run, token, joined=joined)
    run.attempt(activity_id, "start", lambda: _begin(run, element, activity_id))
    if token.index is not None:
        assert isinstance(element, d.Activity)
        loop.place_more(run, element, token.scope_id)


def _started(
    run: Run,
    token: Token,
    total: int | None = None,
    items: list[Any] | None = None,
    joined: dict[str, int] | None = None,
) -> str:
    activity_id = run.new_id()
    run.step.spent += 1
    run.emit(
        e.ActivityStarted(
            activity_id=activity_id,
            element_id=token.element_id,
            scope_id=token.scope_id,
            flow_id=token.flow_id if joined is None else None,
            joined=joined,
            index=token.index,
            total=total,
            items=items,
            compensates=token.compensates,
        )
    )
    return activity_id


def _begin(run: Run, element: d.Element, activity_id: str) -> None:
    activity = run.activity(activity_id)
    if isinstance(element, d.Activity):
        if activity.index is not None:
            loop.bind(run, element, activity)
        if is_skipped(run, element, activity_id):
            return complete(run, activity_id)
        run.assign_locals(element.inputs, activity_id)
        run.assign(element.on_start, activity_id)
        if activity.index is None and not isinstance(element, NEVER_WAITS):
            arm_boundary(run, activity_id, element)
            if not _goes_on(run, activity_id):
                return None
    else:
        if isinstance(element, d.Event):
            run.assign_locals(element.inputs, activity_id)
        run.assign(element.on_start, activity_id)
    return BEHAVIOURS[type(element)](run, element, activity_id)


def _start_loop(run: Run, element: d.Activity, token: Token, joined: dict[str, int] | None = None) -> None:
    """The multi-instance as a whole; when its extent cannot be told, that is an incident on it."""
    assert element.loop is not None
    try:
        total, items = loop.extent(run, element.loop, token.scope_id)
    except EngineError as failure:
        run.raise_incident(_started(run, token, total=0, joined=joined), "start", failure)
        return
    activity_id = _started(run, token, total, items, joined)
    run.attempt(activity_id, "start", lambda: _begin_loop(run, element, activity_id))


def _begin_loop(run: Run, element: d.Activity, activity_id: str) -> None:
    if not loop.has_bodies(run, element, activity_id):
        return complete(run, activity_id)
    arm_boundary(run, activity_id, element)
    if not _goes_on(run, activity_id):
        return None
    run.emit(e.ActivityWaiting(activity_id=activity_id, waits_for="children"))
    return loop.begin(run, element, activity_id)


def _goes_on(run: Run, activity_id: str) -> bool:
    """A condition that is true already may interrupt the activity before it does anything."""
    conditions.look(run.step)
    return run.is_alive(activity_id)


def _start_sub_process(run: Run, element: d.SubProcess, activity_id: str) -> None:
    """One that an event began comes here only when it is tried again."""
    if element.id not in run.definition.starts:  # an empty one
        return complete(run, activity_id)
    starts = run.definition.starts[element.id][:1] if element.is_event else plain_starts(run.definition, element.id)
    run.emit(e.ActivityWaiting(activity_id=activity_id, waits_for="children"))
    return begin_scope(run, list(starts), activity_id)


def _start_ad_hoc(run: Run, element: d.AdHocSubProcess, activity_id: str) -> None:
    ad_hoc.start(run, element, activity_id)
    if not is_busy(run, activity_id):
        complete(run, activity_id)


def open_scope(run: Run, element: d.SubProcess, scope_id: str) -> str:
    """A sub-process that is entered in its middle: open and armed, with no token in it yet."""
    activity_id = _started(run, Token(element.id, scope_id))
    run.assign_locals(element.inputs, activity_id)
    run.assign(element.on_start, activity_id)
    arm_boundary(run, activity_id, element)
    run.emit(e.ActivityWaiting(activity_id=activity_id, waits_for="children"))
    begin_scope(run, [], activity_id)
    return activity_id


def _start_gateway(run: Run, element: d.Gateway, activity_id: str) -> None:
    if element.tag == "eventBasedGateway":
        gateways.await_events(run, element, activity_id)
    else:
        complete(run, activity_id)


NEVER_WAITS = (d.ScriptTask, d.DecisionTask, d.SendTask)

BEHAVIOURS: dict[type[d.Element], Callable[[Run, Any, str], None]] = {
    d.StartEvent: events.start_start_event,
    d.EndEvent: events.start_throw_event,
    d.ThrowEvent: events.start_throw_event,
    d.CatchEvent: events.start_catch_event,
    d.BoundaryEvent: events.start_boundary_event,
    d.Gateway: _start_gateway,
    d.Activity: tasks.pass_through,
    d.UserTask: tasks.start_user_task,
    d.ServiceTask: tasks.start_service_task,
    d.ScriptTask: tasks.start_script_task,
    d.DecisionTask: tasks.start_decision_task,
    d.SendTask: events.start_send_task,
    d.ReceiveTask: tasks.start_receive_task,
    d.SubProcess: _start_sub_process,
    d.AdHocSubProcess: _start_ad_hoc,
    d.CallActivity: calls.start_call,
}
