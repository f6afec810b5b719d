"""Data objects, properties, inputs and outputs as BPMN draws them: variables, and values carried between them."""

from typing import Any

import pytest

from engine.bpmn.read import ANYTHING, read
from engine.expr.expression import Env
from engine.model.definition import ProcessDefinition
from tests.kernel.desk import MONDAY, Desk

HEAD = '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="t">'
OBJECTS = (
    '<dataObject id="o1" name="order"/><dataObjectReference id="r1" dataObjectRef="o1" name="order [new]"/>'
    '<dataObject id="o2" name="two words"/><dataObjectReference id="r2" dataObjectRef="o2"/>'
    '<dataStoreReference id="store"/><property id="p1" name="count"/>'
)


def drawn(*nodes: str, outside: str = "") -> ProcessDefinition:
    ids = ["s", *(node.partition('id="')[2].partition('"')[0] for node in nodes), "e"]
    flows = "".join(f'<sequenceFlow id="f{n}" sourceRef="{a}" targetRef="{b}"/>' for n, (a, b) in enumerate(pairs(ids)))
    inside = f'<startEvent id="s"/>{"".join(nodes)}<endEvent id="e"/>{flows}'
    text = f'{HEAD}{outside}<process id="p" isExecutable="true">{OBJECTS}{inside}</process></definitions>'
    return read(text.encode(), "p.bpmn", ANYTHING).processes[0]


def pairs(ids: list[str]) -> list[tuple[str, str]]:
    return list(zip(ids, ids[1:], strict=False))


def data(*, ins: str = "", outs: str = "") -> str:
    refs = "".join(f"<dataInputRefs>{each}</dataInputRefs>" for each in ins.split())
    more = "".join(f"<dataOutputRefs>{each}</dataOutputRefs>" for each in outs.split())
    declared = "".join(f'<dataInput id="{each}"/>' for each in ins.split())
    declared += "".join(f'<dataOutput id="{each}"/>' for each in outs.split())
    return f"<ioSpecification>{declared}<inputSet>{refs}</inputSet><outputSet>{more}</outputSet></ioSpecification>"


def comes(source: str, target: str, more: str = "") -> str:
    origin = f"<sourceRef>{source}</sourceRef>" if source else ""
    return f"<dataInputAssociation>{origin}<targetRef>{target}</targetRef>{more}</dataInputAssociation>"


def goes(source: str, target: str, more: str = "") -> str:
    origin = f"<sourceRef>{source}</sourceRef>" if source else ""
    return f"<dataOutputAssociation>{origin}<targetRef>{target}</targetRef>{more}</dataOutputAssociation>"


def user(*inside: str, id: str = "u") -> str:
    return f'<userTask id="{id}">{"".join(inside)}</userTask>'


def moved(text: str) -> str:
    return f"<transformation>{text}</transformation>"


def assigned(source: str, target: str) -> str:
    return f"<assignment><from>{source}</from><to>{target}</to></assignment>"


# what stands in the task, variables before; what the task sees then
COMES_IN: list[tuple[str, str, dict[str, Any], dict[str, Any]]] = [
    ("a plain copy", data(ins="i") + comes("r1", "i"), {"order": 7}, {"i": 7, "order": 7}),
    ("of the object itself", data(ins="i") + comes("o1", "i"), {"order": 7}, {"i": 7, "order": 7}),
    ("of a property", data(ins="i") + comes("p1", "i"), {"count": 3}, {"i": 3, "count": 3}),
    ("an object whose name is two words has its id", data(ins="i") + comes("r2", "i"), {"o2": 1}, {"i": 1, "o2": 1}),
    ("what is not there yet", data(ins="i") + comes("r1", "i"), {}, {"i": None}),
    ("a transformation", data(ins="i") + comes("r1", "i", moved("order * 2")), {"order": 7}, {"i": 14, "order": 7}),
    ("assignments", data(ins="i j") + comes("r1", "i", assigned("order", "i") + assigned("order + 1", "${j}")),
     {"order": 7}, {"i": 7, "j": 8, "order": 7}),
    ("a store is outside", data(ins="i") + comes("store", "i"), {}, {}),
    ("a line that a modeler drew", '<property id="x" name="__targetRef_placeholder"/>' + comes("r1", "x"),
     {"order": 7}, {"order": 7}),
]  # fmt: skip


