"""Jobs of all cases, and the search for who did what."""

from collections.abc import Callable

from flask.testing import FlaskClient

from engine.api import SYSTEM, Engine
from engine.identity.actor import person
from engine.model import command as c
from tests.runtime.diagram import diagram, user

SignIn = Callable[[str], FlaskClient]
SHORT = diagram("short", "start > work > end", user("work", assignee="wang"))


def test_an_auditor_finds_who_did_what(engine: Engine, sign_in: SignIn) -> None:
    engine.execute(c.DeployFiles(files={"short.bpmn": SHORT}), SYSTEM)
    case = engine.execute(c.StartInstance(key="short", business_key="TS-9"), SYSTEM)
    task = engine.instance_tasks(SYSTEM, case)[0].id
    engine.execute(c.CompleteUserTask(task_id=task), person("wang", "王", ["agent"], []))
    auditor = sign_in("auditor")
    for asked, is_found in (
        ("", True),
        ("case=TS-9", True),
        (f"case={case}&user=wang", True),
        ("user=wang&kind=UserTaskCompleted", True),
        ("user=nobody", False),
        ("kind=InstanceCancelled", False),
        ("until=2020-01-01T00:00", False),
        ("since=nonsense", True),
    ):
        assert (f"/audit/{case}" in auditor.get(f"/audit?{asked}").text) == is_found, asked
    assert "完成任务" in auditor.get("/audit?user=wang").text
    calendars = auditor.get("/audit?kind=CalendarSet").text
    assert "<td>系统 <span" in calendars and "<td>system" not in calendars


def test_jobs_of_all_cases_are_listed_by_state(engine: Engine, sign_in: SignIn) -> None:
    boss = sign_in("auditor")
    for state, words in (("due", "没有待执行的作业"), ("leased", "没有正在执行的作业"), ("failed", "没有已停止的作业")):
        assert words in boss.get(f"/supervision/jobs?state={state}&kind=timer").text
