"""A diagram as it is drawn: boxes of shapes and labels, lines of flows, and how they touch."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
DC = "{http://www.omg.org/spec/DD/20100524/DC}"
DD = "{http://www.omg.org/spec/DD/20100524/DI}"
Point = tuple[int, int]
AROUND = ("lane", "participant")


@dataclass(frozen=True, slots=True)
class Box:
    left: int
    top: int
    right: int
    bottom: int

    def overlaps(self, other: "Box") -> bool:
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def holds(self, other: "Box") -> bool:
        return (
            self.left <= other.left
            and other.right <= self.right
            and self.top <= other.top
            and other.bottom <= self.bottom
        )


@dataclass(frozen=True, slots=True)
class Line:
    """A straight piece of a flow."""

    flow: str
    start: Point
    end: Point

    @property
    def is_straight(self) -> bool:
        return self.start[0] == self.end[0] or self.start[1] == self.end[1]

    def runs_through(self, box: Box) -> bool:
        (x1, y1), (x2, y2) = self.start, self.end
        inside_x = min(x1, x2) < box.right and box.left < max(x1, x2)
        inside_y = min(y1, y2) < box.bottom and box.top < max(y1, y2)
        return (inside_x and box.top < y1 < box.bottom) if y1 == y2 else (inside_y and box.left < x1 < box.right)

    def crosses(self, other: "Line") -> bool:
        """Whether they have a point inside both."""
        flat, steep = (self, other) if self.start[1] == self.end[1] else (other, self)
        if flat.start[1] != flat.end[1] or steep.start[0] != steep.end[0]:
            return False
        (x1, x2), y = sorted((flat.start[0], flat.end[0])), flat.start[1]
        (y1, y2), x = sorted((steep.start[1], steep.end[1])), steep.start[0]
        return x1 < x < x2 and y1 < y < y2


class Drawing:
    def __init__(self, root: Any) -> None:
        self.root = root

    @cached_property
    def shapes(self) -> dict[str, Box]:
        return {each.get("bpmnElement"): _box(each.find(f"{DC}Bounds")) for each in self.root.iter(f"{DI}BPMNShape")}

    @cached_property
    def nodes(self) -> dict[str, Box]:
        """All shapes but pool and lanes."""
        frames = {each.get("id") for name in AROUND for each in self.root.iter(f"{BPMN}{name}")}
        return {name: box for name, box in self.shapes.items() if name not in frames}

    @cached_property
    def labels(self) -> dict[str, Box]:
        """Of shapes and flows."""
        found = {}
        for each in self.root.iter(f"{DI}BPMNShape", f"{DI}BPMNEdge"):
            bounds = each.find(f"{DI}BPMNLabel/{DC}Bounds")
            if bounds is not None:
                found[each.get("bpmnElement")] = _box(bounds)
        return found

    @cached_property
    def lines(self) -> list[Line]:
        found = []
        for edge in self.root.iter(f"{DI}BPMNEdge"):
            points = [(int(each.get("x")), int(each.get("y"))) for each in edge.iter(f"{DD}waypoint")]
            found += [Line(edge.get("bpmnElement"), a, b) for a, b in zip(points, points[1:])]
        return found

    @cached_property
    def hosts(self) -> dict[str, str]:
        """Boundary event to the activity that it stands on."""
        return {each.get("id"): each.get("attachedToRef") for each in self.root.iter(f"{BPMN}boundaryEvent")}

    @cached_property
    def parts(self) -> dict[str, set[str]]:
        """Sub-process to the nodes and flows in it."""
        return {
            each.get("id"): {child.get("id") for child in each if child.get("id")}
            for each in self.root.iter(f"{BPMN}subProcess")
        }

    @cached_property
    def ends(self) -> dict[str, set[str]]:
        """Flow to the two nodes it joins."""
        return {
            each.get("id"): {each.get("sourceRef"), each.get("targetRef")}
            for each in self.root.iter(f"{BPMN}sequenceFlow")
        }

    def belong_together(self, a: str, b: str) -> bool:
        """A boundary event and its activity, or a sub-process and what is in it."""
        return any(self.hosts.get(one) == other or one in self.parts.get(other, ()) for one, other in ((a, b), (b, a)))


def _box(bounds: Any) -> Box:
    x, y, width, height = (int(bounds.get(name)) for name in ("x", "y", "width", "height"))
    return Box(x, y, x + width, y + height)
