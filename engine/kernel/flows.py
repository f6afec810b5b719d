"""Which outgoing flows are taken (BPMN 13.3.1, 13.4), and taking them."""

from engine.kernel.skipping import is_skipped
from engine.kernel.step import Run, incident
from engine.model import event as e
from engine.model.definition import Element, Flow


def choose(run: Run, element: Element, activity_id: str) -> list[Flow]:
    """The flows to take when the element completes, in document order; empty at the end of a path.

    Raises IncidentError `flow.none_true` when there are flows and none may be taken.
    """
    flows = [run.definition.flows[flow_id] for flow_id in element.outgoing]
    if not flows or element.tag == "parallelGateway":
        return flows
    if element.tag == "complexGateway" and run.names(activity_id).get("waitingForStart") is False:
        return [flow for flow in flows if asks_for_phase(flow) and _is_open(run, flow, activity_id)]
    taken = _open(run, flows, activity_id, 1 if element.tag == "exclusiveGateway" else len(flows))
    if len(taken) < len(flows) and not any(_counts(flow, element) for flow in taken):
        taken += [flow for flow in flows if flow.is_default]
    if not taken:
        raise incident("flow.none_true", element=element.id)
    return taken


def _open(run: Run, flows: list[Flow], activity_id: str, most: int) -> list[Flow]:
    """The first ones whose conditions hold, default flows left out."""
    found: list[Flow] = []
    for flow in flows:
        if not flow.is_default and _is_open(run, flow, activity_id):
            found.append(flow)
            if len(found) == most:
                break
    return found


def asks_for_phase(flow: Flow) -> bool:
    """When a complex gateway is reset, only flows that say so are taken: the others were taken at its start."""
    return flow.condition is not None and "waitingForStart" in flow.condition.text


def _counts(flow: Flow, element: Element) -> bool:
    """The default flow of an activity is for the case that no *condition* holds; plain flows are taken besides."""
    return element.tag.endswith("Gateway") or flow.condition is not None


def _is_open(run: Run, flow: Flow, activity_id: str) -> bool:
    skips = is_skipped(run, flow, activity_id)
    if skips is not None:
        return skips  # it is the condition that is skipped
    if flow.condition is None:
        return True
    value = run.evaluate(flow.condition, activity_id)
    if not isinstance(value, bool):
        raise incident("flow.not_boolean", flow=flow.id, text=flow.condition.text, value=repr(value)[:100])
    return value


def tell(run: Run, flows: list[Flow], scope_id: str) -> None:
    """What listeners set, before anything is left: a failure leaves something to be mended."""
    for flow in flows:
        if flow.on_take:
            run.assign(flow.on_take, scope_id)


def take(run: Run, flows: list[Flow], scope_id: str) -> None:
    for flow in flows:
        run.emit(e.FlowTaken(flow_id=flow.id, target_id=flow.target, scope_id=scope_id))
