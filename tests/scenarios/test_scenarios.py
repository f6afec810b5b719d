"""Every scenario of every process folder, on both databases; together they go through every element and every flow."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.api import Engine
from engine.scenario.coverage import coverage
from engine.scenario.folder import SCENARIOS, files, handlers, staff
from engine.scenario.format import load
from engine.scenario.runner import Outcome, run
from engine.scenario.scenario import Scenario

PROCESSES = Path(__file__).resolve().parents[2] / "processes"
FOLDERS = [path.parent for path in sorted(PROCESSES.glob(f"*/{SCENARIOS}"))]
EXCUSED: dict[str, str] = {}  # element or flow id -> why no scenario goes there

_known: dict[tuple[Path, int], Outcome] = {}  # by folder and line: where a scenario goes does not hang on the database


def all_scenarios() -> Iterator[object]:
    for folder in FOLDERS:
        for scenario in load(folder / SCENARIOS):
            yield pytest.param(folder, scenario, id=f"{folder.name}-{scenario.line}")


def played(folder: Path, scenario: Scenario, url: str) -> Outcome:
    functions = handlers(folder)
    found = run(scenario, files(folder), staff(folder), lambda clock: Engine.open(url, clock=clock, handlers=functions))
    _known[folder, scenario.line] = found
    return found


@pytest.mark.parametrize(("folder", "scenario"), list(all_scenarios()))
def test_scenario(folder: Path, scenario: Scenario, database_url: str) -> None:
    outcome = played(folder, scenario, database_url)
    assert outcome.passed, "\n".join(
        f"{scenario.name} #{each.step} {each.code} {dict(each.params)}" for each in outcome.failures
    )


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_all_is_covered(folder: Path) -> None:
    outcomes = [
        _known.get((folder, each.line)) or played(folder, each, "sqlite://") for each in load(folder / SCENARIOS)
    ]
    for diagram in folder.glob("*.bpmn"):
        met = coverage(diagram.read_bytes(), outcomes)
        missed = {*met.missed_elements, *met.missed_flows}
        assert missed - EXCUSED.keys() == set()