@pytest.mark.parametrize(("reason", "inside", "given", "seen"), COMES_IN, ids=[row[0] for row in COMES_IN])
def test_what_comes_in(reason: str, inside: str, given: dict[str, Any], seen: dict[str, Any]) -> None:
    desk = Desk(drawn(user(inside))).start(**given)
    assert desk.incidents == []
    task = desk.root.activities[desk.activity("u").rpartition(".")[2]]
    assert {**desk.variables, **task.variables} == seen, reason
    assert desk.complete("u").variables == given


GOES_OUT: list[tuple[str, str, dict[str, Any], dict[str, Any]]] = [
    ("a plain copy", data(outs="o") + goes("o", "r1"), {"o": 7}, {"order": 7}),
    ("to a property", data(outs="o") + goes("o", "p1"), {"o": 7}, {"count": 7}),
    ("nothing was written", data(outs="o") + goes("o", "r1"), {}, {"order": None}),
    ("what has no association stays as it is written", data(outs="o"), {"o": 7}, {"o": 7}),
    ("a transformation", data(outs="o") + goes("o", "r1", moved("o + 1")), {"o": 7}, {"order": 8}),
    ("two targets", data(outs="o") + goes("o", "r1") + goes("o", "p1"), {"o": 7}, {"order": 7, "count": 7}),
    ("a line that a modeler drew", goes("", "r1"), {"o": 7}, {"o": 7}),
    ("a store is outside", data(outs="o") + goes("o", "store"), {"o": 7}, {}),
]


@pytest.mark.parametrize(("reason", "inside", "given", "left"), GOES_OUT, ids=[row[0] for row in GOES_OUT])
def test_what_goes_out(reason: str, inside: str, given: dict[str, Any], left: dict[str, Any]) -> None:
    desk = Desk(drawn(user(inside))).start().complete("u", **given)
    assert (desk.state, desk.variables) == ("completed", left), reason


def test_from_one_task_to_the_next() -> None:
    first, second = data(outs="o") + goes("o", "r1"), data(ins="i") + comes("r1", "i")
    desk = Desk(drawn(user(first, id="a"), user(second, id="b"))).start().complete("a", o={"total": 3})
    task = desk.root.activities[desk.activity("b").rpartition(".")[2]]
    assert task.variables == {"i": {"total": 3}}


def test_a_multi_instance_runs_over_a_data_object() -> None:
    """loopDataInputRef names an input of the activity; outside of the bodies that is what it is filled from."""
    loop = (
        '<multiInstanceLoopCharacteristics><loopDataInputRef>i</loopDataInputRef><inputDataItem id="x" name="item"/>'
        "</multiInstanceLoopCharacteristics>"
    )
    desk = Desk(drawn(user(data(ins="i") + comes("r1", "i"), loop))).start(order=["a", "b"])
    assert len([each for each in desk.active if each == "u"]) == 2
    assert sorted(each.variables["item"] for each in desk.root.activities.values() if each.index is not None) == [
        "a",
        "b",
    ]


def test_what_a_thrown_message_takes_along() -> None:
    message = '<message id="m" name="go"/>'
    inside = f'<dataInput id="i"/>{comes("r1", "i")}<inputSet><dataInputRefs>i</dataInputRefs></inputSet>'
    throw = f'<intermediateThrowEvent id="t">{inside}<messageEventDefinition messageRef="m"/></intermediateThrowEvent>'
    desk = Desk(drawn(throw, outside=message)).start(order=7)
    [sent] = [each for each in desk.events() if type(each).__name__ == "MessageSent"]
    assert sent.variables == {"i": 7}


def test_values_are_worked_out_with_what_is_visible() -> None:
    found = drawn(user(data(ins="i") + comes("r1", "i")))
    [assignment] = found.elements["u"].inputs  # type: ignore[attr-defined]
    assert (assignment.target, assignment.source.evaluate({"order": 1}, Env(MONDAY))) == ("i", 1)
