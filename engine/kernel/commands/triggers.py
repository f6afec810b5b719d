"""What was waited for: a time, a message, a signal."""

from engine.errors import Rejected
from engine.kernel import signals, triggers
from engine.kernel.commands.addressed import checked, located
from engine.kernel.step import Step
from engine.model import command as c


def timer(step: Step, command: c.TriggerTimer) -> None:
    run, timer_id = located(step, command.timer_id)
    if timer_id not in run.instance.timers or run.instance.state != "active":
        raise Rejected("timer.gone", timer=command.timer_id)
    triggers.fire(run, timer_id)


def message(step: Step, command: c.CorrelateMessage) -> None:
    """The receiver has been found: its subscription is named."""
    run, subscription_id = located(step, command.subscription_id or "")
    subscription = run.instance.subscriptions.get(subscription_id)
    if subscription is None or subscription.kind != "message" or run.instance.state != "active":
        raise Rejected("message.not_expected", name=command.name)
    triggers.receive(run, subscription, checked(command.variables))


def signal(step: Step, command: c.ReceiveSignal) -> None:
    run, subscription_id = located(step, command.subscription_id)
    if signals.is_local(run, subscription_id):
        raise Rejected("signal.not_expected", name=command.name)
    if not signals.receive(step, run.instance.id, subscription_id, checked(command.variables)):
        raise Rejected("signal.not_expected", name=command.name)
