"""Running until nothing moves."""

from engine.kernel import compensation, complex_gateway, conditions, gateways, implicit, loop
from engine.kernel.behaviour import enter
from engine.kernel.step import Run, Step, incident
from engine.model import event as e
from engine.model.definition import EndEvent, ThrowEvent
from engine.model.instance import PROCESS_SCOPE, Instance, Token

RELEASE = (compensation.begin_next, complex_gateway.release, gateways.release_inclusive)
"""What goes on only when nothing else moves; tried in this order."""


def advance(step: Step) -> None:
    """Let tokens move, the innermost instance first, until all wait; pause when the budget is used up."""
    while True:
        conditions.look(step)
        if implicit.throw_implicit(step):
            continue
        instance = _innermost(step)
        if instance is None:
            if not any(release(step) for release in RELEASE):
                return None
        elif step.spent >= step.world.budget.activities:
            return _pause(step)
        else:
            run = step.run(instance.id)
            enter(run, _next(run))


def _next(run: Run) -> Token:
    """The first on the way; a signal is thrown when the tokens beside it rest, so that a branch which begins
    together with its thrower does not miss it."""
    tokens = run.instance.tokens
    if len(tokens) == 1:
        return tokens[0]
    return next((each for each in tokens if not _signals(run, each)), tokens[0])


def _signals(run: Run, token: Token) -> bool:
    element = run.definition.elements[token.element_id]
    return isinstance(element, ThrowEvent | EndEvent) and any(each.kind == "signal" for each in element.trigger.each)


def _innermost(step: Step) -> Instance | None:
    """Of the instances that have tokens on their way."""
    for instance in reversed(step.family.values()):
        if instance.tokens and _can_move(instance):
            return instance
    return None


def _can_move(instance: Instance) -> bool:
    """Tokens of an instance whose loop was stopped stay where they are."""
    if not instance.incidents:
        return instance.state == "active"
    return instance.state == "active" and not any(each.stage == "step" for each in instance.incidents.values())


def _pause(step: Step) -> None:
    """Go on in a job; a loop that never waits ends as an incident, never as a hang."""
    for instance in list(step.family.values()):
        if not instance.tokens or not _can_move(instance):
            continue
        run = step.run(instance.id)
        budget, planned = step.world.budget, loop.planned(run)
        if instance.streak + 1 >= budget.pauses + max(planned, instance.planned) // budget.activities:
            count = budget.activities * (instance.streak + 1)
            failure = incident("loop.without_wait", element=instance.tokens[0].element_id, count=count)
            run.raise_incident(PROCESS_SCOPE, "step", failure)
        else:
            run.emit(e.StepPaused(job_id=run.new_id(), due_at=step.world.now, planned=planned))
