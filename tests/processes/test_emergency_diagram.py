"""The emergency diagram as it is drawn: nothing overlaps, lines are straight, and lanes hold what they list."""

from itertools import combinations
from pathlib import Path

import pytest

from engine.api import SYSTEM, Engine
from engine.scenario.folder import files, handlers
from engine.xml import parse

FOLDER = Path(__file__).resolve().parents[2] / "processes" / "emergency"
BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
DC = "{http://www.omg.org/spec/DD/20100524/DC}"
DD = "{http://www.omg.org/spec/DD/20100524/DI}"
Box = tuple[int, int, int, int]
SUB_PROCESS = "respond"
ROOT = parse((FOLDER / "emergency.bpmn").read_bytes())


def box(bounds) -> Box:
    x, y, width, height = (int(bounds.get(name)) for name in ("x", "y", "width", "height"))
    return x, y, x + width, y + height


def shapes() -> dict[str, Box]:
    return {each.get("bpmnElement"): box(each.find(f"{DC}Bounds")) for each in ROOT.iter(f"{DI}BPMNShape")}


def labels() -> dict[str, Box]:
    """Of shapes and flows."""
    drawn = (each for each in ROOT.iter(f"{DI}BPMNShape", f"{DI}BPMNEdge") if each.find(f"{DI}BPMNLabel") is not None)
    return {each.get("bpmnElement"): box(each.find(f"{DI}BPMNLabel/{DC}Bounds")) for each in drawn}


def edges() -> dict[str, list[tuple[int, int]]]:
    return {
        each.get("bpmnElement"): [(int(point.get("x")), int(point.get("y"))) for point in each.iter(f"{DD}waypoint")]
        for each in ROOT.iter(f"{DI}BPMNEdge")
    }


def segments() -> list[tuple[str, tuple[int, int], tuple[int, int]]]:
    return [(flow, a, b) for flow, points in edges().items() for a, b in zip(points, points[1:])]


def overlap(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def flow_nodes() -> dict[str, Box]:
    lanes = {lane.get("id") for lane in ROOT.iter(f"{BPMN}lane", f"{BPMN}participant")}
    return {name: place for name, place in shapes().items() if name not in lanes}


def hosts() -> dict[str, str]:
    return {each.get("id"): each.get("attachedToRef") for each in ROOT.iter(f"{BPMN}boundaryEvent")}


def inside() -> set[str]:
    """What is drawn inside the sub-process: nodes and flows."""
    return {each.get("id") for each in ROOT.find(f".//{BPMN}subProcess[@id='{SUB_PROCESS}']")}


def test_sub_process_holds_what_is_in_it() -> None:
    left, top, right, bottom = shapes()[SUB_PROCESS]
    for x1, y1, x2, y2 in (shapes()[name] for name in inside() & shapes().keys()):
        assert left < x1 and x2 < right and top < y1 and y2 < bottom


def test_no_shapes_overlap() -> None:
    found = [
        (a, b)
        for (a, first), (b, second) in combinations(flow_nodes().items(), 2)
        if overlap(first, second) and hosts().get(a) != b and hosts().get(b) != a and not is_around(a, b)
    ]
    assert found == []


def is_around(a: str, b: str) -> bool:
    return (a == SUB_PROCESS and b in inside()) or (b == SUB_PROCESS and a in inside())


def test_no_label_covers_a_shape_or_another_label() -> None:
    places = list(labels().items())
    assert [(a, b) for (a, first), (b, second) in combinations(places, 2) if overlap(first, second)] == []
    nodes = {name: place for name, place in flow_nodes().items() if name != SUB_PROCESS}
    assert [(a, b) for a, first in places for b, second in nodes.items() if overlap(first, second)] == []


def test_no_line_runs_through_a_label_or_a_foreign_shape() -> None:
    for flow, (x1, y1), (x2, y2) in segments():
        line = (min(x1, x2), min(y1, y2), max(x1, x2) or 1, max(y1, y2) or 1)
        crossed = [name for name, place in (*labels().items(), *flow_nodes().items()) if strictly(line, place)]
        ends = {
            element.get("id"): (element.get("sourceRef"), element.get("targetRef"))
            for element in ROOT.iter(f"{BPMN}sequenceFlow")
        }
        assert [name for name in crossed if name not in ends[flow] and not is_around(name, flow)] == [], flow


def strictly(line: Box, place: Box) -> bool:
    """Whether a horizontal or vertical line goes through the inside of a box."""
    return (
        line[0] < place[2]
        and place[0] < line[2] + (line[0] == line[2])
        and line[1] < place[3]
        and place[1] < line[3] + (line[1] == line[3])
    )


def test_lines_are_horizontal_or_vertical() -> None:
    assert [flow for flow, (x1, y1), (x2, y2) in segments() if x1 != x2 and y1 != y2] == []


def test_lines_do_not_cross() -> None:
    found = [(a[0], b[0]) for a, b in combinations(segments(), 2) if a[0] != b[0] and crosses(a[1:], b[1:])]
    assert found == []


def crosses(first, second) -> bool:
    """Whether two straight lines have a point inside both."""
    (x1, y1), (x2, y2) = sorted(first)
    (x3, y3), (x4, y4) = sorted(second)
    if x1 == x2 and y3 == y4:
        (x1, y1, x2, y2), (x3, y3, x4, y4) = (x3, y3, x4, y4), (x1, y1, x2, y2)
    return y1 == y2 and x3 == x4 and x1 < x3 < x2 and min(y3, y4) < y1 < max(y3, y4)


@pytest.mark.parametrize("lane", [lane.get("id") for lane in ROOT.iter(f"{BPMN}lane")])
def test_lane_holds_what_it_lists(lane: str) -> None:
    left, top, right, bottom = shapes()[lane]
    listed = [each.text for each in ROOT.iterfind(f".//{BPMN}lane[@id='{lane}']/{BPMN}flowNodeRef")]
    assert listed
    for name in listed:
        x1, y1, x2, y2 = shapes()[name]
        assert left <= x1 and x2 <= right and top <= y1 and y2 <= bottom, name


def test_deploys_without_a_problem_or_a_warning() -> None:
    with Engine.open("sqlite://", handlers=handlers(FOLDER)) as engine:
        assert engine.check(SYSTEM, files(FOLDER)) == []
