"""decide(world, family, command): what a command leads to. Pure: no SQL, no clock, no network, no random."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from engine.errors import EngineError, Rejected
from engine.kernel.advance import advance
from engine.kernel.commands import activities, instances, jobs, start, triggers, user_tasks
from engine.kernel.operations import OPERATIONS
from engine.kernel.step import Family, Step
from engine.kernel.suspension import check, holds
from engine.kernel.world import World
from engine.model import command as c
from engine.model import event as e


@dataclass(frozen=True, slots=True)
class Decision:
    """`events` per instance, in order; the family's instances hold the state after them."""

    events: dict[str, list[e.Event]]
    family: Family


def decide(world: World, family: Family, command: c.Command, actor_id: str | None = None) -> Decision:
    """Carry out a command on the private copies in `family` and run until nothing moves.

    Raises Rejected when it cannot be obeyed; nothing must be written then.
    """
    step = Step(world, family, actor_id)
    check(step, command)
    try:
        DECIDE[type(command)](step, command)
    except Rejected:
        raise
    except EngineError as failure:  # before anything could move: nothing to be mended in the instance
        raise Rejected(failure.code, **failure.params) from None
    if not holds(step):
        advance(step)
    return Decision(step.events, step.family)


DECIDE: dict[type[c.Command], Callable[[Step, Any], None]] = {
    c.StartInstance: start.start,
    c.CompleteUserTask: user_tasks.finish,
    c.ClaimUserTask: user_tasks.claim,
    c.ReleaseUserTask: user_tasks.release,
    c.AssignUserTask: user_tasks.assign,
    c.ChangeDueDate: user_tasks.change_due,
    c.HandOverUserTask: user_tasks.hand_over,
    c.SetFollowUp: user_tasks.follow_up,
    c.ThrowTaskError: activities.error,
    c.ThrowTaskEscalation: activities.escalation,
    c.TriggerActivity: activities.trigger,
    c.BeginAdHocActivity: activities.begin_ad_hoc,
    c.TriggerTimer: triggers.timer,
    c.CorrelateMessage: triggers.message,
    c.ReceiveSignal: triggers.signal,
    c.SetVariables: instances.set_variables,
    c.CancelInstance: instances.cancel,
    c.RetryIncident: instances.retry,
    c.CompleteJob: jobs.finish,
    c.FailJob: jobs.fail,
    c.ContinueStep: jobs.go_on,
    c.DeliverMessage: jobs.message_delivered,
    c.DeliverSignal: jobs.signal_delivered,
    c.SendNotice: instances.send_notice,
    **OPERATIONS,
}
