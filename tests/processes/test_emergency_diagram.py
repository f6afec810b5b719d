"""The emergency diagram as it is drawn: nothing overlaps, lines are straight, and lanes hold what they list."""

from itertools import combinations, product
from pathlib import Path

import pytest

from engine.api import SYSTEM, Engine
from engine.scenario.folder import files, handlers
from engine.xml import parse
from tests.processes.drawing import BPMN, Drawing

FOLDER = Path(__file__).resolve().parents[2] / "processes" / "emergency"
DRAWING = Drawing(parse((FOLDER / "emergency.bpmn").read_bytes()))
LANES = [lane.get("id") for lane in DRAWING.root.iter(f"{BPMN}lane")]


def test_no_shapes_overlap() -> None:
    pairs = combinations(DRAWING.nodes.items(), 2)
    assert [(a, b) for (a, x), (b, y) in pairs if x.overlaps(y) and not DRAWING.belong_together(a, b)] == []


def test_sub_process_holds_what_is_in_it() -> None:
    (around, parts), *others = DRAWING.parts.items()
    assert others == []
    drawn = parts & DRAWING.shapes.keys()
    assert len(drawn) > 10
    assert [name for name in drawn if not DRAWING.shapes[around].holds(DRAWING.shapes[name])] == []


def test_no_label_covers_a_shape_or_another_label() -> None:
    assert [(a, b) for (a, x), (b, y) in combinations(DRAWING.labels.items(), 2) if x.overlaps(y)] == []
    nodes = {name: box for name, box in DRAWING.nodes.items() if name not in DRAWING.parts}
    assert [(a, b) for (a, x), (b, y) in product(DRAWING.labels.items(), nodes.items()) if x.overlaps(y)] == []


def test_no_line_runs_through_a_label_or_a_foreign_shape() -> None:
    places = [*DRAWING.labels.items(), *DRAWING.nodes.items()]
    crossed = [(line.flow, name) for line, (name, box) in product(DRAWING.lines, places) if line.runs_through(box)]
    foreign = [
        (flow, name)
        for flow, name in crossed
        if name not in DRAWING.ends[flow] and not DRAWING.belong_together(flow, name)
    ]
    assert foreign == []


def test_lines_are_horizontal_or_vertical() -> None:
    assert [line.flow for line in DRAWING.lines if not line.is_straight] == []


def test_lines_do_not_cross() -> None:
    pairs = combinations(DRAWING.lines, 2)
    assert [(a.flow, b.flow) for a, b in pairs if a.flow != b.flow and a.crosses(b)] == []


def test_lines_begin_and_end_at_their_shapes() -> None:
    """On the border: a touch from outside does not run through."""
    for flow, names in DRAWING.ends.items():
        own = [line for line in DRAWING.lines if line.flow == flow]
        for point in (own[0].start, own[-1].end):
            boxes = [DRAWING.shapes[name] for name in names]
            assert any(
                (point[0] in (box.left, box.right) and box.top <= point[1] <= box.bottom)
                or (point[1] in (box.top, box.bottom) and box.left <= point[0] <= box.right)
                for box in boxes
            ), flow


@pytest.mark.parametrize("lane", LANES)
def test_lane_holds_what_it_lists(lane: str) -> None:
    listed = [each.text for each in DRAWING.root.iterfind(f".//{BPMN}lane[@id='{lane}']/{BPMN}flowNodeRef")]
    assert listed
    assert [name for name in listed if not DRAWING.shapes[lane].holds(DRAWING.shapes[name])] == []


def test_deploys_without_a_problem_or_a_warning() -> None:
    with Engine.open("sqlite://", handlers=handlers(FOLDER)) as engine:
        assert engine.check(SYSTEM, files(FOLDER)) == []
