"""Complex gateways: go on when a condition on the tokens holds, then wait for the rest (BPMN 13.4.5).

One that has gone on takes what still comes over the other flows, as an inclusive join would, and is then as before.
"""

from collections import ChainMap
from collections.abc import Mapping
from typing import Any

from engine.errors import EngineError
from engine.kernel.completion import complete
from engine.kernel.flows import asks_for_phase
from engine.kernel.inclusive import awaited_by
from engine.kernel.step import Run, Step, incident
from engine.model import event as e
from engine.model.definition import Gateway
from engine.model.instance import PROCESS_SCOPE

WAITING = "waitingForStart"  # what conditions of outgoing flows may ask for


def look(run: Run, element: Gateway, scope_id: str) -> bool:
    """A token came: go on when the activation condition holds. A failure stops the instance until it is mended."""
    place = f"{scope_id}/{element.id}"
    if place in run.instance.resets or element.activation is None:
        return False
    try:
        is_active = _holds(run, element, scope_id)
    except EngineError as failure:
        run.raise_incident(PROCESS_SCOPE, "step", failure)
        return False
    if is_active:
        flow_ids = list(run.instance.arrivals[place])
        run.emit(e.GatewayActivated(element_id=element.id, scope_id=scope_id, flow_ids=flow_ids))
        _pass(run, element, scope_id, flow_ids, True)
    return is_active


def _holds(run: Run, element: Gateway, scope_id: str) -> bool:
    """activationCount is the number of tokens; the id of a flow that has a plain name is their number on it."""
    waiting = run.instance.arrivals[f"{scope_id}/{element.id}"]
    counts: Mapping[str, Any] = {flow_id: waiting.get(flow_id, 0) for flow_id in element.incoming}
    names = ChainMap({"activationCount": sum(waiting.values()), WAITING: True, **counts}, dict(run.names(scope_id)))
    assert element.activation is not None
    value = element.activation.evaluate(names, run.world.env)
    if not isinstance(value, bool):
        raise incident("gateway.not_boolean", element=element.id, text=element.activation.text, value=repr(value)[:100])
    return value


def _pass(run: Run, element: Gateway, scope_id: str, flow_ids: list[str], is_start: bool) -> None:
    activity_id = run.new_id()
    run.step.spent += 1
    joined = dict.fromkeys(flow_ids, 1)
    run.emit(e.ActivityStarted(activity_id=activity_id, element_id=element.id, scope_id=scope_id, joined=joined))
    run.set_local(activity_id, WAITING, is_start)
    complete(run, activity_id)


def release(step: Step) -> bool:
    """When nothing else moves: let one gateway go on, or be as before; True when there was one."""
    for instance in list(step.family.values()):
        if not instance.arrivals and not instance.resets:
            continue
        if instance.state != "active" or any(each.stage == "step" for each in instance.incidents.values()):
            continue
        run = step.run(instance.id)
        for place in list(instance.arrivals):
            scope_id, _, element_id = place.partition("/")
            element = run.definition.elements[element_id]
            if isinstance(element, Gateway) and element.tag == "complexGateway" and look(run, element, scope_id):
                return True
        for place in list(instance.resets):
            scope_id, _, element_id = place.partition("/")
            element = run.definition.elements[element_id]
            if isinstance(element, Gateway) and _reset(run, element, scope_id):
                return True
    return False


def _reset(run: Run, element: Gateway, scope_id: str) -> bool:
    """Once nothing can come any more over the flows that had brought nothing at the start."""
    place = f"{scope_id}/{element.id}"
    waiting = run.instance.arrivals.get(place, {})
    rest = [flow_id for flow_id in element.incoming if flow_id not in run.instance.resets[place]]
    if awaited_by(run, element, scope_id, {*run.instance.resets[place], *(each for each in rest if each in waiting)}):
        return False
    run.emit(e.GatewayReset(element_id=element.id, scope_id=scope_id))
    late = [each for each in rest if each in waiting]
    if late or any(asks_for_phase(run.definition.flows[flow_id]) for flow_id in element.outgoing):
        _pass(run, element, scope_id, late, False)
    return True
