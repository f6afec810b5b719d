"""What happened, in the reader's words: names of forms, times of the reader, nothing technical."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask, session

from engine.api import SYSTEM, Engine
from engine.model.command import ClaimUserTask, CompleteUserTask, DeployFiles, StartInstance
from engine.model.view import DecisionWords
from webui.decided import columns, details, words_of
from webui.diagram import viewer_config
from webui.told import MOST, told

LABELS = {
    "customer": "客户",
    "grade": "分级",
    "due": "截止",
    "is_mass": "群体投诉",
    "people": "涉及人员",
    "owner": "办理人",
}
LABELS |= {f"v{n}": f"值{n}" for n in range(20)}


@pytest.fixture(autouse=True)
def reader(app: Flask) -> Iterator[None]:
    with app.test_request_context():
        yield


CHANGES = [
    ({"customer": "赵强", "grade": "红"}, "填写：客户 赵强、分级 红", "by the names of forms"),
    (
        {"customer": "赵强", "case_no": "1", "log": []},
        "填写：客户 赵强、另有 2 项",
        "what the process keeps is counted",
    ),
    ({"case_no": "1"}, "流程记录了 1 项数据", "and is not said by its technical name"),
    ({"due": "2026-01-05T01:30:00+00:00"}, "填写：截止 01-05 09:30", "in the reader's zone"),
    ({"is_mass": True, "grade": None}, "填写：群体投诉 是、分级 —", "yes, and taken away"),
    ({"people": [{"a": 1}, {"a": 2}]}, "填写：涉及人员 2 条", "no braces"),
    ({"owner": "zhang"}, "填写：办理人 张三", "people by their names"),
    ({"customer": "长" * 70}, f"填写：客户 {'长' * 59}…", "no longer than a line"),
    ({f"v{n}": n for n in range(MOST + 3)}, "另有 3 项", "the first few"),
]


@pytest.mark.parametrize(("values", "expected", "why"), CHANGES, ids=[row[2] for row in CHANGES])
def test_changes(values: dict[str, Any], expected: str, why: str) -> None:
    text = told("timeline.variables_set", {"values": values}, "", LABELS)
    assert text == expected if len(values) < MOST else text.endswith(expected)


def test_what_a_start_form_left_empty_did_not_happen() -> None:
    values = {"values": {"customer": "赵强", "grade": "", "people": [], "is_mass": False}}
    assert told("timeline.variables_set", values, "", LABELS, is_start=True) == "填写：客户 赵强、群体投诉 否"


DECISIONS = [
    ([{"grade": "红", "limit": 200}], "“定级”判定：分级 红", "of a table"),
    ([{"投诉归类": {"grade": "红", "group": "x"}}], "“定级”判定：分级 红", "of a literal expression"),
    ([{"limit": 1}], "“定级”已判定", "nothing that people know"),
    ([{"grade": "红"}, {"grade": "黄"}], "“定级”判定：分级 红、黄", "of a table that collects"),
    ([{"grade": "红", "due": "PT1H30M"}], "“定级”判定：分级 红、截止 1 小时 30 分钟", "limits in hours and minutes"),
    ([], "“定级”已判定", "no hit"),
    ("红", "“定级”已判定", "no table"),
]


@pytest.mark.parametrize(("outputs", "expected", "why"), DECISIONS, ids=[row[2] for row in DECISIONS])
def test_decisions(outputs: Any, expected: str, why: str) -> None:
    assert told("timeline.decision_evaluated", {"outputs": outputs}, "定级", LABELS) == expected


def test_in_english() -> None:
    session["language"] = "en"
    assert told("timeline.variables_set", {"values": {"customer": "Zhao", "x": 1}}, "", {"customer": "Customer"}) == (
        "Filled in: Customer: Zhao, and 1 more"
    )


def test_the_timeline_of_a_case_uses_it(engine: Engine, start_case, sign_in) -> None:
    case_id = start_case("钱多多")
    (task,) = engine.instance_tasks(SYSTEM, case_id)
    engine.execute(ClaimUserTask(task_id=task.id), engine.actor("lin"))
    values = {"result": "已退款", "refund": 12}
    engine.execute(CompleteUserTask(task_id=task.id, variables=values, is_form=True), engine.actor("lin"))
    for page in (f"/instances/{case_id}", f"/tasks/task/{task.id}?tab=history"):
        text = sign_in("lin").get(page).text
        assert "填写：客户 钱多多" in text
        assert "已退款" in text and "result = " not in text


EACH = b"""<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn"
    id="d" targetNamespace="t">
  <process id="each" isExecutable="true" camunda:historyTimeToLive="P30D">
    <startEvent id="start"/><sequenceFlow id="a" sourceRef="start" targetRef="ask"/>
    <userTask id="ask" camunda:candidateGroups="junior_agents">
      <multiInstanceLoopCharacteristics><loopCardinality>3</loopCardinality></multiInstanceLoopCharacteristics>
    </userTask>
    <sequenceFlow id="b" sourceRef="ask" targetRef="end"/><endEvent id="end"/>
  </process>
