# ruff: noqa: E501
"""Files that are broken, huge or spiteful: a clear refusal, in bounded time."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from engine.bpmn.findings import MAX_FINDINGS
from engine.bpmn.read import read
from engine.errors import DeploymentRefused
from engine.model.definition import Catalog

NS = 'xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"'
BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><definitions>&b;</definitions>'


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "xml.malformed"),
        (b"not xml", "xml.malformed"),
        (b"<definitions>", "xml.malformed"),
        (b'<!DOCTYPE definitions SYSTEM "file:///etc/passwd"><definitions/>', "xml.doctype"),
        (BOMB, "xml.doctype"),
        (b"<definitions/>", "bpmn.not_bpmn"),
        (b"<html/>", "bpmn.not_bpmn"),
        (f"<process {NS}/>".encode(), "bpmn.not_bpmn"),
        (f"<definitions {NS}/>".encode(), "bpmn.no_process"),
        (f'<definitions {NS}><process id="p"/></definitions>'.encode(), "bpmn.no_process"),
        (f"<definitions {NS}>{'<subProcess>' * 500}{'</subProcess>' * 500}</definitions>".encode(), "xml.too_deep"),
        (f"<definitions {NS}>{'<task/>' * 60_000}</definitions>".encode(), "xml.too_many_elements"),
        (b" " * 6_000_000, "xml.too_large"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_what_is_no_diagram_is_refused(problems: Callable[..., Any], data: bytes, code: str) -> None:
    found = problems(data)
    assert code in [problem.code for problem in found]
    assert all(problem.file == "test.bpmn" for problem in found)


def test_thousands_of_problems_are_cut_off(raw: Callable[..., bytes], problems: Callable[..., Any]) -> None:
    found = problems(raw("".join(f'<serviceTask id="t{number}" default="x"/>' for number in range(5_000))))
    assert len(found) == MAX_FINDINGS


def test_the_largest_file_is_read_in_time(raw: Callable[..., bytes], reading: Callable[..., Any]) -> None:
    count = 15_000
    tasks = "".join(
        f'<task id="t{n}"/><sequenceFlow id="f{n}" sourceRef="t{n - 1}" targetRef="t{n}"/>' for n in range(1, count)
    )
    started = time.process_time()
    assert len(reading(raw('<startEvent id="t0"/>' + tasks)).processes[0].elements) == count
    assert time.process_time() - started < 20


def test_everything_at_one_gateway_is_read_in_time(raw: Callable[..., bytes], problems: Callable[..., Any]) -> None:
    flows = "".join(f'<sequenceFlow id="f{n}" sourceRef="g" targetRef="g"/>' for n in range(8_000))
    started = time.process_time()
    assert problems(raw(f'<startEvent id="s"/><exclusiveGateway id="g"/>{flows}'))
    assert time.process_time() - started < 20


def test_thousands_of_second_starts_are_found_in_time(raw: Callable[..., bytes], problems: Callable[..., Any]) -> None:
    chain = "".join(
        f'<task id="t{n}"/><sequenceFlow id="f{n}" sourceRef="t{n}" targetRef="t{n + 1}"/>' for n in range(8_000)
    )
    loose = "".join(f'<task id="u{n}"/><sequenceFlow id="g{n}" sourceRef="u{n}" targetRef="t0"/>' for n in range(8_000))
    inside = (
        f'<startEvent id="s"/><sequenceFlow id="f" sourceRef="s" targetRef="t8000"/><task id="t8000"/>{chain}{loose}'
    )
    started = time.process_time()
    assert {problem.code for problem in problems(raw(inside))} == {"bpmn.second_start"}
    assert time.process_time() - started < 20


def test_thousands_of_compensations_are_read_in_time(raw: Callable[..., bytes], problems: Callable[..., Any]) -> None:
    undone = "".join(
        f'<task id="t{n}"/><boundaryEvent id="b{n}" attachedToRef="t{n}"><compensateEventDefinition/></boundaryEvent>'
        f'<task id="h{n}" isForCompensation="true"/><association id="a{n}" sourceRef="b{n}" targetRef="h{n}"/>'
        for n in range(3_000)
    )
    started = time.process_time()
    assert {problem.severity for problem in problems(raw(undone))} <= {"warning"}
    assert time.process_time() - started < 20


def test_thousands_of_processes_are_read_in_time(raw: Callable[..., bytes], reading: Callable[..., Any]) -> None:
    others = "".join(f'<process id="q{n}"><task id="t{n}"/></process>' for n in range(4_000))
    started = time.process_time()
    assert len(reading(raw('<task id="t"/>').replace(b"<process", others.encode() + b"<process", 1)).processes) == 4_001
    assert time.process_time() - started < 20


def test_nested_sub_processes_are_read(raw: Callable[..., bytes], reading: Callable[..., Any]) -> None:
    depth = 150
    inside = "".join(f'<subProcess id="s{n}">' for n in range(depth)) + '<task id="t"/>' + "</subProcess>" * depth
    assert len(reading(raw(inside)).processes[0].elements) == depth + 1


RICH = f"""<definitions {NS} id="d" targetNamespace="t" xmlns:camunda="http://camunda.org/schema/1.0/bpmn">
<message id="m" name="hello"/><error id="err" errorCode="E"/>
<collaboration id="c"><participant id="pool" processRef="p"/></collaboration>
<process id="p" isExecutable="true">
 <laneSet><lane id="lane"><flowNodeRef>task</flowNodeRef></lane></laneSet>
 <startEvent id="start"/><sequenceFlow id="f1" sourceRef="start" targetRef="task"/>
 <userTask id="task" camunda:assignee="x" camunda:dueDate="PT1H"><extensionElements><camunda:inputOutput>
  <camunda:inputParameter name="a"><camunda:list><camunda:value>1</camunda:value></camunda:list></camunda:inputParameter>
  </camunda:inputOutput></extensionElements>
  <multiInstanceLoopCharacteristics><loopCardinality>3</loopCardinality></multiInstanceLoopCharacteristics></userTask>
 <boundaryEvent id="b" attachedToRef="task"><timerEventDefinition id="td"><timeDuration>PT1H</timeDuration>
  </timerEventDefinition></boundaryEvent><sequenceFlow id="f2" sourceRef="b" targetRef="gate"/>
 <sequenceFlow id="f3" sourceRef="task" targetRef="gate"/><exclusiveGateway id="gate" default="f5"/>
 <sequenceFlow id="f4" sourceRef="gate" targetRef="sub"><conditionExpression>a > 1</conditionExpression></sequenceFlow>
 <sequenceFlow id="f5" sourceRef="gate" targetRef="wait"/><eventBasedGateway id="wait"/>
 <sequenceFlow id="f6" sourceRef="wait" targetRef="heard"/><sequenceFlow id="f7" sourceRef="wait" targetRef="timed"/>
 <intermediateCatchEvent id="heard"><messageEventDefinition messageRef="m"/></intermediateCatchEvent>
 <intermediateCatchEvent id="timed"><timerEventDefinition><timeDate>2026-01-01</timeDate></timerEventDefinition>
 </intermediateCatchEvent><sequenceFlow id="f8" sourceRef="heard" targetRef="end"/>
 <sequenceFlow id="f9" sourceRef="timed" targetRef="end"/><endEvent id="end"/>
 <subProcess id="sub"><startEvent id="s2"/><endEvent id="e2"><errorEventDefinition errorRef="err"/></endEvent>
  <sequenceFlow id="f10" sourceRef="s2" targetRef="e2"/></subProcess><sequenceFlow id="f11" sourceRef="sub" targetRef="end"/>
