"""The shipped demo plays to its beginning and leaves lists with something in them."""

from pathlib import Path

import pytest

from engine.api import SYSTEM, Engine
from engine.clock import ManualClock
from engine.model import command as c
from engine.scenario.demo import Demo, load, play
from engine.scenario.desk import Desk
from engine.scenario.folder import files, registered_handlers

PROCESSES = Path(__file__).resolve().parents[2] / "processes"


@pytest.fixture(scope="module")
def demo() -> Demo:
    return load(PROCESSES / "demo.yaml")


@pytest.fixture(scope="module")
def engine(demo: Demo):
    clock = ManualClock(demo.opens_at)
    with Engine.open("sqlite://", clock=clock, handlers=registered_handlers(PROCESSES)) as opened:
        shipped = [each.parent for each in sorted(PROCESSES.glob("*/*.bpmn"))]
        deployed = {name: content for folder in shipped for name, content in files(folder).items()}
        Desk(opened, clock.set, demo.staff).open(deployed)
        play(opened, clock.set, demo)
        yield opened


def test_begins_on_a_monday_at_nine(engine: Engine, demo: Demo) -> None:
    assert engine.now() == demo.begins_at
    assert (demo.begins_at.isoweekday(), demo.begins_at.hour) == (1, 9)


def test_cases_stand_where_the_file_leaves_them(engine: Engine, demo: Demo) -> None:
    page = engine.instances(SYSTEM, limit=200)
    assert page.total == len(demo.cases)
    assert {state for each in page.items for state in [each.state]} == {"active", "completed"}
    tasks = engine.user_tasks(SYSTEM, "all").items
    elements = {task.element_id for task in tasks}
    assert elements >= {"first_response", "solve_green", "solve_yellow", "follow_up"}
    assert elements >= {"diagnose", "repair_work", "reschedule", "call"}
    assert engine.incidents(SYSTEM).total == 0


def test_cases_hang_on_the_records_of_their_customers(engine: Engine, demo: Demo) -> None:
    """And each agent's work shows somebody with earlier cases beside it, and devices."""
    cases = [each for each in engine.instances(SYSTEM, limit=200).items if each.customer_id]
    assert {engine.customer(SYSTEM, each.customer_id).name for each in cases} == {
        record.customer.name for record in demo.records
    }
    repeated = {each.customer_id for each in cases if each.state == "completed"} & {
        each.customer_id for each in cases if each.state == "active"
    }
    assert len(repeated) >= 4
    on_devices = [each for each in cases if each.device_id]
    assert len(on_devices) >= 8 and {each.process_key for each in on_devices} == {"repair"}
    market = next(each for each in engine.customers(SYSTEM, search="安居").items)
    assert len(engine.devices(SYSTEM, market.id)) == 3
    assert {each.device_id for each in engine.customer_cases(SYSTEM, market.id)} == {
        each.id for each in engine.devices(SYSTEM, market.id) if each.serial == "SB-0917"
    }


def test_of_each_process_something_is_late(engine: Engine) -> None:
    late = {task.process_key for task in engine.user_tasks(SYSTEM, "overdue").items}
    assert late == {"complaint", "repair", "emergency"}


def test_nothing_is_about_the_number_that_stands_beside_it(engine: Engine) -> None:
    for each in engine.instances(SYSTEM, limit=200).items:
        assert each.subject and each.business_key not in each.subject


def test_history_stands_in_order_of_business_time(engine: Engine, demo: Demo) -> None:
    for each in engine.instances(SYSTEM, limit=200).items:
        times = [entry.at for entry in engine.timeline(SYSTEM, each.id)]
        assert times == sorted(times)
        assert demo.opens_at <= times[0] and times[-1] <= demo.begins_at


def test_everybody_finds_something(engine: Engine) -> None:
    """Agents find work, and those who are told of cases find notices."""
    for user_id in ("lin_xiaoyu", "chen_hao", "zhou_min", "tang_wei", "luo_jun", "peng_tao", "deng_li"):
        counts = engine.user_task_counts(engine.actor(user_id))
        assert counts["mine"] + counts["claimable"] > 0, user_id
    for user_id in ("wang_jianguo", "liu_fang", "qian_weidong", "he_jing", "sun_qiang"):
        assert engine.unread_count(engine.actor(user_id)) > 0, user_id


def test_a_junior_agent_may_start_a_complaint_and_a_repair(engine: Engine) -> None:
    assert {view.key for view in engine.startable(engine.actor("lin_xiaoyu"))} >= {"complaint", "repair"}


def test_staff_of_the_demo_covers_every_group_of_the_diagram(demo: Demo) -> None:
    groups = {group for person in demo.staff for group in person.groups}
    needed = {"junior_agents", "senior_agents", "team_leads", "supervisors", "managers", "directors", "quality",
              "general_manager", "process_owners", "service_advisors", "technicians", "callers", "parts"}  # fmt: skip
    assert needed <= groups


def test_commands_of_the_demo_need_no_engine_rights(engine: Engine, demo: Demo) -> None:
    assert all(case.start.by for case in demo.cases)
    assert isinstance(engine.execute(c.ReadNotices(), engine.actor("lin_xiaoyu")), type(None))
