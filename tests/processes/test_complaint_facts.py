"""The README's table of facts against the diagram, the decision tables and the forms."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from engine.xml import parse

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "processes" / "complaint"
BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
DUE = "{http://camunda.org/schema/1.0/bpmn}dueDate"

# What a service centre does with complaints; each must stand in the table, word for word as begun here.
FACTS = (
    "接收", "首问负责", "归类", "初步处理", "2 小时内开始处理", "24 小时内告知客户进展", "情况严重时上报上级", "解决",
    "跟进反馈", "归档全部资料", "类别：产品质量、服务态度、服务流程、价格、其他", "措施：调整产品、提供服务、支付补偿",
    "质量：先核实", "质量：告知质量部门", "态度：对当事人培训", "流程：改进流程", "价格：定价公平", "其他：个案处理",
    "投诉集中的环节登记整改项", "定级：红、黄、绿", "红：品牌声誉或客户流失风险高", "红：主管亲自处理", "红：并上报",
    "黄：体验受损", "黄：资深专员", "绿：常规问题", "绿：初级专员", "投诉单记录事实", "主管当即判断原因",
    "转总经理和被投诉部门总监", "协助责任部门处理", "重点类别", "属地处理", "预警：红 75 %", "预警：黄 75 %",
    "预警：绿 75 %", "网络舆情预警", "红色超时升级至经理", "超时督办", "超时通报", "严重或群体性投诉作标记",
    "答复四要素", "物流延迟赠 10 元", "话术", "不满意则重新办理", "再次不满意交主管", "列入不满意客户档案",
    "回访中发现的投诉",
)  # fmt: skip

# How long people have, whichever way the diagram writes it.
DEADLINES = {
    "solve_red": timedelta(hours=2),
    "late_red": timedelta(hours=2),
    "solve_yellow": timedelta(hours=4),
    "late_yellow": timedelta(hours=4),
    "solve_green": timedelta(hours=8),
    "late_green": timedelta(hours=8),
    "first_response": timedelta(hours=2),
    "late_response": timedelta(hours=2),
    "tell_progress": timedelta(hours=24),
    "late_progress": timedelta(hours=24),
}
WARNINGS = {
    "warn_red": "late_red",
    "warn_yellow": "late_yellow",
    "warn_green": "late_green",
    "wait_progress": "late_progress",
}
ELAPSED = ("warn_red", "late_red", "wait_progress", "late_progress")


def table() -> list[tuple[str, list[str], set[str]]]:
    """Of each row: the fact, the element ids, the timer values."""
    text = (FOLDER / "README.md").read_text("utf-8").partition("## 事实与元素")[2]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("|")]
    return [(row[0], re.findall(r"`([^`]+)`", row[2]), set(re.findall(r"`([^`]+)`", row[3]))) for row in rows[2:]]


def known_ids() -> set[str]:
    ids = {form.stem for form in (ROOT / "forms" / "complaint").glob("*.form")}
    for form in (ROOT / "forms" / "complaint").glob("*.form"):
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
    for element in parse((FOLDER / "complaint.bpmn").read_bytes()).iter(f"{BPMN}*"):
        if element.get(DUE):
            found[element.get("id")] = element.get(DUE)
        for kind in ("timeDate", "timeDuration", "timeCycle"):
            for timer in element.findall(f"{BPMN}timerEventDefinition/{BPMN}{kind}"):
                found[element.get("id")] = timer.text
    return found


def length(text: str) -> timedelta:
    hours, minutes = re.search(r"PT(?:(\d+)H)?(?:(\d+)M)?", text).groups()
    return timedelta(hours=int(hours or 0), minutes=int(minutes or 0))


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
    named = {element for _, elements, _ in table() for element in elements}
    assert timers().keys() <= named


@pytest.mark.parametrize(("element", "deadline"), DEADLINES.items())
def test_deadline(element: str, deadline: timedelta) -> None:
    assert length(timers()[element]) == deadline


@pytest.mark.parametrize(("warning", "deadline"), WARNINGS.items())
def test_warning_comes_at_three_quarters_of_the_time(warning: str, deadline: str) -> None:
    assert length(timers()[warning]) == length(timers()[deadline]) * 3 / 4


def test_red_and_progress_count_elapsed_time_and_the_rest_working_time() -> None:
    for element, text in timers().items():
        is_elapsed = element in ELAPSED or element in ("solve_red", "tell_progress")
        assert ("add working time" in text) != is_elapsed, element


def test_deadlines_do_not_interrupt() -> None:
    events = parse((FOLDER / "complaint.bpmn").read_bytes()).iter(f"{BPMN}boundaryEvent")
    assert {event.get("cancelActivity") for event in events} == {"false"}


def test_picture_shows_every_element() -> None:
    drawn = set(re.findall(r'data-element-id="([^"]+)"', (FOLDER / "complaint.svg").read_text("utf-8")))
    process = parse((FOLDER / "complaint.bpmn").read_bytes()).find(f"{BPMN}process")
    wanted = {child.get("id") for child in process if child.get("id") and not child.tag.endswith("laneSet")}
    assert wanted <= drawn
