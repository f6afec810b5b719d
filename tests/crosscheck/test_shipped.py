"""The scenarios of the shipped processes on both interpreters: every difference is known, with what decides it."""

from pathlib import Path

import pytest

from engine.api import Engine
from engine.model import course as m
from engine.scenario.course import played
from engine.scenario.crosscheck import compared, diagrams, interpreted
from engine.scenario.folder import SCENARIOS, files, registered_handlers, staff
from engine.scenario.format import load

PROCESSES = Path(__file__).resolve().parents[2] / "processes"
OWN_COPY = "BPMN 10.4.7: all branches see the variables of the process; SpiffWorkflow gives each branch a copy"
EXPLAINED = {
    "工作时间跨周末：周五下午登记的绿色投诉": OWN_COPY,
    "工作时间跨春节：调休的周六上班，长假不计": OWN_COPY,
    "24 小时内告知进展：已告知则不再派任务": OWN_COPY,
    "总成大修：10、30、90 天三次回访；第三次不满意，二次回访，转投诉处理": (
        "BPMN 13.3.7: every body has its own item; SpiffWorkflow wants the name to be free outside"
    ),
}


@pytest.mark.parametrize("name", ["complaint", "repair", "emergency"])
def test_differences_are_known(name: str) -> None:
    folder = PROCESSES / name
    functions, deployed, people = registered_handlers(PROCESSES), files(folder), staff(folder)
    scenarios = load(folder / SCENARIOS)
    runs = [
        played(each, deployed, people, lambda clock: Engine.open("sqlite://", clock=clock, handlers=functions))
        for each in scenarios
    ]
    others = interpreted([m.Errand(diagrams(deployed), course) for course, _ in runs], 120)
    found = [compared(each.name, *run, other) for each, run, other in zip(scenarios, runs, others, strict=True)]
    different = {each.name for each in found if each.outcome != "same"}
    assert different == {each.name for each in found} & EXPLAINED.keys()
