"""The runner tells the truth: right expectations pass, and each wrong one is found at its step."""

from pathlib import Path

import pytest

from engine.api import Engine
from engine.scenario.coverage import coverage
from engine.scenario.folder import files, handlers, registered_handlers, staff
from engine.scenario.format import load
from engine.scenario.report import run_folder
from engine.scenario.runner import Outcome, run

HEAD = """process: leave
scenarios:
  - name: one
    at: 2026-01-05T09:00+08:00
    start: {by: ann, values: {}}
    steps:
"""


def outcome(folder: Path, *steps: str) -> Outcome:
    (folder / "scenarios.yaml").write_text(HEAD + "".join(f"      - {step}\n" for step in steps))
    (scenario,) = load(folder / "scenarios.yaml")
    return run(scenario, files(folder), staff(folder), lambda clock: Engine.open("sqlite://", clock=clock))


def days(number: int) -> str:
    return f"set: {{values: {{days: {number}}}}}"


@pytest.mark.parametrize(
    "steps",
    [
        ["expect: {tasks: [{element: approve, candidates: [leads], due: 2026-01-05T10:00+08:00}], state: active}"],
        ["expect: {timers: [{element: late, due: 2026-01-05T10:00+08:00}], overdue: [], notices: [], incidents: []}"],
        [days(2), "expect: {values: {days: 2}}"],
        ["signal: {name: alarm, refused: signal.not_expected}"],
        [days(2), "advance: PT59M59S", "expect: {notices: [], overdue: []}"],
        [
            days(2),
            "advance: PT1H",
            "expect: {notices: [{template: late, to: [lea]}], overdue: [approve]}",
            "expect: {notices: []}",
        ],
        ["claim: {task: approve, by: lea}", "expect: {tasks: [{element: approve, assignee: lea}]}"],
        ["claim: {task: approve, by: ann, refused: task.not_yours}"],
        ["complete: {task: approve, by: lea}", "expect: {state: completed, visited: [done], not_visited: [late]}"],
        [
            "cancel: {by: lea, refused: identity.permission_missing}",
            "cancel: {}",
            "expect: {state: cancelled, tasks: []}",
        ],
        [
            "advance: PT1H",
            "expect: {incidents: [tell], notices: []}",
            days(1),
            "retry: {element: tell}",
            "expect: {incidents: [], notices: [late]}",
        ],
        ["expect: {tasks_include: []}", "expect: {notices_include: []}"],
    ],
)
def test_passes(steps: list[str], leave: Path) -> None:
    found = outcome(leave, *steps)
    assert found.passed, found.failures


def test_timers_armed_by_timers_fire_each_at_its_own_time(leave: Path) -> None:
    found = outcome(leave, days(1), "advance: P1D", 'expect: {values: {noted_at: "2026-01-05T10:30:00@Asia/Shanghai"}}')
    assert found.passed, found.failures


@pytest.mark.parametrize(
    ("steps", "at", "what"),
    [
        (["expect: {state: completed}"], 1, "state"),
        (["expect: {tasks: []}"], 1, "tasks"),
        (["expect: {tasks: [approve, approve]}"], 1, "tasks"),  # an open task stands for one expected task only
        (["expect: {tasks: [{element: approve, assignee: lea}]}"], 1, "tasks"),
        (["expect: {tasks: [{element: approve, candidates: []}]}"], 1, "tasks"),
        (["expect: {tasks: [{element: approve, due: 2026-01-05T10:01+08:00}]}"], 1, "tasks"),
        (["expect: {tasks_include: [pay]}"], 1, "tasks_include"),
        (["expect: {timers: []}"], 1, "timers"),
        (["expect: {timers: [{element: late, due: 2026-01-05T10:01+08:00}]}"], 1, "timers"),
        ([days(1), "advance: PT1H", "expect: {overdue: []}"], 3, "overdue"),
        ([days(1), "advance: PT1H", "expect: {notices: []}"], 3, "notices"),
        ([days(1), "advance: PT1H", "expect: {notices: [{template: late, to: [ann, lea]}]}"], 3, "notices"),
        (["advance: PT1H", "expect: {incidents: []}"], 2, "incidents"),
        ([days(1), "expect: {values: {days: 2}}"], 2, "values.days"),
        ([days(1), "expect: {values: {days: true}}"], 2, "values.days"),  # true is not 1
        (["expect: {values: {days: null}}"], 1, "values.days"),  # a variable that is not there is not null
        (["expect: {visited: [done]}"], 1, "visited"),
        (["expect: {not_visited: [asked]}"], 1, "not_visited"),
    ],
)
def test_finds_each_difference(steps: list[str], at: int, what: str, leave: Path) -> None:
    (failure,) = outcome(leave, *steps).failures
    assert (failure.step, failure.code, failure.params["what"]) == (at, "scenario.expected", what)


