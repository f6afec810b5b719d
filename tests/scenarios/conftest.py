"""A small process folder of the test's own: one user task with a chain of timers."""

from pathlib import Path

import pytest

DIAGRAM = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="d" targetNamespace="t">
  <process id="leave" isExecutable="true">
    <startEvent id="asked"><outgoing>a</outgoing></startEvent>
    <sequenceFlow id="a" sourceRef="asked" targetRef="approve" />
    <userTask id="approve" camunda:candidateGroups="leads" camunda:dueDate="PT1H">
      <incoming>a</incoming><outgoing>b</outgoing>
    </userTask>
    <boundaryEvent id="late" attachedToRef="approve" cancelActivity="false">
      <outgoing>c</outgoing>
      <timerEventDefinition><timeDuration xsi:type="tFormalExpression">PT1H</timeDuration></timerEventDefinition>
    </boundaryEvent>
    <sequenceFlow id="c" sourceRef="late" targetRef="tell" />
    <sendTask id="tell" camunda:type="external" camunda:topic="notify">
      <extensionElements><camunda:inputOutput>
        <camunda:inputParameter name="template">late</camunda:inputParameter>
        <camunda:inputParameter name="toGroups">leads</camunda:inputParameter>
      </camunda:inputOutput></extensionElements>
      <incoming>c</incoming><outgoing>e</outgoing>
    </sendTask>
    <sequenceFlow id="e" sourceRef="tell" targetRef="wait" />
    <intermediateCatchEvent id="wait">
      <incoming>e</incoming><outgoing>f</outgoing>
      <timerEventDefinition><timeDuration xsi:type="tFormalExpression">PT30M</timeDuration></timerEventDefinition>
    </intermediateCatchEvent>
    <sequenceFlow id="f" sourceRef="wait" targetRef="note" />
    <scriptTask id="note" scriptFormat="feel" camunda:resultVariable="noted_at">
      <incoming>f</incoming><outgoing>g</outgoing><script>string(now())</script>
    </scriptTask>
    <sequenceFlow id="g" sourceRef="note" targetRef="noted" />
    <endEvent id="noted"><incoming>g</incoming></endEvent>
    <sequenceFlow id="b" sourceRef="approve" targetRef="done" />
    <endEvent id="done"><incoming>b</incoming></endEvent>
  </process>
</definitions>
"""
NOTICES = """
templates:
  late: {level: warning, title: "等待审批", body: "{days} 天"}
"""
STAFF = """
staff:
  - {id: ann, name: 安, roles: [agent]}
  - {id: lea, name: 蕾, roles: [team_lead], groups: [leads]}
"""


@pytest.fixture
def leave(tmp_path: Path) -> Path:
    """The folder."""
    folder = tmp_path / "processes" / "leave"
    folder.mkdir(parents=True)
    (folder / "leave.bpmn").write_text(DIAGRAM)
    (folder / "leave.notices.yaml").write_text(NOTICES)
    (folder / "demo.yaml").write_text(STAFF)
    return folder
