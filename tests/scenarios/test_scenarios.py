"""Every scenario of every process folder, on both databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.api import Engine
from engine.scenario.folder import SCENARIOS, files, handlers, staff
from engine.scenario.format import load
from engine.scenario.runner import run
from engine.scenario.scenario import Scenario

PROCESSES = Path(__file__).resolve().parents[2] / "processes"


def all_scenarios() -> Iterator[object]:
    for path in sorted(PROCESSES.glob(f"*/{SCENARIOS}")):
        for scenario in load(path):
            yield pytest.param(path.parent, scenario, id=f"{path.parent.name}-{scenario.line}")


@pytest.mark.parametrize(("folder", "scenario"), list(all_scenarios()))
def test_scenario(folder: Path, scenario: Scenario, database_url: str) -> None:
    functions = handlers(folder)
    outcome = run(
        scenario,
        files(folder),
        staff(folder),
        lambda clock: Engine.open(database_url, clock=clock, handlers=functions),
    )
    assert outcome.passed, "\n".join(
        f"{scenario.name} #{each.step} {each.code} {dict(each.params)}" for each in outcome.failures
    )
