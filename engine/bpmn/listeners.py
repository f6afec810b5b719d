"""Execution and task listeners that set a variable, and the moments at which they do."""

from typing import Any

from engine.bpmn.check.reach import starting_nodes
from engine.bpmn.document import child
from engine.bpmn.names import GATEWAYS, bpmn_name, local
from engine.bpmn.source import Source
from engine.bpmn.timers import timer
from engine.bpmn.vendor import extensions
from engine.model.definition import Assignment, TaskSetting, Trigger

Assignments = tuple[Assignment, ...]
PASSED = (GATEWAYS - {"eventBasedGateway"}) | {"startEvent", "boundaryEvent"}
"""Nothing happens between their start and their end: both are told when they are left."""
THROWN = frozenset({"error", "escalation", "terminate", "cancel"})
"""An end event that throws one of these may be gone afterwards: both are told before."""
EXECUTION = {"start": "start", "end": "end"}
TAKEN = {None: "take", "take": "take"}
TASK = {each: f"on_{each}" for each in ("create", "update", "assignment", "complete", "delete", "timeout")}
HOLDERS = {"executionListener": ("execution",), "taskListener": ("task", "execution")}
VARIABLE = {"setVariable": False, "setVariableLocal": True}
PROPERTIES = {
    "setAssignee": "assignee",
    "setDescription": "description",
    "setDueDate": "due_at",
    "setFollowUpDate": "follow_up_at",
    "setName": "name",
    "setPriority": "priority",
    **dict.fromkeys(("addCandidateGroup", "addCandidateGroups"), "candidate_groups"),
    **dict.fromkeys(("addCandidateUser", "addCandidateUsers"), "candidate_users"),
}
"""What a listener may give a task that is made, by the method that it calls."""
WRITTEN = {"event", "expression", "id"}
TIMER = "timerEventDefinition"


def execution_listeners(source: Source, node: Any, begun: Assignments) -> dict[str, Assignments]:
    """What is set when a flow node is entered, and when it is left; `begun`: what is set before."""
    name, told = bpmn_name(node), _told(source, node, "executionListener", EXECUTION)
    start, end = begun + told["start"], told["end"]
    decided = _of_gateways_before(source, node)
    if name == "eventBasedGateway":
        return {"on_start": start, "on_end": ()}
    if name in PASSED or decided is not None:
        return {"on_start": (), "on_end": (decided or ()) + start + end}
    if name == "endEvent" and THROWN & set(source.document.trigger_kinds(node)):
        return {"on_start": start + end, "on_end": ()}
    return {"on_start": start, "on_end": end}


def process_listeners(source: Source, process: Any) -> dict[str, Assignments]:
    """What is set when an instance begins, which its start event tells, and when it is completed."""
    return _told(source, process, "executionListener", EXECUTION)


def telling(source: Source, process: Any) -> frozenset[Any]:
    """What tells that the process has begun: each start event; without one, the element that is entered first."""
    starting = starting_nodes(source.document, process)
    events = [each for each in starting if bpmn_name(each) == "startEvent"]
    return frozenset(events or starting[:1])


def flow_listeners(source: Source, flow: Any) -> Assignments:
    """What is set when a sequence flow is taken; after an event-based gateway, its target tells."""
    told = _told(source, flow, "executionListener", TAKEN)
    return () if _is_awaited(source, flow) else told["take"]


def task_listeners(source: Source, node: Any) -> dict[str, Any]:
    """What is set when a user task is made, comes to another person, is late, is completed or cancelled."""
    return {**_told(source, node, "taskListener", TASK), "timeout": _timeout(source, node)}


def _timeout(source: Source, node: Any) -> Trigger | None:
    """The time that a `timeout` listener names. One task has one: which of two is due could not be told later."""
    first, *others = [each for each in extensions(node, "taskListener") if _is_late(each)] or [None]
    for each in others:
        source.unsupported(each, "taskListener/timeout")
    return None if first is None else Trigger("timer", timer=timer(source, child(first, TIMER)))


def _is_late(listener: Any) -> bool:
    """Exactly a `timeout` listener has a timer."""
    return listener.get("event") == "timeout" and child(listener, TIMER) is not None


def _of_gateways_before(source: Source, node: Any) -> Assignments | None:
    """An event-based gateway and the flow behind it are left when the event has happened that follows: it tells."""
    awaited = [flow for flow in source.document.flows_to(node) if _is_awaited(source, flow)]
    if not awaited:
        return None
    gateway = source.document.referenced(awaited[0].get("sourceRef"))
    ended: Assignments = _told(source, gateway, "executionListener", EXECUTION)["end"]
    taken: Assignments = _told(source, awaited[0], "executionListener", TAKEN)["take"]
    return ended + taken


def _is_awaited(source: Source, flow: Any) -> bool:
    origin = source.document.referenced(flow.get("sourceRef"))
    return origin is not None and bpmn_name(origin) == "eventBasedGateway"


def _told(source: Source, element: Any, kind: str, moments: dict[Any, str]) -> dict[str, Any]:
    """What its listeners set, in document order, by moment; what is no expression that sets something is refused."""
    found: dict[str, list[Assignment | TaskSetting]] = {moment: [] for moment in moments.values()}
    for each in extensions(element, kind):
        given = _given(source, each, kind)
        if given is None or not set(each.attrib) <= WRITTEN or each.get("event") not in moments or _has_more(each):
            source.unsupported(each, _detail(each, kind))
        else:
            found[moments[each.get("event")]].append(given)
    return {moment: tuple(assignments) for moment, assignments in found.items()}


def _has_more(listener: Any) -> bool:
    """Anything inside that is not its script, or its timer."""
    inside = [local(each) for each in listener]
    return inside != ([TIMER] if listener.get("event") == "timeout" else []) and inside != ["script"]


def _written(listener: Any) -> str:
    """What it calls: its expression, or a script in the language of expressions."""
    scripts = [each for each in listener if local(each) == "script"]
    if not scripts:
        return str(listener.get("expression") or "")
    script = scripts[0]
    return (script.text or "").strip() if (script.get("scriptFormat") or "").lower() == "juel" else ""


def _given(source: Source, listener: Any, kind: str) -> Assignment | TaskSetting | None:
    call = source.called(_written(listener), *HOLDERS[kind])
    if call is None:
        return None
    if call.method in VARIABLE and call.name is not None and len(call.values) == 2:
        return Assignment(call.name, call.values[1], VARIABLE[call.method])
    is_made = kind == "taskListener" and listener.get("event") == "create"
    if is_made and call.method in PROPERTIES and len(call.values) == 1:
        return TaskSetting(PROPERTIES[call.method], call.values[0])
    return None


def _detail(listener: Any, kind: str) -> str:
    """What of it is not executed: code in Java, or the event."""
    code = next((each for each in ("class", "delegateExpression") if listener.get(each)), None)
    what = code or listener.get("event")
    return f"{kind}/{what}" if what else kind
