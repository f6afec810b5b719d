"""Conditional start events: looked at when somebody asks, with the variables they give (BPMN 10.5.2).

As in Camunda 7: before there is an instance nothing changes by which a condition could become true.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from engine.errors import EngineError, Rejected
from engine.identity.actor import Actor
from engine.kernel.waits import UNKNOWN
from engine.model import command as c
from engine.model.definition import StartEvent, Trigger
from engine.model.view import JobView
from engine.runtime import start
from engine.runtime.dispatch import Outcome, once
from engine.runtime.library import Library
from engine.runtime.services import Services
from engine.runtime.signals import PLACE
from engine.store.unit_of_work import UnitOfWork


def evaluate(services: Services, command: c.EvaluateConditions, actor: Actor) -> Outcome:
    """Answers the ids of the instances; none is no failure. Sent again with its id, it goes on where it was.

    Raises Rejected for a condition that cannot be told; nothing begins then.
    """
    meant = once(services, command, lambda work, known: Outcome(list(_places(services, work, known))))
    ids, jobs, has_timers = [], list[JobView](), False
    for place in meant.answer:
        outcome = once(services, _start(command, place), lambda work, known: start.begin(services, work, known, actor))
        ids.append(outcome.answer)
        jobs, has_timers = [*jobs, *outcome.jobs], has_timers or outcome.has_timers
    return Outcome(ids, tuple(jobs), has_timers)


def _places(services: Services, work: UnitOfWork, command: c.EvaluateConditions) -> Iterator[str]:
    """Where an instance begins: "<definition id>/<element id>", of latest versions that are not suspended."""
    library = Library(services.compiled, work)
    for each in work.start_listeners("conditional"):
        view = work.definition(each.definition_id, "process")
        if command.key not in (None, each.key) or view is None or view.is_suspended:
            continue
        element = library.definition(each.definition_id).elements[each.element_id]
        assert isinstance(element, StartEvent)
        triggers = (part for part in element.trigger.each if part.kind == "conditional")
        if any(_is_met(services, part, command.variables, each.key) for part in triggers):
            yield f"{each.definition_id}{PLACE}{each.element_id}"


def _is_met(services: Services, trigger: Trigger, variables: Mapping[str, Any], key: str) -> bool:
    """A variable that is not given makes no condition true; one that is named has to be given."""
    if trigger.variable_name is not None and trigger.variable_name not in variables:
        return False
    if trigger.condition is None:
        return True
    try:
        value = trigger.condition.evaluate(variables, services.env())
    except EngineError as failure:
        if failure.code == UNKNOWN:
            return False
        raise Rejected(failure.code, **{**failure.params, "process": key}) from None
    if value is not None and not isinstance(value, bool):
        raise Rejected("condition.not_boolean", text=trigger.condition.text, value=repr(value)[:100])
    return value is True


def _start(command: c.EvaluateConditions, place: str) -> c.StartInstance:
    definition_id, _, element_id = place.partition(PLACE)
    key, _, version = definition_id.rpartition(":")
    return c.StartInstance(
        command_id=f"{command.command_id}/{place}",
        key=key,
        version=int(version),
        element_id=element_id,
        variables=dict(command.variables),
        business_key=command.business_key,
    )
