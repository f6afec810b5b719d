"""Start, end, intermediate and boundary events as elements that tokens enter (BPMN 13.5)."""

from engine.kernel import compensation, transaction
from engine.kernel.cancel import clear
from engine.kernel.completion import complete
from engine.kernel.step import Run
from engine.kernel.tasks import call
from engine.kernel.throwing import escalate_and_go_on, throw_error
from engine.kernel.waits import arm, name_of
from engine.model import event as e
from engine.model.definition import BoundaryEvent, CatchEvent, EndEvent, Retry, SendTask, StartEvent, ThrowEvent
from engine.model.instance import PROCESS_SCOPE


def start_start_event(run: Run, element: StartEvent, activity_id: str) -> None:
    if element.initiator:
        run.set(activity_id, element.initiator, run.step.actor_id)
    complete(run, activity_id)


def start_boundary_event(run: Run, element: BoundaryEvent, activity_id: str) -> None:
    """A token is on it only once it has happened."""
    complete(run, activity_id)


def start_catch_event(run: Run, element: CatchEvent, activity_id: str) -> None:
    arm(run, activity_id, element)
    run.emit(e.ActivityWaiting(activity_id=activity_id, waits_for="event"))


def start_throw_event(run: Run, element: ThrowEvent | EndEvent, activity_id: str) -> None:
    THROW[element.trigger.kind](run, element, activity_id)


def _throw_nothing(run: Run, element: ThrowEvent | EndEvent, activity_id: str) -> None:
    complete(run, activity_id)


def _throw_message(run: Run, element: ThrowEvent | EndEvent, activity_id: str) -> None:
    """Carried out by its handler when it names one; else delivered by a job to whoever waits for the message."""
    if element.trigger.handler is not None:
        return call(run, element.trigger.handler, Retry(), activity_id)
    send_message(run, activity_id, name_of(run, activity_id, element.trigger))
    return complete(run, activity_id)


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


def _throw_escalation(run: Run, element: ThrowEvent | EndEvent, activity_id: str) -> None:
    escalate_and_go_on(run, activity_id, element.trigger.code)


def _throw_error(run: Run, element: ThrowEvent | EndEvent, activity_id: str) -> None:
    throw_error(run, activity_id, element.trigger.code)


def _terminate(run: Run, element: ThrowEvent | EndEvent, activity_id: str) -> None:
    """Ends the scope it stands in, not what is around that (13.5.6)."""
    scope_id = run.activity(activity_id).scope_id or PROCESS_SCOPE
    clear(run, scope_id, but=activity_id)
    complete(run, activity_id)


def _compensate(run: Run, element: ThrowEvent | EndEvent, activity_id: str) -> None:
    compensation.throw(run, activity_id, element.trigger)


def _cancel(run: Run, element: ThrowEvent | EndEvent, activity_id: str) -> None:
    transaction.cancel(run, activity_id, element.trigger)


THROW = {
    "none": _throw_nothing,
    "message": _throw_message,
    "escalation": _throw_escalation,
    "error": _throw_error,
    "terminate": _terminate,
    "compensate": _compensate,
    "cancel": _cancel,
}
