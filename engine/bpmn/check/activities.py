"""Activities: what is attached to them, and what they call (BPMN 10.3, 10.5.4)."""

from engine.bpmn.document import Document, flow_nodes
from engine.bpmn.findings import Findings
from engine.bpmn.names import ACTIVITIES, bpmn_name, flag, unprefixed


def hosts_are_activities(document: Document, findings: Findings) -> None:
    """A boundary event sits on an activity of its own level."""
    for event in document.nodes:
        if bpmn_name(event) != "boundaryEvent":
            continue
        host = document.referenced(event.get("attachedToRef"))
        if not (event.get("attachedToRef") or "").strip():
            findings.error("bpmn.missing_reference", event, tag="boundaryEvent", attribute="attachedToRef")
        elif host is not None and (bpmn_name(host) not in ACTIVITIES or flag(host, "triggeredByEvent")):
            findings.error("bpmn.boundary_host", event, host=host.get("id"), tag=bpmn_name(host))
        elif host is not None and host.getparent() is not event.getparent():
            findings.error("bpmn.boundary_elsewhere", event, host=host.get("id"))


def called_processes_can_start(document: Document, findings: Findings) -> None:
    """A process that is called begins at a none start event, unless it has no start events at all (10.3.6)."""
    processes = {process.get("id"): process for process in document.drawn}
    for activity in document.all("callActivity"):
        process = processes.get(unprefixed(activity.get("calledElement") or ""))
        starts = [] if process is None else [each for each in flow_nodes(process) if bpmn_name(each) == "startEvent"]
        if starts and all(document.trigger_kinds(start) for start in starts):
            findings.error("bpmn.called_without_start", activity, process=activity.get("calledElement"))
