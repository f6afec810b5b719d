"""The README's table of facts against the diagram, the decision tables and the forms."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from engine.scenario.folder import SCENARIOS
from engine.scenario.format import load
from engine.scenario.node import document
from engine.xml import parse

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "processes" / "repair"
FORMS = sorted((ROOT / "forms" / "repair").glob("*.form"))
BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
DMN = "{https://www.omg.org/spec/DMN/20191111/MODEL/}"
CAMUNDA = "{http://camunda.org/schema/1.0/bpmn}"
DIAGRAM = parse((FOLDER / "repair.bpmn").read_bytes())

# What a service centre does when something is broken; each must stand in the table, word for word as begun here.
FACTS = (
    "六步：故障申报", "六步：初步诊断", "六步：派单", "六步：处理", "六步：反馈", "六步：回访", "首问负责",
    "定级：按客户价值（年消费、年限）与紧急程度（停机、异常、咨询）", "A 级：紧急且严重，10 分钟响应，2 小时初步解决",
    "B 级：30 分钟响应，4 小时办结", "C 级：1 小时响应，8 小时办结", "响应时限：用去 75 % 预警",
    "办结时限：用去 75 % 预警", "报修后 5 分钟内开单", "30 分钟内与客户商定方案", "关键节点主动通知：派单后",
    "关键节点主动通知：维修完成后", "关键节点主动通知：回访前", "缺件：订购", "缺件：等候到货或到日",
    "预约日未到货：告知客户", "预约日未到货：改约", "小修：离厂后 3 天内", "底盘二级维护：10 天内",
    "总成大修：10、30、90 天三次", "不满意则二次回访", "发现投诉转入投诉处理", "一车一档：按车牌号、车架号或设备编号",
    "一车一档：工单、结算、索赔、故障与反馈",
)  # fmt: skip

# How long people have, in the diagram and in the table of limits.
DEADLINES = {
    "open_ticket": timedelta(minutes=5),
    "late_ticket": timedelta(minutes=5),
    "diagnose": timedelta(minutes=30),
    "late_plan": timedelta(minutes=30),
}
LIMITS = {
    "rule_terms_a": (timedelta(minutes=10), timedelta(hours=2)),
    "rule_terms_b": (timedelta(minutes=30), timedelta(hours=4)),
    "rule_terms_c": (timedelta(hours=1), timedelta(hours=8)),
}
WARNINGS = {"warn_ticket": "late_ticket", "warn_plan": "late_plan"}
GRADED = {"warn_respond": "=respond_warn_at", "late_respond": "=respond_by", "warn_close": "=close_warn_at",
          "late_close": "=close_by", "repair_work": "=close_by"}  # fmt: skip


def table() -> list[tuple[str, list[str], set[str]]]:
    """Of each row: the fact, the element ids, the timer values."""
    text = (FOLDER / "README.md").read_text("utf-8").partition("## 事实与元素")[2]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("|")]
    return [(row[0], re.findall(r"`([^`]+)`", row[2]), set(re.findall(r"`([^`]+)`", row[3]))) for row in rows[2:]]


def known_ids() -> set[str]:
    ids = {form.stem for form in FORMS}
    for form in FORMS:
        ids |= {component["id"] for component in components(form)}
    for path in (*FOLDER.glob("*.bpmn"), *FOLDER.glob("*.dmn")):
        ids |= {element.get("id") for element in parse(path.read_bytes()).iter() if element.get("id")}
    return ids


def components(form: Path) -> Iterator[dict]:
    waiting = json.loads(form.read_text("utf-8"))["components"]
    for component in waiting:
        yield component
        waiting += component.get("components", [])


def timers() -> dict[str, list[str]]:
    """Element id to its timer, or to the due date of a user task, as written; a rule to the limits it gives."""
    found: dict[str, list[str]] = {}
    for element in DIAGRAM.iter(f"{BPMN}*"):
        if element.get(f"{CAMUNDA}dueDate"):
            found[element.get("id")] = [element.get(f"{CAMUNDA}dueDate")]
        for timer in element.findall(f"{BPMN}timerEventDefinition/*"):
            found[element.get("id")] = [timer.text]
    return found | limits()


def limits() -> dict[str, list[str]]:
    """Of each rule with limits: respond warning, respond, close warning, close."""
    rules = parse((FOLDER / "repair_terms.dmn").read_bytes()).iter(f"{DMN}rule")
    given = {
        rule.get("id"): [text.text.strip('"') for text in rule.findall(f"{DMN}outputEntry/{DMN}text")] for rule in rules
    }
    return {rule: [text for text in texts if text.startswith("PT")] for rule, texts in given.items() if len(texts) > 1}


def length(text: str) -> timedelta:
    hours, minutes, seconds = re.search(r"PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?", text).groups()
    return timedelta(hours=int(hours or 0), minutes=int(minutes or 0), seconds=int(seconds or 0))


@pytest.mark.parametrize(
    ("fact", "elements", "values"), table(), ids=lambda value: value if isinstance(value, str) else ""
)
def test_row(fact: str, elements: list[str], values: set[str]) -> None:
    assert elements, fact
    assert set(elements) <= known_ids(), "an element that does not exist"
    written = {value for each in elements for value in timers().get(each, ())}
    assert values == written, "timer values differ from the diagram"


@pytest.mark.parametrize("fact", FACTS)
def test_every_fact_has_a_row(fact: str) -> None:
    assert any(row.startswith(fact) for row, _, _ in table())


def test_every_timer_of_the_diagram_is_in_the_table() -> None:
    named = {element for _, elements, _ in table() for element in elements}
    assert timers().keys() <= named


@pytest.mark.parametrize(("element", "deadline"), DEADLINES.items())
def test_deadline(element: str, deadline: timedelta) -> None:
    (text,) = timers()[element]
    assert length(text) == deadline
    assert text.startswith("=if is_elapsed then now() +") and "else add working time(now()," in text


@pytest.mark.parametrize(("warning", "deadline"), WARNINGS.items())
def test_warning_comes_at_three_quarters_of_the_time(warning: str, deadline: str) -> None:
    assert length(timers()[warning][0]) == length(timers()[deadline][0]) * 3 / 4


@pytest.mark.parametrize(("rule", "deadlines"), LIMITS.items())
def test_limits_of_a_grade_and_their_warnings(rule: str, deadlines: tuple[timedelta, timedelta]) -> None:
    respond_warning, respond, close_warning, close = map(length, limits()[rule])
    assert (respond, close) == deadlines
    assert (respond_warning, close_warning) == (respond * 3 / 4, close * 3 / 4)


@pytest.mark.parametrize(("element", "text"), GRADED.items())
def test_graded_deadlines_come_from_the_table(element: str, text: str) -> None:
    assert timers()[element] == [text]


def test_deadlines_do_not_interrupt() -> None:
    assert {event.get("cancelActivity") for event in DIAGRAM.iter(f"{BPMN}boundaryEvent")} == {"false"}


def test_customers_are_told_by_templates_that_exist() -> None:
    texts = [each.text for each in DIAGRAM.iter(f"{CAMUNDA}inputParameter") if each.get("name") in ("node", "template")]
    notices = document(FOLDER / "repair.notices.yaml").members()["templates"].members()
    assert set(texts) == set(notices), "a template that nobody uses, or one that is missing"


def test_every_form_is_used_and_every_used_form_exists() -> None:
    used = {element.get(f"{CAMUNDA}formRef") for element in DIAGRAM.iter() if element.get(f"{CAMUNDA}formRef")}
    assert used == {form.stem for form in FORMS}


def test_component_ids_are_unique_and_begin_with_their_form() -> None:
    for form in FORMS:
        ids = [component["id"] for component in components(form)]
        assert len(ids) == len(set(ids))
        assert all(each.startswith(form.stem) for each in ids)


def test_there_are_scenarios_enough() -> None:
    assert len(load(FOLDER / SCENARIOS)) >= 10


def test_picture_shows_every_element() -> None:
    drawn = set(re.findall(r'data-element-id="([^"]+)"', (FOLDER / "repair.svg").read_text("utf-8")))
    process = DIAGRAM.find(f"{BPMN}process")
    inside = (child for scope in (process, *process.iter(f"{BPMN}subProcess")) for child in scope)
    wanted = {child.get("id") for child in inside if child.get("id") and not child.tag.endswith("laneSet")}
    assert wanted <= drawn
