"""Start, end, intermediate and boundary events as elements that tokens enter (BPMN 13.5)."""

from collections.abc import Callable

from engine.kernel import compensation, transaction
from engine.kernel.completion import complete
from engine.kernel.signals import throw_signal
from engine.kernel.step import Run
from engine.kernel.tasks import call
from engine.kernel.termination import terminate
from engine.kernel.throwing import code_of, throw_declared, throw_escalation
from engine.kernel.waits import arm, name_of
from engine.model import event as e
from engine.model.definition import (
    BoundaryEvent,
    CatchEvent,
    EndEvent,
    Retry,
    SendTask,
    StartEvent,
    ThrowEvent,
    Trigger,
)
from engine.model.instance import PROCESS_SCOPE


def start_start_event(run: Run, element: StartEvent, activity_id: str) -> None:
    if element.initiator:
        run.set(activity_id, element.initiator, run.step.actor_id)
    complete(run, activity_id)


def await_start(run: Run, element: StartEvent) -> None:
    """The event waits in the instance, as a catching one does."""
    activity_id = run.new_id()
    run.emit(e.ActivityStarted(activity_id=activity_id, element_id=element.id, scope_id=PROCESS_SCOPE))
    arm(run, activity_id, element)
    run.emit(e.ActivityWaiting(activity_id=activity_id, waits_for="event"))


def start_boundary_event(run: Run, element: BoundaryEvent, activity_id: str) -> None:
    """A token is on it only once it has happened."""
    complete(run, activity_id)


def start_catch_event(run: Run, element: CatchEvent, activity_id: str) -> None:
    """The target of a link is just passed: the link itself is a flow."""
    if element.trigger.kind == "link":
        return complete(run, activity_id)
    arm(run, activity_id, element)
    return run.emit(e.ActivityWaiting(activity_id=activity_id, waits_for="event"))


def start_throw_event(run: Run, element: ThrowEvent | EndEvent, activity_id: str) -> None:
    """What can be thrown on the way is thrown first; what ends or waits comes last (several: a multiple event)."""
    *first, last = sorted(element.trigger.each, key=lambda each: each.kind not in SEND or each.handler is not None)
    for trigger in first:
        SEND[trigger.kind](run, activity_id, trigger)
        if not run.is_alive(activity_id):
            return
    THROW[last.kind](run, activity_id, last)


def _send_message(run: Run, activity_id: str, trigger: Trigger) -> None:
    send_message(run, activity_id, name_of(run, activity_id, trigger))


def _send_escalation(run: Run, activity_id: str, trigger: Trigger) -> None:
    throw_escalation(run, activity_id, code_of(run, activity_id, trigger))


SEND: dict[str, Callable[[Run, str, Trigger], None]] = {
    "message": _send_message,
    "signal": throw_signal,
    "escalation": _send_escalation,
}
"""The thrower is not over with it, unless what it set off interrupts it."""


def _send_and_complete(run: Run, activity_id: str, trigger: Trigger) -> None:
    SEND[trigger.kind](run, activity_id, trigger)
    if run.is_alive(activity_id):
        complete(run, activity_id)


def _throw_nothing(run: Run, activity_id: str, trigger: Trigger) -> None:
    """Nor does a link throw anything: it is a flow to its target."""
    complete(run, activity_id)


def _throw_message(run: Run, activity_id: str, trigger: Trigger) -> None:
    """Carried out by its handler when it names one; else delivered by a job to whoever waits for the message."""
    if trigger.handler is not None:
        return call(run, trigger.handler, Retry(), activity_id)
    return _send_and_complete(run, activity_id, trigger)


def send_message(run: Run, activity_id: str, name: str) -> None:
    """What the thrower has as locals (its input parameters) travels with the message."""
    activity = run.activity(activity_id)
    run.emit(
        e.MessageSent(
            job_id=run.new_id(), name=name, element_id=activity.element_id, variables=dict(activity.variables)
        )
    )


def start_send_task(run: Run, element: SendTask, activity_id: str) -> None:
    """A send task without a handler throws its message, as an event does (13.3.3)."""
    send_message(run, activity_id, name_of(run, activity_id, element.trigger))
    complete(run, activity_id)


def _compensate(run: Run, activity_id: str, trigger: Trigger) -> None:
    compensation.throw(run, activity_id, trigger)


def _cancel(run: Run, activity_id: str, trigger: Trigger) -> None:
    transaction.cancel(run, activity_id, trigger)


THROW: dict[str, Callable[[Run, str, Trigger], None]] = {
    "none": _throw_nothing,
    "link": _throw_nothing,
    "message": _throw_message,
    "signal": _send_and_complete,
    "escalation": _send_and_complete,
    "error": throw_declared,
    "terminate": terminate,
    "compensate": _compensate,
    "cancel": _cancel,
}