</process></definitions>""".encode()
SIZE = sum(1 for _ in etree.fromstring(RICH).iter())
NAMES = ["process", "task", "subProcess", "boundaryEvent", "sequenceFlow", "eventDefinitionRef", "lane", "participant"]
CHANGE = st.tuples(
    st.integers(1, SIZE - 1),
    st.sampled_from(["drop", "copy", "move", "rename", "blank", "value"]),
    st.integers(0, SIZE - 1),
    st.sampled_from([*NAMES, "", "x", "task", "f1", "sub", "${", "a:b:c", "-1"]),
)


def test_the_rich_diagram_is_sound(problems: Callable[..., Any]) -> None:
    assert problems(RICH) == ()


@settings(max_examples=300)
@given(st.lists(CHANGE, min_size=1, max_size=6))
def test_no_damage_makes_the_reader_fall_over(changes: list[tuple[int, str, int, str]]) -> None:
    root = etree.fromstring(RICH)
    for change in changes:
        damage(list(root.iter()), *change)
    try:
        read(etree.tostring(root), "damaged.bpmn", Catalog())
    except DeploymentRefused as refusal:
        assert refusal.problems


def damage(elements: list[Any], index: int, how: str, other: int, text: str) -> None:
    """Change one element of the tree in a way that an editor or a vandal might."""
    element, place = elements[index % len(elements)], elements[other % len(elements)]
    if element.getparent() is None:
        return
    if how == "drop":
        element.getparent().remove(element)
    elif how == "copy":
        place.append(etree.fromstring(etree.tostring(element)))
    elif how == "move" and element not in place.iterancestors() and place is not element:
        place.append(element)
    elif how == "rename":
        element.tag = f"{{http://www.omg.org/spec/BPMN/20100524/MODEL}}{text if text.isalpha() else 'task'}"
    elif how == "blank":
        element.text = text
    elif how == "value" and element.attrib:
        element.set(sorted(element.attrib)[other % len(element.attrib)], text)
