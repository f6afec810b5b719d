"""Scenarios of a folder run or crosschecked, and told to whoever stands at the keyboard."""

from collections import Counter
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from engine.api import Engine
from engine.locale.words import words
from engine.scenario.coverage import coverage
from engine.scenario.crosscheck import Crosscheck, crosschecked
from engine.scenario.folder import SCENARIOS, files, handlers, staff
from engine.scenario.format import load
from engine.scenario.runner import Outcome, run

Tell = Callable[[str], object]


def run_folder(folder: Path, language: str, tell: Tell = print) -> int:
    """1 when a scenario failed. Raises Rejected for files that cannot be read."""
    functions, deployed, people = handlers(folder), files(folder), staff(folder)
    outcomes = []
    for scenario in load(folder / SCENARIOS):
        outcome = run(
            scenario, deployed, people, lambda clock: Engine.open("sqlite://", clock=clock, handlers=functions)
        )
        outcomes.append(outcome)
        _tell(outcome, language, tell)
    _tell_coverage(deployed, outcomes, language, tell)
    return 0 if all(outcome.passed for outcome in outcomes) else 1


def _tell(outcome: Outcome, language: str, tell: Tell) -> None:
    tell(words("scenario.passed" if outcome.passed else "scenario.failed", {"name": outcome.name}, language))
    for failure in outcome.failures:
        step = words("scenario.step", {"step": failure.step}, language)
        tell(f"  {step} {words(failure.code, failure.params, language)}")


def _tell_coverage(deployed: dict[str, bytes], outcomes: list[Outcome], language: str, tell: Tell) -> None:
    for name, diagram in deployed.items():
        if name.endswith(".bpmn"):
            met = coverage(diagram, outcomes)
            told = {"file": name, "elements": f"{met.elements:.0%}", "flows": f"{met.flows:.0%}"}
            tell(words("scenario.coverage", told, language))
            for missed in met.missed_elements + met.missed_flows:
                tell(f"  {words('scenario.missed', {'element': missed}, language)}")


def crosscheck_folder(folder: Path, language: str, tell: Tell = print) -> int:
    """1 when a scenario runs otherwise on SpiffWorkflow. Raises Rejected for files that cannot be read."""
    functions, deployed = handlers(folder), files(folder)
    found = []
    for scenario in load(folder / SCENARIOS):
        found.append(crosschecked(folder, scenario, deployed, functions))
        _tell_crosscheck(found[-1], language, tell)
    counts = Counter(each.outcome for each in found)
    different = counts["different"] + counts["gave_up"]
    told = {"same": counts["same"], "different": different, "unreadable": counts["unreadable"]}
    tell(words("crosscheck.total", told, language))
    return 1 if different else 0


def _tell_crosscheck(found: Crosscheck, language: str, tell: Tell) -> None:
    tell(words(f"crosscheck.{found.outcome}", {"name": found.name, "reason": found.reason}, language))
    for each in found.differences:
        tell(f"  {words(f'crosscheck.{each.what}', asdict(each), language)}")
