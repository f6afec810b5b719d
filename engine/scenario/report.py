"""Scenarios of a folder run, and told to whoever stands at the keyboard."""

import sys
from collections.abc import Callable
from pathlib import Path

from engine.api import Engine
from engine.locale.words import words
from engine.scenario.coverage import coverage
from engine.scenario.folder import SCENARIOS, files, handlers, staff
from engine.scenario.format import load
from engine.scenario.runner import Outcome, run

LANGUAGE = "zh"


def run_folder(folder: Path, tell: Callable[[str], object] = lambda line: print(line, file=sys.stdout)) -> int:
    """1 when a scenario failed. Raises Rejected for files that cannot be read."""
    functions, deployed, people = handlers(folder), files(folder), staff(folder)
    outcomes = []
    for scenario in load(folder / SCENARIOS):
        outcome = run(
            scenario, deployed, people, lambda clock: Engine.open("sqlite://", clock=clock, handlers=functions)
        )
        outcomes.append(outcome)
        _tell(outcome, tell)
    _tell_coverage(deployed, outcomes, tell)
    return 0 if all(outcome.passed for outcome in outcomes) else 1


def _tell(outcome: Outcome, tell: Callable[[str], object]) -> None:
    tell(words("scenario.passed" if outcome.passed else "scenario.failed", {"name": outcome.name}, LANGUAGE))
    for failure in outcome.failures:
        step = words("scenario.step", {"step": failure.step}, LANGUAGE)
        tell(f"  {step} {words(failure.code, failure.params, LANGUAGE)}")


def _tell_coverage(deployed: dict[str, bytes], outcomes: list[Outcome], tell: Callable[[str], object]) -> None:
    for name, diagram in deployed.items():
        if name.endswith(".bpmn"):
            met = coverage(diagram, outcomes)
            told = {"file": name, "elements": f"{met.elements:.0%}", "flows": f"{met.flows:.0%}"}
            tell(words("scenario.coverage", told, LANGUAGE))
            for missed in met.missed_elements + met.missed_flows:
                tell(f"  {words('scenario.missed', {'element': missed}, LANGUAGE)}")
