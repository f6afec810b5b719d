"""What is done to an activity that waits."""

from engine.errors import Rejected
from engine.kernel import ad_hoc
from engine.kernel.commands.addressed import checked, waiting
from engine.kernel.completion import complete
from engine.kernel.step import Step
from engine.kernel.throwing import catcher, throw_error, throw_escalation
from engine.model import command as c


def error(step: Step, command: c.ThrowTaskError) -> None:
    run, activity = waiting(step, command.activity_id)
    if not command.code:
        raise Rejected("error.no_code")
    if activity.waits_for not in ("user_task", "job"):
        raise Rejected("activity.not_active", activity=command.activity_id)
    if catcher(run, activity.id, "error", command.code) is None:
        raise Rejected("error.uncaught", error_code=command.code, message=command.message)
    throw_error(run, activity.id, command.code, command.message, checked(command.variables))


def escalation(step: Step, command: c.ThrowTaskEscalation) -> None:
    run, activity = waiting(step, command.activity_id)
    throw_escalation(run, activity.id, command.code, checked(command.variables))


def trigger(step: Step, command: c.TriggerActivity) -> None:
    run, activity = waiting(step, command.activity_id)
    if activity.waits_for != "event" or run.element(activity).tag == "eventBasedGateway":
        raise Rejected("activity.does_not_wait", activity=command.activity_id)
    run.give(activity.id, checked(command.variables))
    complete(run, activity.id)


def begin_ad_hoc(step: Step, command: c.BeginAdHocActivity) -> None:
    run, activity = waiting(step, command.activity_id)
    ad_hoc.begin_by_hand(run, activity, command.element_id)