</definitions>"""


def test_a_multi_instance_counts_those_that_run_and_not_itself(engine: Engine) -> None:
    engine.execute(DeployFiles(files={"each.bpmn": EACH}), SYSTEM)
    case_id = engine.execute(StartInstance(key="each"), SYSTEM)
    for left in (3, 2, 1):
        config = viewer_config(engine, SYSTEM, engine.instance(SYSTEM, case_id))
        assert config["active"] == [{"element": "ask", "count": left, "incident": False}]
        task = next(each for each in engine.instance_tasks(SYSTEM, case_id) if each.state == "open")
        engine.execute(CompleteUserTask(task_id=task.id), SYSTEM)
    config = viewer_config(engine, SYSTEM, engine.instance(SYSTEM, case_id))
    assert config["active"] == []
    assert config["done"]["ask"] == 1, "as the replay counts it"


TABLES = b"""<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="f" name="f" namespace="t">
  <decision id="grade" name="\xe5\xae\x9a\xe7\xba\xa7"><decisionTable id="t">
    <input id="i" label="\xe9\xa3\x8e\xe9\x99\xa9"><inputExpression id="x"><text>risk</text></inputExpression></input>
    <output id="o" label="\xe7\xad\x89\xe7\xba\xa7" name="grade"/>
    <rule id="r"><inputEntry id="a"><text>"high"</text></inputEntry>
      <outputEntry id="b"><text>"A"</text></outputEntry></rule>
  </decisionTable></decision>
</definitions>"""


def test_a_decision_by_its_columns(engine: Engine) -> None:
    engine.execute(DeployFiles(files={"grade.dmn": TABLES}), SYSTEM)
    step = {"decision": "grade", "inputs": ["high"], "outputs": [{"grade": "A"}], "rows": [1]}
    params = {**step, "details": [{"kind": "timeline.step", "params": step}]}
    words = words_of(engine, SYSTEM, [("timeline.decision_evaluated", params), ("timeline.timer_fired", {})])
    assert columns(words) == {"grade": "等级"}
    assert told("timeline.decision_evaluated", params, "分级", columns(words)) == "“分级”判定：等级 A"
    assert details(params, words) == ("定级：风险 high → 等级 A（规则第 1 行）",)


def test_groups_that_a_table_found_by_their_names() -> None:
    words = {"team": DecisionWords(name="责任组", outputs={"group": "组"})}
    found = [{"group": "junior_agents"}, {"group": "team_leads"}]
    step = {"decision": "team", "inputs": [], "outputs": found, "rows": [1, 2]}
    assert details({"details": [{"params": step}]}, words) == ("责任组：组 初级客服、班组长（规则第 1、2 行）",)


@pytest.mark.parametrize(
    ("step", "expected", "why"),
    [
        ({"decision": "gone", "inputs": [1], "outputs": 2, "rows": []}, "gone", "a decision that is deployed no more"),
        ({"decision": "gone", "inputs": None, "outputs": None, "rows": [2]}, "gone（规则第 2 行）", "erased"),
    ],
)
def test_a_decision_of_which_little_is_known(step: dict[str, Any], expected: str, why: str) -> None:
    assert details({"details": [{"params": step}]}, {}) == (expected,), why
