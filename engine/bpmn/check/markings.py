"""The game of tokens on one level of a diagram: every place where tokens can come to lie, whatever the data says.

Conditions are left open, so that more may happen here than in a case; what never happens here never happens at all.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from engine.bpmn.check.reach import starting_nodes
from engine.bpmn.document import Document, child, flow_nodes
from engine.bpmn.names import ACTIVITIES, bpmn_name, flag

MOST_MARKINGS = 4_000
MOST_TOKENS = 2  # on one flow; beyond them the level is not followed any further
MOST_NODES = 400
MOST_CHOICES = 5  # flows that may be taken in any combination

Marking = tuple[int, ...]
"""Sorted indices of the flows that hold a token, one entry per token."""

Ways = tuple[tuple[int, ...], ...]
"""Each is a set of flows that may be taken together."""


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """What a node does with tokens: it takes one of `takes` and gives one of `gives`."""

    node: Any
    takes: Ways
    gives: Ways
    ends_all: bool = False


@dataclass(frozen=True, slots=True)
class Game:
    """`fired`: nodes that were passed; `held`: flows that held a token. Complete only when nothing was cut off."""

    fired: frozenset[Any]
    held: frozenset[Any]
    is_complete: bool


UNKNOWN = Game(frozenset(), frozenset(), False)


def played(document: Document, scope: Any) -> Game:
    """All markings of the level `scope`, a process or sub-process."""
    if len(flow_nodes(scope)) > MOST_NODES:
        return UNKNOWN
    flows = [flow for node in flow_nodes(scope) for flow in document.flows_from(node)]
    index = {flow: number for number, flow in enumerate(flows)}
    steps = [_step(document, node, index) for node in flow_nodes(scope)]
    if any(len(step.gives) > 2**MOST_CHOICES or len(step.takes) > 2**MOST_CHOICES for step in steps):
        return UNKNOWN
    begin = {_added((), way) for way in _beginnings(document, scope, index)}
    fired, markings, is_complete = _explored(steps, begin)
    held = {number for marking in markings for number in marking}
    return Game(frozenset(fired), frozenset(flows[number] for number in held), is_complete)


def _explored(steps: list[Step], begin: set[Marking]) -> tuple[set[Any], set[Marking], bool]:
    takers = {number: step for step in steps for way in step.takes for number in way}  # a flow leads to one node
    fired: set[Any] = set()
    seen, pending = set(begin), list(begin)
    while pending:
        marking = pending.pop()
        for step in dict.fromkeys(takers[number] for number in marking if number in takers):
            for after in _after(step, marking):
                fired.add(step.node)
                if after in seen:
                    continue
                if len(seen) >= MOST_MARKINGS or _is_crowded(after):
                    return fired, seen, False
                seen.add(after)
                pending.append(after)
    return fired, seen, True


def _after(step: Step, marking: Marking) -> Iterator[Marking]:
    for way in step.takes:
        left = _taken(marking, way)
        if left is not None:
            yield from ([()] if step.ends_all else [_added(left, given) for given in step.gives])


def _taken(marking: Marking, way: tuple[int, ...]) -> Marking | None:
    left = list(marking)
    for number in way:
        if number not in left:
            return None
        left.remove(number)
    return tuple(left)


def _added(marking: Marking, way: tuple[int, ...]) -> Marking:
    return tuple(sorted((*marking, *way)))


def _is_crowded(marking: Marking) -> bool:
    return any(marking.count(number) > MOST_TOKENS for number in marking)


def _step(document: Document, node: Any, index: dict[Any, int]) -> Step:
    ins = [index[flow] for flow in document.flows_to(node) if flow in index]
    name = bpmn_name(node)
    one_by_one = tuple((number,) for number in ins)
    if name == "parallelGateway":
        takes: Ways = (tuple(ins),) if ins else ()
    elif name in ("inclusiveGateway", "complexGateway"):
        takes = tuple(_subsets(ins))
    else:
        takes = one_by_one
    return Step(node, takes, _gives(document, node, index), "terminate" in document.trigger_kinds(node))


def _gives(document: Document, node: Any, index: dict[Any, int]) -> Ways:
    """Of an activity also what its boundary events set off, instead of it or beside it."""
    own = _splits(document, node, index)
    if bpmn_name(node) not in ACTIVITIES:
        return own
    gives = list(own)
    for event in document.boundary.get(node.get("id") or "", ()):
        if event.getparent() is not node.getparent():
            continue  # refused by another rule
        aside = _splits(document, event, index)
        others = [()] if flag(event, "cancelActivity", True) else own
        gives += [(*one, *other) for one in aside for other in others]
    return tuple(dict.fromkeys(gives))


def _splits(document: Document, node: Any, index: dict[Any, int]) -> Ways:
    flows = document.flows_from(node)
    outs = [index[flow] for flow in flows]
    name = bpmn_name(node)
    if name in ("exclusiveGateway", "eventBasedGateway"):
        return tuple((number,) for number in outs) or ((),)
    if name in ("inclusiveGateway", "complexGateway"):
        return tuple(_subsets(outs)) or ((),)
    if name == "intermediateThrowEvent" and "link" in document.trigger_kinds(node):
        return tuple(_splits(document, target, index)[0] for target in _link_targets(document, node)) or ((),)
    always = [number for flow, number in zip(flows, outs, strict=True) if child(flow, "conditionExpression") is None]
    chosen = [number for number in outs if number not in always]
    if node.get("default") is not None or chosen:
        return tuple(_subsets(outs))
    return (tuple(always),)


def _link_targets(document: Document, node: Any) -> list[Any]:
    """The catching links of the same level with the name that is thrown."""
    name = _link_name(document, node)
    siblings = flow_nodes(node.getparent())
    catching = [each for each in siblings if bpmn_name(each) == "intermediateCatchEvent"]
    return [each for each in catching if _link_name(document, each) == name]


def _link_name(document: Document, node: Any) -> str | None:
    return next((each.get("name") for each in document.event_definitions(node)), None)


def _subsets(numbers: list[int]) -> Iterable[tuple[int, ...]]:
    if len(numbers) > MOST_CHOICES:
        return [()] * (2**MOST_CHOICES + 1)  # too many to be followed: the level is given up
    return [each for size in range(1, len(numbers) + 1) for each in combinations(numbers, size)]


def _beginnings(document: Document, scope: Any, index: dict[Any, int]) -> Ways:
    """Each start event by itself; without any, all that begin begin together."""
    starts = starting_nodes(document, scope)
    ways = [_gives(document, node, index) for node in starts]
    if bpmn_name(scope) != "adHocSubProcess" and all(bpmn_name(node) == "startEvent" for node in starts):
        return tuple(way for each in ways for way in each)
    together: Ways = ((),)
    for each in ways:
        together = tuple((*one, *other) for one in together for other in each)[:MOST_MARKINGS]
    return together
