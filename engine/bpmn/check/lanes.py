"""Lanes: each element of a process stands in one of them (BPMN 10.8)."""

from typing import Any

from engine.bpmn.document import Document, children, text_of
from engine.bpmn.findings import Findings
from engine.bpmn.names import bpmn_name


def nodes_stand_in_one_lane(document: Document, findings: Findings) -> None:
    """A lane around another may name what the inner one names; lane sets beside each other divide by other things."""
    for lanes in document.all("laneSet", "childLaneSet"):
        first: dict[str, Any] = {}
        for lane in children(lanes, "lane"):
            for node in _named(lane):
                other = first.setdefault(node, lane)
                element = document.referenced(node)
                if other is not lane and element is not None:
                    findings.warn("bpmn.in_two_lanes", element, first=_called(other), second=_called(lane))


def lanes_hold_their_own(document: Document, findings: Findings) -> None:
    """A lane divides the process that it is drawn in, and no other."""
    for lane in document.all("lane"):
        for node in sorted(_named(lane)):
            process = _process(document.referenced(node))
            if process is not None and process is not _process(lane):
                findings.warn("bpmn.lane_of_another_process", lane, lane=_called(lane), node=node)


def _named(lane: Any) -> set[str]:
    """The elements in a lane or in one inside it, by their ids; what does not exist is told by another rule."""
    return {text_of(each) for each in lane.iter() if bpmn_name(each) == "flowNodeRef" and text_of(each)}


def _process(element: Any) -> Any:
    while element is not None and bpmn_name(element) != "process":
        element = element.getparent()
    return element


def _called(lane: Any) -> str:
    return str(lane.get("name") or lane.get("id") or "—")
