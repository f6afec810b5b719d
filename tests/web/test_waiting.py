"""What a case waits for and could undo, what may be begun by hand, and what waits for no case yet."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from engine.api import SYSTEM, Engine
from engine.errors import Rejected
from engine.model import command as c

SignIn = Callable[[str], FlaskClient]

HEAD = """<?xml version="1.0"?><definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:camunda="http://camunda.org/schema/1.0/bpmn" id="d" targetNamespace="tests">"""
AD_HOC = f"""{HEAD}<process id="visit" isExecutable="true"><startEvent id="start"/>
  <sequenceFlow id="f1" sourceRef="start" targetRef="on_site"/>
  <adHocSubProcess id="on_site" name="上门" ordering="Parallel"><userTask id="photo" name="拍照"/>
    <userTask id="repair" name="维修"/>
    <completionCondition>done = true</completionCondition></adHocSubProcess>
  <sequenceFlow id="f2" sourceRef="on_site" targetRef="end"/><endEvent id="end"/></process></definitions>"""
UNDOABLE = f"""{HEAD}<message id="m" name="paid"/><process id="trip" isExecutable="true"><startEvent id="start"/>
  <sequenceFlow id="f1" sourceRef="start" targetRef="book"/><userTask id="book" name="订车"/>
  <boundaryEvent id="b" attachedToRef="book"><compensateEventDefinition/></boundaryEvent>
  <userTask id="unbook" name="退车" isForCompensation="true"/>
  <association id="a" sourceRef="b" targetRef="unbook" associationDirection="One"/>
  <sequenceFlow id="f2" sourceRef="book" targetRef="wait"/>
  <intermediateCatchEvent id="wait" name="等付款"><messageEventDefinition messageRef="m"/></intermediateCatchEvent>
  <sequenceFlow id="f3" sourceRef="wait" targetRef="end"/><endEvent id="end"/></process></definitions>"""
NIGHTLY = f"""{HEAD}<process id="nightly" name="夜间巡检" isExecutable="true"><startEvent id="clock" name="每天两点">
  <timerEventDefinition><timeCycle>0 0 2 * * ?</timeCycle></timerEventDefinition></startEvent>
  <sequenceFlow id="f1" sourceRef="clock" targetRef="end"/><endEvent id="end"/></process></definitions>"""


def deployed(engine: Engine, **sources: str) -> None:
    engine.execute(c.DeployFiles(files={f"{name}.bpmn": text.encode() for name, text in sources.items()}), SYSTEM)


def names(engine: Engine, case: str) -> list[str]:
    return sorted(each.element_id for each in engine.instance_tasks(SYSTEM, case) if each.state == "open")


def test_an_activity_of_an_ad_hoc_sub_process_is_begun_by_hand(engine: Engine, sign_in: SignIn) -> None:
    deployed(engine, visit=AD_HOC)
    case = engine.execute(c.StartInstance(key="visit", variables={"done": False}), SYSTEM)
    wang = sign_in("wang")
    assert "可开始的活动" in wang.get(f"/instances/{case}").text
    [choice] = engine.choices(SYSTEM, case)
    assert choice.options == ["photo", "repair"]
    form = {"activity_id": choice.activity_id, "element_id": "photo"}
    assert "活动已开始" in wang.post(f"/instances/{case}/begin", data=form, follow_redirects=True).text
    assert names(engine, case) == ["photo", "photo", "repair"]
    engine.execute(c.CancelInstance(instance_id=case), SYSTEM)
    assert "可开始的活动" not in wang.get(f"/instances/{case}").text
    with pytest.raises(Rejected):
        engine.execute(c.BeginAdHocActivity(**form), SYSTEM)


def test_what_was_done_and_can_be_undone_is_told_with_what_is_awaited(engine: Engine, sign_in: SignIn) -> None:
    deployed(engine, trip=UNDOABLE)
    case = engine.execute(c.StartInstance(key="trip"), SYSTEM)
    wang = sign_in("wang")
    assert "可撤销的步骤" not in wang.get(f"/instances/{case}").text
    engine.execute(c.CompleteUserTask(task_id=engine.instance_tasks(SYSTEM, case)[0].id), SYSTEM)
    page = wang.get(f"/instances/{case}").text
    assert "可撤销的步骤" in page and "由“退车”撤销" in page
    assert "等待外来消息" in page and "消息 paid" in page
    engine.execute(c.CorrelateMessage(name="paid"), SYSTEM)
    page = wang.get(f"/instances/{case}").text
    assert "可撤销的步骤" not in page and "等待外来消息" not in page


def test_a_version_page_tells_when_it_begins_by_itself(engine: Engine, sign_in: SignIn) -> None:
    deployed(engine, nightly=NIGHTLY)
    page = sign_in("owner").get("/definitions/process/nightly").text
    assert "下次自动发起" in page and "每天两点" in page and "02:00" in page


def test_messages_that_nobody_has_taken_are_listed(engine: Engine, sign_in: SignIn) -> None:
    wang = sign_in("wang")
    assert "没有待领的消息" in wang.get("/supervision/messages").text
    engine.execute(c.CorrelateMessage(name="paid", business_key="KF-7", time_to_live=600), SYSTEM)
    page = wang.get("/supervision/messages").text
    assert "paid" in page and "KF-7" in page
    assert sign_in("lin").get("/supervision/messages").status_code == 403
