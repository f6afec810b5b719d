"""Which capability carries out which command."""

from collections.abc import Callable
from typing import Any

from engine.identity.actor import Actor
from engine.model import command as c
from engine.runtime import administration, deploy, instances, messages, service_tasks, start, user_tasks
from engine.runtime.dispatch import Outcome
from engine.runtime.services import Services

CAPABILITIES: dict[type[c.Command], Callable[[Services, Any, Actor], Outcome]] = {
    c.StartInstance: start.start,
    c.CompleteUserTask: user_tasks.complete,
    c.ClaimUserTask: user_tasks.change,
    c.ReleaseUserTask: user_tasks.change,
    c.AssignUserTask: user_tasks.change,
    c.ChangeDueDate: user_tasks.change,
    c.ThrowTaskError: user_tasks.throw,
    c.ThrowTaskEscalation: user_tasks.throw,
    c.TriggerActivity: instances.trigger,
    c.SetVariables: instances.set_variables,
    c.CancelInstance: instances.cancel,
    c.RetryIncident: instances.retry,
    c.CorrelateMessage: messages.correlate,
    c.DeliverMessage: messages.deliver,
    c.TriggerTimer: service_tasks.fire,
    c.CompleteJob: service_tasks.settle,
    c.FailJob: service_tasks.settle,
    c.ContinueStep: service_tasks.settle,
    c.DeployFiles: deploy.deploy,
    c.CreateUser: administration.create_user,
    c.ChangeUser: administration.change_user,
    c.ChangePassword: administration.change_password,
    c.CreateDemo: administration.create_demo,
    c.AdvanceClock: administration.advance_clock,
    c.SetCalendar: administration.set_calendar,
    c.ReadNotices: administration.read_notices,
}


def execute(services: Services, command: c.Command, actor: Actor) -> Outcome:
    """Raises Rejected and its kinds; nothing was written then."""
    return CAPABILITIES[type(command)](services, command, actor)
