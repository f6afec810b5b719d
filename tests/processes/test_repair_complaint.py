"""A complaint found in a follow-up becomes a case of the complaint process, with what the repair knows."""

from pathlib import Path

import pytest

from engine.api import SYSTEM, Engine
from engine.clock import ManualClock
from engine.model.command import CreateCustomer, CreateDevice
from engine.scenario.desk import Desk
from engine.scenario.folder import SCENARIOS, files, registered_handlers, staff
from engine.scenario.format import load
from engine.scenario.runner import take
from engine.scenario.scenario import Expect

PROCESSES = Path(__file__).resolve().parents[2] / "processes"
FOLDER = PROCESSES / "repair"


def played(name: str, desk: Desk) -> None:
    """The deeds of a repair scenario, beside a deployed complaint process."""
    scenario = next(each for each in load(FOLDER / SCENARIOS) if name in each.name)
    desk.move_to(scenario.at)
    desk.open(files(PROCESSES / "complaint") | files(FOLDER))
    desk.start("repair", scenario.start)
    for step in scenario.steps:
        if not isinstance(step, Expect) and not getattr(step, "refused", None):
            take(step, desk)


@pytest.fixture
def desk():
    clock = ManualClock(load(FOLDER / SCENARIOS)[0].at)
    with Engine.open("sqlite://", clock=clock, handlers=registered_handlers(PROCESSES)) as engine:
        yield Desk(engine, clock.set, staff(FOLDER))


@pytest.mark.parametrize("name", ["第三次不满意", "首次回访中客户已提出投诉"])
def test_complaint_begins_with_the_data_of_the_repair(desk: Desk, name: str) -> None:
    played(name, desk)
    repair = desk.engine.variables(SYSTEM, desk.instance_id)
    (begun,) = desk.engine.instances(SYSTEM, process_key="complaint").items
    complaint = desk.engine.variables(SYSTEM, begun.id)
    assert begun.state == "active"
    assert complaint["source_case"] == complaint["order_no"] == repair["case_no"]
    assert complaint["case_no"].startswith("TS")
    assert {key: complaint[key] for key in ("customer", "contact", "product", "tier", "urgency")} == {
        key: repair[key] for key in ("customer", "contact", "product", "tier", "urgency")
    }
    assert (complaint["category"], complaint["description"]) == ("产品质量", "同一故障修了两次仍未解决")
    assert (complaint["grade"], complaint["people"]) == ("黄", "机修组")
    tasks = [task for task in desk.engine.instance_tasks(SYSTEM, begun.id) if task.state == "open"]
    assert [(task.element_id, task.candidate_groups) for task in tasks] == [("first_response", ("junior_agents",))]


def test_each_of_the_two_cases_leads_to_the_other(desk: Desk) -> None:
    customer_id = desk.engine.execute(CreateCustomer(name="周先生", phone="13800002001"), SYSTEM)
    vehicle = CreateDevice(customer_id=customer_id, model="远行 SUV", plate="沪A12345", serial="LSV0001")
    device_id = desk.engine.execute(vehicle, SYSTEM)
    played("第三次不满意", desk)
    (begun,) = desk.engine.instances(SYSTEM, process_key="complaint").items
    repair = desk.engine.instance(SYSTEM, desk.instance_id)
    assert (repair.customer_id, repair.device_id) == (customer_id, device_id), "by the phone number and the plate"
    assert (begun.customer_id, begun.device_id, begun.source_id) == (customer_id, device_id, repair.id)
    assert [each.id for each in desk.engine.related(SYSTEM, repair.id)] == [begun.id]
    assert [each.id for each in desk.engine.related(SYSTEM, begun.id)] == [repair.id]
    came = next(each for each in desk.engine.timeline(SYSTEM, begun.id) if each.kind == "timeline.case_linked")
    assert came.params == {"source": repair.business_key}
    assert desk.engine.verify(SYSTEM, begun.id).is_whole


def test_no_complaint_where_there_was_none(desk: Desk) -> None:
    played("二次回访化解", desk)
    assert desk.engine.instances(SYSTEM, process_key="complaint").total == 0


def test_every_call_and_every_message_is_on_the_file(desk: Desk) -> None:
    played("第三次不满意", desk)
    entry = desk.engine.variables(SYSTEM, desk.instance_id)["file_entry"]
    assert [(each["day"], each["call"], each["satisfied"]) for each in entry["calls"]] == [
        (10, "首次", "满意"),
        (30, "首次", "满意"),
        (90, "首次", "不满意"),
        (90, "二次", "不满意"),
    ]
    assert [each["node"] for each in entry["messages"]] == ["dispatched", "repaired", *["follow_up"] * 3]
    assert all("周先生" in each["text"] and each["to"] == "13800002001" for each in entry["messages"])
