# ruff: noqa: E501
"""Compensation and transactions as they are read, and what is wrong with them."""

from collections.abc import Callable
from typing import Any

import pytest

TASK = '<task id="n1"/>'
UNDONE = '<boundaryEvent id="undone" attachedToRef="n1"><compensateEventDefinition/></boundaryEvent>'
HANDLER = '<task id="h" isForCompensation="true"/>'
JOINED = '<association id="a" associationDirection="One" sourceRef="undone" targetRef="h"/>'
THROW = '<intermediateThrowEvent id="n2"><compensateEventDefinition {}/></intermediateThrowEvent>'
SOUND = TASK, UNDONE, HANDLER, JOINED


def in_row(*nodes: str, beside: str = "") -> str:
    ids = [node.partition('id="')[2].partition('"')[0] for node in nodes]
    path = ["s", *ids, "e"]
    flows = "".join(
        f'<sequenceFlow id="f{number}" sourceRef="{source}" targetRef="{target}"/>'
        for number, (source, target) in enumerate(zip(path, path[1:], strict=False))
    )
    return f'<startEvent id="s"/>{"".join(nodes)}<endEvent id="e"/>{flows}{beside}'


def test_a_handler_is_found_by_its_association(raw: Callable[..., bytes], reading: Callable[..., Any]) -> None:
    inside = in_row(TASK, THROW.format('activityRef="n1" waitForCompletion="false"'), beside=UNDONE + HANDLER + JOINED)
    found = reading(raw(inside))
    elements = found.processes[0].elements
    assert found.problems == ()
    assert (elements["n1"].compensated_by, elements["h"].is_for_compensation) == ("h", True)
    assert (elements["n2"].trigger.activity_ref, elements["n2"].trigger.waits) == ("n1", False)
    assert found.processes[0].starts == {None: ("s",)}


def test_an_association_may_be_drawn_the_other_way(raw: Callable[..., bytes], reading: Callable[..., Any]) -> None:
    beside = UNDONE + HANDLER + '<association id="a" sourceRef="h" targetRef="undone"/>'
    assert reading(raw(in_row(TASK, beside=beside))).processes[0].elements["n1"].compensated_by == "h"


CANCEL = "<cancelEventDefinition/>"
TRANSACTION = f'<transaction id="n1"><startEvent id="t0"/><endEvent id="t1">{CANCEL}</endEvent><sequenceFlow id="tf" sourceRef="t0" targetRef="t1"/></transaction>'
LEFT = f'<boundaryEvent id="left" attachedToRef="n1">{CANCEL}</boundaryEvent><endEvent id="e2"/><sequenceFlow id="lf" sourceRef="left" targetRef="e2"/>'
OWN = '<subProcess id="own{0}" triggeredByEvent="true"><startEvent id="c{0}"><compensateEventDefinition/></startEvent><task id="d{0}"/><sequenceFlow id="cf{0}" sourceRef="c{0}" targetRef="d{0}"/></subProcess>'
INNER = '<subProcess id="n2"><task id="inner"/></subProcess>'


def test_a_transaction_is_read(raw: Callable[..., bytes], reading: Callable[..., Any]) -> None:
    found = reading(raw(in_row(TRANSACTION, beside=LEFT)))
    elements = found.processes[0].elements
    assert found.problems == ()
    assert (elements["n1"].tag, elements["t1"].trigger.kind, elements["left"].trigger.kind) == (
        "transaction",
        "cancel",
        "cancel",
    )


WRONG = [
    # code, element, nodes in a row, what stands beside them, severity
    ("bpmn.compensation_without_handler", "undone", (TASK,), UNDONE, "error"),
    ("bpmn.compensation_without_handler", "undone", (TASK,), UNDONE + '<association id="a" sourceRef="undone" targetRef="gone"/>', "error"),
    ("bpmn.compensation_with_two_handlers", "h2", (TASK,), UNDONE + HANDLER + JOINED + '<task id="h2" isForCompensation="true"/><association id="b" sourceRef="undone" targetRef="h2"/>', "error"),
    ("bpmn.handler_not_for_compensation", "n2", (TASK, '<task id="n2"/>'), UNDONE + '<association id="a" sourceRef="undone" targetRef="n2"/>', "error"),
    ("bpmn.handler_elsewhere", "h", (TASK, '<subProcess id="n2"><task id="inner"/><task id="h" isForCompensation="true"/></subProcess>'), UNDONE + JOINED, "error"),
    ("bpmn.handler_unused", "h", (TASK,), HANDLER, "warning"),
    ("bpmn.compensation_with_flow", "undone", (TASK,), UNDONE + HANDLER + JOINED + '<sequenceFlow id="x" sourceRef="undone" targetRef="e"/>', "error"),
    ("bpmn.compensation_twice", "again", (TASK,), UNDONE + HANDLER + JOINED + '<boundaryEvent id="again" attachedToRef="n1"><compensateEventDefinition/></boundaryEvent><association id="b" sourceRef="again" targetRef="h"/>', "error"),
    ("bpmn.compensation_elsewhere", "n3", (TASK, INNER, THROW.format('activityRef="inner"').replace("n2", "n3")), "", "error"),
    ("bpmn.nothing_to_compensate", "n2", (TASK, THROW.format('activityRef="n1"')), "", "warning"),
    ("bpmn.cancel_without_boundary", "t1", (TRANSACTION,), "", "warning"),
    ("bpmn.cancel_without_transaction", "n2", (TASK, f'<boundaryEvent id="n2" attachedToRef="n1">{CANCEL}</boundaryEvent>'), "", "error"),
    ("bpmn.catcher_with_reference", "undone", (TASK,), UNDONE.replace("Definition/>", 'Definition activityRef="n1"/>') + HANDLER + JOINED, "error"),
    ("bpmn.process_compensation", "c1", (TASK,), OWN.format(1), "warning"),
    ("bpmn.compensation_twice", "c2", (f'<subProcess id="n1"><task id="inner"/>{OWN.format(1)}{OWN.format(2)}</subProcess>',), "", "error"),
    ("bpmn.unsupported", "n1", (TRANSACTION.replace("<transaction ", '<transaction method="##Store" '),), LEFT, "error"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "element", "nodes", "beside", "severity"), WRONG, ids=[row[0] for row in WRONG])
def test_what_is_wrong(
    raw: Callable[..., bytes], problems: Callable[..., Any], code: str, element: str, nodes: tuple[str, ...],
    beside: str, severity: str,
) -> None:  # fmt: skip
    found = [(each.code, each.element_id, each.severity) for each in problems(raw(in_row(*nodes, beside=beside)))]
    assert (code, element, severity) in found
