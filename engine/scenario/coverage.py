"""How much of a diagram the scenarios of a folder went through."""

from collections.abc import Iterable
from dataclasses import dataclass

from engine.errors import Rejected
from engine.scenario.runner import Outcome
from engine.xml import parse

_NS = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
_NODES = ("Event", "Gateway", "Task", "task", "subProcess", "callActivity")


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was not visited, and shares from 0 to 1."""

    missed_elements: tuple[str, ...]
    missed_flows: tuple[str, ...]
    elements: float
    flows: float


def coverage(diagram: bytes, outcomes: Iterable[Outcome]) -> Coverage:
    """Of the flow nodes and sequence flows of a BPMN file. Raises XmlError."""
    met = list(outcomes)
    nodes, flows = drawn(diagram)
    seen_nodes = frozenset().union(*(outcome.elements for outcome in met))
    seen_flows = frozenset().union(*(outcome.flows for outcome in met))
    missed_nodes = tuple(sorted(nodes - seen_nodes))
    missed_flows = tuple(sorted(flows - seen_flows))
    return Coverage(missed_nodes, missed_flows, _share(missed_nodes, nodes), _share(missed_flows, flows))


def drawn(diagram: bytes) -> tuple[frozenset[str], frozenset[str]]:
    """Ids of the flow nodes and of the sequence flows of a BPMN file."""
    nodes: set[str] = set()
    flows: set[str] = set()
    for element in parse(diagram).iter(f"{_NS}*"):
        tag = str(element.tag).removeprefix(_NS)
        if tag == "sequenceFlow":
            flows.add(element.get("id", ""))
        elif tag.endswith(_NODES):
            nodes.add(element.get("id", ""))
    if not nodes:
        raise Rejected("scenario.nothing_drawn")
    return frozenset(nodes), frozenset(flows)


def _share(missed: tuple[str, ...], there: frozenset[str]) -> float:
    return (len(there) - len(missed)) / len(there) if there else 1.0
