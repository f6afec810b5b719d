"""The arithmetic of the figures."""

import json
from pathlib import Path

import pytest

from engine.api import Engine
from tests.bench.crew import Load, Part, shape_named
from tests.bench.report import Report
from tests.bench.shapes import shapes


def test_a_ratio_is_the_median_of_the_rounds_in_which_both_took_turns(capsys: pytest.CaptureFixture[str]) -> None:
    report = Report()
    report.ratio("pace", [10, 40, 90], [10, 20, 30])
    assert report.ratios == {"pace": 2.0}
    assert "pace" in capsys.readouterr().out


def test_workers_add_up_and_their_times_are_one_row() -> None:
    two = Load((Part(4, [0.1] * 4, [0.2] * 8, 2.0, 0.6), Part(2, [0.3] * 2, [0.4] * 4, 1.0, 0.6)))
    assert two.instances_per_second == 4
    assert two.tasks_per_second == 8
    assert two.processor == pytest.approx(1.2 / 18)
    assert (two.took(0.5), two.took(0.99), two.took(0.99, "starts")) == (0.2, 0.4, 0.3)


def test_what_is_written_names_the_machine(tmp_path: Path) -> None:
    report = Report()
    report.table("rates")
    report.row("rates", shape="one", rate=1.5)
    report.write(tmp_path / "bench.json", postgresql="18")
    found = json.loads((tmp_path / "bench.json").read_text())
    assert found["ratios"] == {}
    assert found["tables"] == {"rates": [{"shape": "one", "rate": 1.5}]}
    assert found["machine"]["postgresql"] == "18"
    assert found["machine"]["processors"]


@pytest.mark.parametrize("shape", shapes(), ids=lambda each: each.name)
def test_every_shape_ends_and_its_course_is_the_same_again(shape) -> None:
    assert shape_named(shape.name).name == shape.name
    with Engine.open("sqlite://", handlers=shape.handlers) as engine:
        shape.deploy(engine)
        course = shape.course(engine)
        again = engine.execute(shape.start, shape.starter)
        for work in course:
            shape.complete(engine, again, work)
