"""The README's table of facts of the emergency process against the diagram, the decision tables and the forms."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from engine.expr.temporal import parse_duration
from engine.xml import parse

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "processes" / "emergency"
BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
DUE = "{http://camunda.org/schema/1.0/bpmn}dueDate"

# What a service centre does in an emergency; each must stand in the table, word for word as begun here.
FACTS = (
    "种类：系统故障、群体投诉、突发事件", "危机：伴有舆情", "报告：性质、时间、范围", "启动相应的应急预案",
    "指定责任人", "责任人协调、指挥", "措施并行落实", "措施：派出人员", "措施：调配资源", "措施：安抚客户",
    "措施：调整服务流程", "措施：技术支持", "危机时公关参与", "危机时业务参与", "跟踪：每隔一段研判",
    "调整措施直至受控", "渠道畅通：客户", "渠道畅通：上级", "渠道畅通：部门", "上报：原因、过程、善后", "修订预案",
    "预案须经审批", "预案：培训", "预案：定期演练", "演练走同一流程", "归档",
)  # fmt: skip

DEADLINES = {
    "name_lead": timedelta(minutes=10),
    "late_lead": timedelta(minutes=10),
    "judge": timedelta(minutes=15),
    "late_judge": timedelta(minutes=15),
    "write_report": timedelta(hours=24),
    "late_report": timedelta(hours=24),
    "revise_plan": timedelta(days=7),
    "late_revision": timedelta(days=7),
    "approve_revision": timedelta(hours=24),
}
WARNINGS = {"warn_lead": "late_lead", "warn_report": "late_report", "warn_revision": "late_revision"}
FROM_THE_PLAN = {
    "take_measures": "=measure_limit",
    "late_measures": "=measure_limit",
    "wait_round": "=tracking_interval",
}


def table() -> list[tuple[str, list[str], set[str]]]:
    """Of each row: the fact, the element ids, the timer values."""
    text = (FOLDER / "README.md").read_text("utf-8").partition("## 事实与元素")[2]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("|")]
    return [(row[0], re.findall(r"`([^`]+)`", row[2]), set(re.findall(r"`([^`]+)`", row[3]))) for row in rows[2:]]


def known_ids() -> set[str]:
    ids = {form.stem for form in (ROOT / "forms" / "emergency").glob("*.form")}
    for form in (ROOT / "forms" / "emergency").glob("*.form"):
        ids |= set(_component_ids(json.loads(form.read_text("utf-8"))["components"]))
    for path in (*FOLDER.glob("*.bpmn"), *FOLDER.glob("*.dmn")):
        ids |= {element.get("id") for element in parse(path.read_bytes()).iter() if element.get("id")}
    return ids


def _component_ids(components: list[dict]) -> Iterator[str]:
    for component in components:
        yield component["id"]
        yield from _component_ids(component.get("components", []))


def timers() -> dict[str, str]:
    """Element id to its timer, or to the due date of a user task, as written."""
    found = {}
    for element in parse((FOLDER / "emergency.bpmn").read_bytes()).iter(f"{BPMN}*"):
        if element.get(DUE):
            found[element.get("id")] = element.get(DUE)
        for timer in element.findall(f"{BPMN}timerEventDefinition/{BPMN}timeDuration"):
            found[element.get("id")] = timer.text
    return found


@pytest.mark.parametrize(
    ("fact", "elements", "values"), table(), ids=lambda value: value if isinstance(value, str) else ""
)
def test_row(fact: str, elements: list[str], values: set[str]) -> None:
    assert elements, fact
    assert set(elements) <= known_ids(), "an element that does not exist"
    assert values == {timers()[each] for each in elements if each in timers()}, "timer values differ from the diagram"


@pytest.mark.parametrize("fact", FACTS)
def test_every_fact_has_a_row(fact: str) -> None:
    assert any(row.startswith(fact) for row, _, _ in table())


def test_every_timer_of_the_diagram_is_in_the_table() -> None:
    assert timers().keys() <= {element for _, elements, _ in table() for element in elements}
    assert timers().keys() == DEADLINES.keys() | WARNINGS.keys() | FROM_THE_PLAN.keys()


@pytest.mark.parametrize(("element", "deadline"), DEADLINES.items())
def test_deadline(element: str, deadline: timedelta) -> None:
    assert parse_duration(timers()[element]) == deadline


@pytest.mark.parametrize(("warning", "deadline"), WARNINGS.items())
def test_warning_comes_at_three_quarters_of_the_time(warning: str, deadline: str) -> None:
    assert parse_duration(timers()[warning]) == parse_duration(timers()[deadline]) * 0.75


@pytest.mark.parametrize(("element", "expression"), FROM_THE_PLAN.items())
def test_the_plan_says_how_long(element: str, expression: str) -> None:
    assert timers()[element] == expression


def test_time_is_elapsed_time_only() -> None:
    assert "working time" not in (FOLDER / "emergency.bpmn").read_text("utf-8")


def test_deadlines_do_not_interrupt() -> None:
    events = parse((FOLDER / "emergency.bpmn").read_bytes()).iter(f"{BPMN}boundaryEvent")
    assert {event.get("cancelActivity") for event in events} == {"false"}


def test_picture_shows_every_element() -> None:
    drawn = set(re.findall(r'data-element-id="([^"]+)"', (FOLDER / "emergency.svg").read_text("utf-8")))
    process = parse((FOLDER / "emergency.bpmn").read_bytes()).find(f"{BPMN}process")
    nodes = [*process, *process.find(f"{BPMN}subProcess")]
    assert {each.get("id") for each in nodes if each.get("id") and not each.tag.endswith("laneSet")} <= drawn
