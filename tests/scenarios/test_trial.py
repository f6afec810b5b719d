"""Scenarios of a shipped process run against a diagram that is not published: in time, and with what is published."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.api import SYSTEM, Engine
from engine.errors import Forbidden, NotFound, Rejected
from engine.model.command import CreateUser, DeployFiles

DIAGRAM = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn"
  id="all" targetNamespace="t"><process id="loan" name="借款" isExecutable="true" camunda:historyTimeToLive="P1D">
  <startEvent id="asked"/><sequenceFlow id="f1" sourceRef="asked" targetRef="rate"/>
  <businessRuleTask id="rate" camunda:decisionRef="risk" camunda:resultVariable="risk"
    camunda:mapDecisionResult="singleEntry"/>
  <sequenceFlow id="f2" sourceRef="rate" targetRef="approve"/>
  <userTask id="approve" camunda:candidateGroups="supervisors" camunda:dueDate="PT2H"/>
  <sequenceFlow id="f3" sourceRef="approve" targetRef="paid"/><endEvent id="paid"/></process></definitions>"""
TABLE = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="rules" name="rules" namespace="rules">
  <decision id="risk" name="risk"><variable name="risk"/>
  <literalExpression><text>"low"</text></literalExpression></decision></definitions>"""
SCENARIOS = """
process: loan
scenarios:
  - name: approved in time
    at: 2026-01-05T09:00+08:00
    start: {by: ann, values: {}}
    steps:
      - expect: {tasks: [{element: approve, due: 2026-01-05T11:00+08:00}], values: {risk: low}}
      - complete: {task: approve, by: lea, values: {}}
      - expect: {state: completed}
  - name: left alone
    at: 2026-01-05T09:00+08:00
    start: {by: ann, values: {}}
    steps: [{advance: PT3H}, {expect: {overdue: [approve]}}]
"""
STAFF = """
staff:
  - {id: ann, name: Ann, roles: [agent]}
  - {id: lea, name: Lea, roles: [supervisor], groups: [supervisors]}
"""


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    folder = tmp_path / "processes" / "loan"
    folder.mkdir(parents=True)
    texts = {"loan.bpmn": DIAGRAM, "rules.dmn": TABLE, "scenarios.yaml": SCENARIOS, "demo.yaml": STAFF}
    for name, text in texts.items():
        (folder / name).write_text(text)
    with Engine.open("sqlite://") as opened:
        monkeypatch.setattr(opened, "shipped", tmp_path)
        yield opened


def test_what_is_unchanged_passes_and_tells_where_it_went(engine: Engine) -> None:
    trial = engine.try_out(SYSTEM, "loan", {"loan.bpmn": DIAGRAM.encode()})
    assert [(each.name, each.passed) for each in trial.results] == [("approved in time", True), ("left alone", True)]
    assert trial.is_complete
    assert trial.results[0].elements == ["approve", "asked", "paid", "rate"]
    assert trial.results[1].flows == ["f1", "f2"]


CHANGES = [
    # what is changed in the diagram, the failures of the first scenario
    (('"PT2H"', '"PT1H"'), [(1, "scenario.expected", "tasks")], "a deadline"),
    (('"approve"', '"allow"'), [(1, "scenario.expected", "tasks"), (2, "scenario.rejected", None)], "an id"),
]


@pytest.mark.parametrize(("change", "failures", "why"), CHANGES, ids=[row[2] for row in CHANGES])
def test_a_change_that_breaks_a_scenario_is_told_with_its_step(
    engine: Engine, change: tuple[str, str], failures: list[tuple[int, str, str | None]], why: str
) -> None:
    first = engine.try_out(SYSTEM, "loan", {"loan.bpmn": DIAGRAM.replace(*change).encode()}).results[0]
    assert [(each.step, each.code, each.params.get("what")) for each in first.failures] == failures


def test_the_published_table_counts_and_not_the_shipped_one(engine: Engine) -> None:
    engine.execute(DeployFiles(files={"rules.dmn": TABLE.replace("low", "high").encode()}), SYSTEM)
    first = engine.try_out(SYSTEM, "loan", {"loan.bpmn": DIAGRAM.encode()}).results[0]
    assert [each.params["what"] for each in first.failures] == ["values.risk"]


def test_a_process_that_was_published_under_another_file_name_is_tried_once(engine: Engine) -> None:
    trial = engine.try_out(SYSTEM, "loan", {"borrowing.bpmn": DIAGRAM.encode()})
    assert [each.passed for each in trial.results] == [True, True]


def test_a_trial_knows_the_names_of_its_elements(engine: Engine) -> None:
    named = DIAGRAM.replace('<userTask id="approve"', '<userTask id="approve" name="审批"')
    assert engine.try_out(SYSTEM, "loan", {"loan.bpmn": named.encode()}).names == {"approve": "审批"}


def test_only_so_many_run_at_once(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "_turns", threading.BoundedSemaphore(1))
    changed = {"loan.bpmn": DIAGRAM.encode()}
    with engine._turns, pytest.raises(Rejected, match=r"scenario\.busy"):
        engine.try_out(SYSTEM, "loan", changed)
    assert engine.try_out(SYSTEM, "loan", changed).is_complete, "a turn that ended is free again"


def test_nothing_is_stored(engine: Engine) -> None:
    engine.try_out(SYSTEM, "loan", {"loan.bpmn": DIAGRAM.encode()})
    assert engine.definitions(SYSTEM) == []
    assert engine.instances(SYSTEM).total == 0


def test_when_time_runs_out_the_rest_is_missing(engine: Engine) -> None:
    trial = engine.try_out(SYSTEM, "loan", {"loan.bpmn": DIAGRAM.encode()}, seconds=0.01)
    assert (trial.results, trial.count, trial.is_complete) == ([], 2, False)


def test_a_diagram_that_never_comes_to_rest_is_stopped(engine: Engine) -> None:
    """A timer that starts itself anew each second, for months of business time."""
    restless = DIAGRAM.replace(
        '<sequenceFlow id="f3"',
        '<boundaryEvent id="tick" attachedToRef="approve" cancelActivity="false"><timerEventDefinition>'
        "<timeCycle>R/PT0.001S</timeCycle></timerEventDefinition><outgoing>f9</outgoing></boundaryEvent>"
        '<sequenceFlow id="f9" sourceRef="tick" targetRef="ticked"/><endEvent id="ticked"/><sequenceFlow id="f3"',
    )
    assert not engine.try_out(SYSTEM, "loan", {"loan.bpmn": restless.encode()}, seconds=3).is_complete


def test_a_process_without_scenarios_cannot_be_tried(engine: Engine) -> None:
    with pytest.raises(NotFound, match="scenario.none"):
        engine.try_out(SYSTEM, "other", {"loan.bpmn": DIAGRAM.encode()})


def test_scenarios_that_cannot_be_read_are_told(engine: Engine, tmp_path: Path) -> None:
    file = tmp_path / "processes/loan/scenarios.yaml"
    file.write_text(SCENARIOS.replace("state: completed", "weather: fine"))
    with pytest.raises(Rejected, match=r"scenario\.unknown_key"):
        engine.try_out(SYSTEM, "loan", {"loan.bpmn": DIAGRAM.encode()})


def test_only_who_may_publish_may_try(engine: Engine) -> None:
    engine.execute(CreateUser(user_id="ann", name="Ann", roles=["agent"]), SYSTEM)
    ann = engine.actor("ann")
    assert ann is not None
    with pytest.raises(Forbidden):
        engine.try_out(ann, "loan", {"loan.bpmn": DIAGRAM.encode()})
