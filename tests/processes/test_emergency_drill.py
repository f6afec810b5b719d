"""A drill goes through the same diagram and tells nobody outside, whatever happens in it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from engine.api import SYSTEM, Engine
from engine.clock import ManualClock
from engine.model import command as c
from engine.model.view import UserTaskView
from engine.scenario.desk import Desk
from engine.scenario.folder import files, handlers, staff
from engine.scenario.scenario import Start
from engine.xml import parse

FOLDER = Path(__file__).resolve().parents[2] / "processes" / "emergency"
BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
CAMUNDA = "{http://camunda.org/schema/1.0/bpmn}"
ROOT = parse((FOLDER / "emergency.bpmn").read_bytes())
REAL = "=not(is_drill)"
OUTSIDE_GROUPS = {"general_manager", "directors"}
OUTSIDE_PEOPLE = {"qian_weidong", "zhao_lei"}
OUTSIDE_ELEMENTS = {"report_first", "announce", "escalate_lead", "tell_progress", "announce_over", "report_up"}
TEMPLATES = yaml.safe_load((FOLDER / "emergency.notices.yaml").read_text("utf-8"))["templates"]
BEGIN = datetime(2026, 1, 5, 1, tzinfo=UTC)


# as it is drawn


def input_of(element: Any, name: str) -> str:
    found = element.find(f".//{CAMUNDA}inputParameter[@name='{name}']")
    return "" if found is None else found.text


def tells_outside(element: Any) -> bool:
    topics = {each.get(f"{CAMUNDA}topic") for each in element.iter()}
    return "emergency.announce" in topics or any(group in input_of(element, "toGroups") for group in OUTSIDE_GROUPS)


def outside_templates() -> set[str]:
    return {input_of(each, "template") for each in elements() if tells_outside(each)} - {""}


def elements() -> Iterator[Any]:
    process = ROOT.find(f"{BPMN}process")
    for child in (*process, *process.find(f"{BPMN}subProcess")):
        if child.tag not in (f"{BPMN}sequenceFlow", f"{BPMN}laneSet", f"{BPMN}subProcess"):
            yield child


def reached(*, in_a_drill: bool) -> set[str]:
    """Where a token can come to; boundary events and what is in a sub-process are reached with their hosts."""
    steps = [(each.get("sourceRef"), each.get("targetRef")) for each in passable(in_a_drill)]
    steps += [(each.get("attachedToRef"), each.get("id")) for each in ROOT.iter(f"{BPMN}boundaryEvent")]
    steps += [
        (scope.get("id"), start.get("id"))
        for scope in ROOT.iter(f"{BPMN}subProcess")
        for start in scope.iterfind(f"{BPMN}startEvent")
    ]
    found = {start.get("id") for start in ROOT.iterfind(f"{BPMN}process/{BPMN}startEvent")}
    while more := {target for source, target in steps if source in found} - found:
        found |= more
    return found


def passable(in_a_drill: bool) -> list[Any]:
    return [flow for flow in ROOT.iter(f"{BPMN}sequenceFlow") if not (in_a_drill and condition(flow) == REAL)]


def condition(flow: Any) -> str | None:
    return flow.findtext(f"{BPMN}conditionExpression")


def test_what_tells_outside_is_known() -> None:
    assert {each.get("id") for each in elements() if tells_outside(each)} == OUTSIDE_ELEMENTS


def test_a_drill_reaches_nothing_that_tells_outside() -> None:
    assert reached(in_a_drill=True) & OUTSIDE_ELEMENTS == set()
    assert reached(in_a_drill=False) >= OUTSIDE_ELEMENTS


def test_a_drill_reaches_everything_else() -> None:
    only_outside = reached(in_a_drill=False) - reached(in_a_drill=True)
    assert only_outside == OUTSIDE_ELEMENTS | {"end_told"}


def test_a_gateway_that_asks_takes_it_for_a_drill_unless_it_is_real() -> None:
    gateways = [each for each in ROOT.iter(f"{BPMN}exclusiveGateway") if each.get("name") == "演练？"]
    flows = {each.get("id"): each for each in ROOT.iter(f"{BPMN}sequenceFlow")}
    assert len(gateways) == 5
    for gateway in gateways:
        found = {condition(flows[each.text]): each.text for each in gateway.iterfind(f"{BPMN}outgoing")}
        assert found == {REAL: found[REAL], None: gateway.get("default")}, gateway.get("id")


def test_no_task_is_offered_to_people_outside() -> None:
    for task in ROOT.iter(f"{BPMN}userTask"):
        assert not OUTSIDE_GROUPS & set(task.get(f"{CAMUNDA}candidateGroups").split(",")), task.get("id")
    assert not any(group in (FOLDER / "emergency_plan.dmn").read_text("utf-8") for group in OUTSIDE_GROUPS)


def test_notices_inside_carry_the_mark_and_tasks_too() -> None:
    assert {name for name, each in TEMPLATES.items() if not each["title"].startswith("{mark}")} == outside_templates()
    unmarked = {name for name, each in TEMPLATES.items() if not each["title_en"].startswith("{if is_drill then")}
    assert unmarked == outside_templates()
    assert all(task.findtext(f"{BPMN}documentation").startswith("${mark}") for task in ROOT.iter(f"{BPMN}userTask"))


def test_notices_inside_go_to_persons_only() -> None:
    """A room of a robot, or a webhook, may be read by anybody."""
    inside = TEMPLATES.keys() - outside_templates()
    assert {channel for name in inside for channel in TEMPLATES[name].get("channels", [])} <= {"in_app", "email"}
    assert not any(each.get("name") == "toChannels" for each in ROOT.iter(f"{CAMUNDA}inputParameter"))


def test_what_goes_up_also_leaves_by_mail_and_robots() -> None:
    """Where they are set up; in-app in any case."""
    rooms = {"in_app", "email", "wecom", "dingtalk", "feishu"}
    assert all(set(TEMPLATES[name]["channels"]) == rooms for name in outside_templates())


# as it runs

FACTS = st.fixed_dictionaries(
    {
        "nature": st.sampled_from(["系统故障", "群体投诉", "突发事件"]),
        "extent": st.sampled_from(["局部", "较大", "全面"]),
        "is_public": st.booleans(),
        "occurred_at": st.just("2026-01-05T08:50+08:00"),
        "affected": st.just("在线客服"),
        "description": st.just("在线会话无法接入"),
    }
)
ADDED = st.lists(
    st.fixed_dictionaries(
        {"name": st.just("加派人手"), "group": st.sampled_from(["junior_agents", "public_relations", "quality"])}
    ),
    max_size=2,
)
MINUTES = st.integers(min_value=0, max_value=200)


class Case:
    """One emergency, worked on until it is closed; every task by somebody who may."""

    def __init__(self, engine: Engine, clock: ManualClock) -> None:
        self.desk = Desk(engine, clock.set, staff(FOLDER))
        self.desk.open(files(FOLDER))
        self.marked: set[bool] = set()
        self.people: dict[str, list[str]] = {}

    def work(self, facts: dict[str, Any], rounds: list[list[dict[str, str]]], minutes: int) -> None:
        self.desk.start("emergency", Start(by="lin_xiaoyu", values=facts))
        left = list(rounds)
        while self.desk.engine.instance(SYSTEM, self.desk.instance_id).state == "active":
            self.desk.pass_time(self.desk.engine.now() + timedelta(minutes=minutes))
            tasks = self.desk.open_tasks()
            if not tasks:  # between two judgements
                self.desk.pass_time(self.desk.engine.now() + timedelta(minutes=60))
            for task in tasks:
                self.finish(task, left)

    def finish(self, task: UserTaskView, left: list[list[dict[str, str]]]) -> None:
        self.marked.add((task.description or "").startswith("【演练】"))
        values = dict(ANSWERS[task.element_id])
        if task.element_id == "judge" and left:
            values = {"is_controlled": "未受控", "situation": "还没有恢复", "added_measures": left.pop(0)}
        group = next(iter(task.candidate_groups))
        by = task.assignee or next(each.user_id for each in self.desk.staff if group in each.groups)
        if task.assignee is None:
            self.desk.do(c.ClaimUserTask(task_id=task.id), by)
        self.desk.do(c.CompleteUserTask(task_id=task.id, variables=values, is_form=True), by)

    def told(self) -> dict[str, list[str]]:
        """Of each person the titles of the notices."""
        found: dict[str, list[str]] = {}
        for notice, people in self.desk.new_notices():
            for person in people:
                found.setdefault(person, []).append(notice.title)
        return found


ANSWERS: dict[str, dict[str, Any]] = {
    "name_lead": {"coordinator": "liu_fang"},
    "take_measures": {"measure_result": "已完成", "measure_note": "已落实"},
    "judge": {"is_controlled": "已受控", "situation": "已经恢复"},
    "write_report": {"cause": "证书过期", "course": "三轮研判", "aftermath": "已致歉"},
    "revise_plan": {
        "plan_revision": "证书到期预警",
        "review_items": [{"item": "证书台账", "owner": "韩旭", "due_on": "2026-02-01"}],
        "training": "例会",
        "next_drill_on": "2027-01-10",
    },
    "approve_revision": {"approval": "同意"},
}


def worked(facts: dict[str, Any], rounds: list[list[dict[str, str]]], minutes: int) -> tuple[Case, dict[str, Any]]:
    """The finished case and its variables."""
    clock = ManualClock(BEGIN)
    with Engine.open("sqlite://", clock=clock, handlers=handlers(FOLDER)) as engine:
        case = Case(engine, clock)
        case.work(facts, rounds, minutes)
        case.people = case.told()
        assert engine.instance_incidents(SYSTEM, case.desk.instance_id) == []
        return case, dict(engine.variables(SYSTEM, case.desk.instance_id))


FINDING = (Phase.explicit, Phase.reuse, Phase.generate)  # a case takes half a second: too slow to be made smaller


@settings(max_examples=5, phases=FINDING)
@given(facts=FACTS, rounds=st.lists(ADDED, max_size=2), minutes=MINUTES)
def test_nobody_outside_hears_of_a_drill(
    facts: dict[str, Any], rounds: list[list[dict[str, str]]], minutes: int
) -> None:
    case, variables = worked(facts | {"is_drill": True}, rounds, minutes)
    assert not OUTSIDE_PEOPLE & case.people.keys()
    assert all(title.startswith("【演练】") for titles in case.people.values() for title in titles)
    assert case.marked == {True}
    assert variables["announcements"] == []
    assert variables["result"] == "演练结束"


@pytest.mark.parametrize("is_public", [False, True])
def test_superiors_and_customers_hear_of_a_real_one(is_public: bool) -> None:
    facts = {"nature": "系统故障", "extent": "局部", "is_public": is_public, "occurred_at": "2026-01-05T08:50+08:00"}
    facts |= {"affected": "在线客服", "description": "在线会话无法接入"}
    case, variables = worked(facts, [[]], 5)
    assert [title[:2] for title in sorted(case.people["zhao_lei"])] == ["终报", "续报", "续报", "首报"]
    assert case.people["zhao_lei"] == case.people["qian_weidong"]
    assert [each["occasion"] for each in variables["announcements"]] == ["发生", "解除"]
    assert all(("公众" in each["audience"]) is is_public for each in variables["announcements"])
    assert case.marked == {False}
    assert not any("演练" in title for titles in case.people.values() for title in titles)
