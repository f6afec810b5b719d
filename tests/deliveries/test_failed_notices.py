"""A template that fails is a failure of its notice: the case goes on, a supervisor sends it later."""

import pytest

from engine.api import SYSTEM
from engine.errors import EngineError, Forbidden, NotFound, Rejected
from engine.model.command import CompleteUserTask, DeployFiles, RetryNotice, SetVariables
from tests.deliveries.conftest import TEMPLATES, Desk


def test_the_case_goes_on(desk: Desk) -> None:
    case = desk.tell("broken", users="lin")
    assert desk.engine.instance_incidents(SYSTEM, case) == []
    assert [each.element_id for each in desk.engine.instance_tasks(SYSTEM, case)] == ["work"]
    (failed,) = desk.engine.notice_failures(desk.who("wang")).items
    assert (failed.template, failed.code, failed.params["name"]) == ("broken", "expression.unknown_name", "missing")
    assert (failed.element_id, failed.request["users"], failed.state) == ("notify", ["lin"], "open")
    assert [each.kind for each in desk.engine.timeline(SYSTEM, case)].count("timeline.notice_failed") == 1
    assert desk.engine.verify(SYSTEM, case).is_whole
    assert desk.engine.replay(SYSTEM, case).is_verified


@pytest.mark.parametrize("what", ["unknown", "broken"])
def test_still_failing_is_told_and_nothing_written(what: str, desk: Desk) -> None:
    case = desk.tell(what, users="lin")
    (failed,) = desk.engine.notice_failures(SYSTEM).items
    version = len(desk.engine.timeline(SYSTEM, case))
    with pytest.raises(EngineError):
        desk.engine.execute(RetryNotice(notice_id=failed.id), desk.who("wang"))
    assert len(desk.engine.timeline(SYSTEM, case)) == version
    assert desk.engine.notice_failures(SYSTEM).items[0].state == "open"


@pytest.mark.parametrize("is_ended", [False, True], ids=["running", "ended"])
def test_sent_with_a_mended_template(is_ended: bool, desk: Desk) -> None:
    case = desk.tell("broken", users="lin")
    if is_ended:
        (task,) = desk.engine.instance_tasks(SYSTEM, case)
        desk.engine.execute(CompleteUserTask(task_id=task.id), desk.who("lin"))
    mended = TEMPLATES.replace("{missing}", "{number}").encode()
    desk.engine.execute(DeployFiles(files={"tell.notices.yaml": mended}), SYSTEM)
    (failed,) = desk.engine.notice_failures(SYSTEM).items
    desk.engine.execute(RetryNotice(notice_id=failed.id), desk.who("wang"))
    (notice,) = desk.engine.notices(desk.who("lin")).items
    assert (notice.title, notice.body) == ("坏 赵强", "7"), "what the activity saw is remembered, though it is over"
    assert list(desk.states()) == ["email:lin"]
    assert desk.engine.notice_failures(SYSTEM).total == 0
    assert desk.engine.notice_failures(SYSTEM, state="resolved").items[0].resolved_at is not None
    assert desk.engine.verify(SYSTEM, case).is_whole
    with pytest.raises(Rejected, match="notice.already_sent"):
        desk.engine.execute(RetryNotice(notice_id=failed.id), desk.who("wang"))


def test_sent_with_a_mended_variable(desk: Desk) -> None:
    case = desk.tell("broken", users="lin")
    (failed,) = desk.engine.notice_failures(SYSTEM).items
    desk.engine.execute(SetVariables(scope_id=case, variables={"missing": "there", "customer": "钱进"}), SYSTEM)
    desk.engine.execute(RetryNotice(notice_id=failed.id), SYSTEM)
    (notice,) = desk.engine.notices(desk.who("lin")).items
    assert (notice.title, notice.body) == ("坏 钱进", "there")


def test_an_unknown_way_is_a_failure_of_the_notice_too(desk: Desk) -> None:
    desk.tell("mail", users="lin", by="pigeon")
    assert desk.engine.notice_failures(SYSTEM).items[0].code == "notice.unknown_channel"


@pytest.mark.parametrize("who", ["lin", "auditor", "admin"])
def test_only_who_watches_over_incidents_sends_again(who: str, desk: Desk) -> None:
    desk.tell("broken", users="lin")
    (failed,) = desk.engine.notice_failures(SYSTEM).items
    with pytest.raises(Forbidden):
        desk.engine.execute(RetryNotice(notice_id=failed.id), desk.who(who))


def test_nothing_of_that_id(desk: Desk) -> None:
    with pytest.raises(NotFound):
        desk.engine.execute(RetryNotice(notice_id="x.1"), SYSTEM)
