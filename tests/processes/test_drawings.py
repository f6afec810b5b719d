"""The diagrams as they are drawn: nothing overlaps, lines are straight, and lanes hold what they list."""

from itertools import combinations, product
from pathlib import Path

import pytest

from engine.api import SYSTEM, Engine
from engine.scenario.folder import files, handlers
from engine.xml import parse
from tests.processes.drawing import BPMN, Drawing

PROCESSES = Path(__file__).resolve().parents[2] / "processes"
DRAWINGS = {name: Drawing(parse((PROCESSES / name / f"{name}.bpmn").read_bytes())) for name in ("emergency", "repair")}
LANES = [(name, lane.get("id")) for name, each in DRAWINGS.items() for lane in each.root.iter(f"{BPMN}lane")]


@pytest.fixture(params=DRAWINGS)
def drawing(request: pytest.FixtureRequest) -> Drawing:
    return DRAWINGS[request.param]


def test_no_shapes_overlap(drawing: Drawing) -> None:
    pairs = combinations(drawing.nodes.items(), 2)
    assert [(a, b) for (a, x), (b, y) in pairs if x.overlaps(y) and not drawing.belong_together(a, b)] == []


def test_sub_process_holds_what_is_in_it(drawing: Drawing) -> None:
    (around, parts), *others = drawing.parts.items()
    assert others == []
    drawn = parts & drawing.shapes.keys()
    assert len(drawn) > 10
    assert [name for name in drawn if not drawing.shapes[around].holds(drawing.shapes[name])] == []


def test_no_label_covers_a_shape_or_another_label(drawing: Drawing) -> None:
    assert [(a, b) for (a, x), (b, y) in combinations(drawing.labels.items(), 2) if x.overlaps(y)] == []
    nodes = {name: box for name, box in drawing.nodes.items() if name not in drawing.parts}
    assert [(a, b) for (a, x), (b, y) in product(drawing.labels.items(), nodes.items()) if x.overlaps(y)] == []


def test_no_line_runs_through_a_label_or_a_foreign_shape(drawing: Drawing) -> None:
    places = [*drawing.labels.items(), *drawing.nodes.items()]
    crossed = [(line.flow, name) for line, (name, box) in product(drawing.lines, places) if line.runs_through(box)]
    foreign = [
        (flow, name)
        for flow, name in crossed
        if name not in drawing.ends[flow] and not drawing.belong_together(flow, name)
    ]
    assert foreign == []


def test_lines_are_horizontal_or_vertical(drawing: Drawing) -> None:
    assert [line.flow for line in drawing.lines if not line.is_straight] == []


def test_lines_do_not_cross(drawing: Drawing) -> None:
    pairs = combinations(drawing.lines, 2)
    assert [(a.flow, b.flow) for a, b in pairs if a.flow != b.flow and a.crosses(b)] == []


def test_lines_begin_and_end_at_their_shapes(drawing: Drawing) -> None:
    """On the border: a touch from outside does not run through."""
    for flow, names in drawing.ends.items():
        own = [line for line in drawing.lines if line.flow == flow]
        for point in (own[0].start, own[-1].end):
            boxes = [drawing.shapes[name] for name in names]
            assert any(
                (point[0] in (box.left, box.right) and box.top <= point[1] <= box.bottom)
                or (point[1] in (box.top, box.bottom) and box.left <= point[0] <= box.right)
                for box in boxes
            ), flow


@pytest.mark.parametrize(("name", "lane"), LANES)
def test_lane_holds_what_it_lists(name: str, lane: str) -> None:
    drawing = DRAWINGS[name]
    listed = [each.text for each in drawing.root.iterfind(f".//{BPMN}lane[@id='{lane}']/{BPMN}flowNodeRef")]
    assert listed
    assert [each for each in listed if not drawing.shapes[lane].holds(drawing.shapes[each])] == []


@pytest.mark.parametrize("name", DRAWINGS)
def test_deploys_without_a_problem_or_a_warning(name: str) -> None:
    folder = PROCESSES / name
    with Engine.open("sqlite://", handlers=handlers(folder)) as engine:
        assert engine.check(SYSTEM, files(folder)) == []