@pytest.mark.parametrize(
    ("step", "code", "reason"),
    [
        ("complete: {task: approve, by: ann}", "scenario.rejected", "task.not_yours"),
        ("complete: {task: pay, by: lea}", "scenario.rejected", "scenario.no_task"),
        ("claim: {task: approve, by: nobody}", "scenario.rejected", "scenario.no_person"),
        ("retry: {element: approve}", "scenario.rejected", "scenario.no_incident"),
        ("claim: {task: approve, by: ann, refused: task.not_open}", "scenario.rejected", "task.not_yours"),
        ("claim: {task: approve, by: lea, refused: task.not_yours}", "scenario.not_refused", None),
    ],
)
def test_a_deed_that_fails_ends_the_scenario(step: str, code: str, reason: str | None, leave: Path) -> None:
    (failure,) = outcome(leave, step, "expect: {state: completed}").failures
    assert (failure.step, failure.code, failure.params.get("reason")) == (1, code, reason)


def test_a_start_that_is_refused_is_step_zero(leave: Path) -> None:
    (leave / "scenarios.yaml").write_text(HEAD.replace("by: ann", "by: nobody") + "      - advance: PT1H\n")
    (scenario,) = load(leave / "scenarios.yaml")
    found = run(scenario, files(leave), staff(leave), lambda clock: Engine.open("sqlite://", clock=clock))
    assert [(each.step, each.params["reason"]) for each in found.failures] == [(0, "scenario.no_person")]


def test_a_diagram_that_is_refused_is_step_zero(leave: Path) -> None:
    text = (leave / "leave.bpmn").read_text()
    (leave / "leave.bpmn").write_text(text.replace('targetRef="done"', 'targetRef="nowhere"'))
    (failure,) = outcome(leave, "advance: PT1H").failures
    assert (failure.step, failure.params["reason"]) == (0, "deployment.refused")
    assert "nowhere" in failure.params["detail"]


def test_coverage_names_what_was_missed(leave: Path) -> None:
    found = outcome(leave, "complete: {task: approve, by: lea}")
    met = coverage((leave / "leave.bpmn").read_bytes(), [found])
    assert met.missed_elements == ("late", "note", "noted", "tell", "wait")
    assert met.missed_flows == ("c", "e", "f", "g")
    assert (met.elements, met.flows) == (3 / 8, 2 / 6)


def test_report(leave: Path) -> None:
    lines: list[str] = []
    (leave / "scenarios.yaml").write_text(HEAD + "      - expect: {state: active}\n")
    assert run_folder(leave, "zh", lines.append) == 0
    assert lines[0].endswith("one")
    (leave / "scenarios.yaml").write_text(HEAD + "      - expect: {state: completed}\n")
    assert run_folder(leave, "zh", lines.append) == 1
    assert any("completed" in line and "active" in line for line in lines)


def test_handlers_are_found_by_folder(leave: Path) -> None:
    assert dict(handlers(leave)) == {}
    (leave / "handlers.py").write_text("def go(variables, context): ...\nHANDLERS = {'leave.go': go}\n")
    assert registered_handlers(leave.parent).keys() == {"leave.go"}
