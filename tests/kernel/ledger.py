"""An account of tokens, kept from the events alone: where flows were taken, and what became of the tokens."""

from collections import Counter
from collections.abc import Iterable

from engine.model import definition as d
from engine.model import event as e
from engine.model.instance import Instance

CHOOSES = ("exclusiveGateway", "inclusiveGateway", "complexGateway")


class Ledger:
    """Of one instance that lost no token to a cancellation."""

    def __init__(self, definition: d.ProcessDefinition, events: Iterable[e.Event], state: Instance) -> None:
        self.definition = definition
        self.state = state
        self.taken: Counter[str] = Counter()
        self.placed: Counter[str] = Counter()
        self.started: Counter[str] = Counter()
        self.joined: Counter[str] = Counter()
        self.completed: Counter[str] = Counter()
        for event in events:
            self._enter(event)

    def _enter(self, event: e.Event) -> None:
        if isinstance(event, e.FlowTaken):
            self.taken[event.flow_id] += 1
        elif isinstance(event, e.TokenPlaced):
            self.placed[event.element_id] += 1
        elif isinstance(event, e.ActivityStarted):
            self.started[event.element_id] += 1
            self.joined[event.element_id] += sum((event.joined or {}).values())
        elif isinstance(event, e.ActivityCompleted):
            self.completed[event.element_id] += 1

    def errors(self) -> list[str]:
        """What does not add up."""
        nodes = [each for each in self.definition.elements.values() if not isinstance(each, d.BoundaryEvent)]
        return [error for each in nodes for error in (*self._inwards(each), *self._outwards(each))]

    def _inwards(self, node: d.Element) -> list[str]:
        """Every token that came is on its way, waits at a join, or began a passage."""
        came = sum(self.taken[flow] for flow in node.incoming) + self.placed[node.id]
        moving = sum(token.element_id == node.id for token in self.state.tokens)
        waiting = sum(
            sum(counts.values()) for place, counts in self.state.arrivals.items() if place.partition("/")[2] == node.id
        )
        used = self.joined[node.id] or self.started[node.id]
        return [] if came == moving + waiting + used else [f"{node.id}: {came} in, {moving}+{waiting}+{used} accounted"]

    def _outwards(self, node: d.Element) -> list[str]:
        """A passage that ended left over as many flows as its kind says."""
        went = [self.taken[flow] for flow in node.outgoing]
        ended = self.completed[node.id]
        if node.tag == "exclusiveGateway":
            fair = sum(went) == (ended if node.outgoing else 0)
        elif node.tag in CHOOSES:
            fair = ended <= sum(went) <= ended * len(went) if went else True
        else:
            fair = all(each == ended for each in went)
        return [] if fair else [f"{node.id}: {ended} ended, {went} out"]
