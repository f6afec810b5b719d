"""Every element and every flow of a shipped diagram is gone through by its scenarios."""

from pathlib import Path

import pytest

from engine.api import Engine
from engine.scenario.coverage import coverage
from engine.scenario.folder import SCENARIOS, files, handlers, staff
from engine.scenario.format import load
from engine.scenario.runner import run

PROCESSES = Path(__file__).resolve().parents[2] / "processes"
EXCUSED: dict[str, str] = {}  # element or flow id -> why no scenario goes there


@pytest.mark.parametrize(
    "folder", [path.parent for path in sorted(PROCESSES.glob(f"*/{SCENARIOS}"))], ids=lambda path: path.name
)
def test_all_is_covered(folder: Path) -> None:
    functions, deployed, people = handlers(folder), files(folder), staff(folder)
    outcomes = [
        run(each, deployed, people, lambda clock: Engine.open("sqlite://", clock=clock, handlers=functions))
        for each in load(folder / SCENARIOS)
    ]
    for diagram in folder.glob("*.bpmn"):
        met = coverage(diagram.read_bytes(), outcomes)
        missed = {*met.missed_elements, *met.missed_flows}
        assert missed - EXCUSED.keys() == set()
