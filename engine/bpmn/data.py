"""Data as BPMN draws it (10.4): objects and properties are variables, associations carry values between them.

An item is a variable that is called by its name where that is one word, else by its id. A reference stands for its
object, whatever state it shows. What an association has at one end only, as modelers draw it, is a picture; so is a
data store, which is outside of the process.
"""

import re
from typing import Any

from engine.bpmn.document import child, children, text_of
from engine.bpmn.names import ACTIVITIES, bpmn_name, unprefixed
from engine.bpmn.source import Source
from engine.bpmn.values import Constant, Variable
from engine.bpmn.vendor import extension
from engine.expr.numbers import number
from engine.model.definition import Assignment, Evaluable

WORD = re.compile(r"[^\W\d]\w*")
PLACEHOLDER = "__targetRef_placeholder"  # the property that modelers draw an association to
LOOPS = ("multiInstanceLoopCharacteristics",)
STORED = frozenset({"dataObject", "dataInput", "dataOutput", "property"})

NUMBERS = frozenset({"int", "integer", "long", "short", "decimal", "double", "float"})

Assignments = tuple[Assignment, ...]


def variable_of(source: Source, reference: str) -> str | None:
    """The variable that an item-aware element stands for; None for a picture."""
    item = source.document.referenced(reference)
    if item is not None and bpmn_name(item) == "dataObjectReference":
        item = source.document.referenced(item.get("dataObjectRef")) if item.get("dataObjectRef") else item
    elif item is None or bpmn_name(item) not in STORED or item.get("name") == PLACEHOLDER:
        return None
    return None if item is None else _called(item)


def collection_of(source: Source, activity: Any, reference: str) -> str | None:
    """The variable behind a loopDataInputRef or loopDataOutputRef: outside of the bodies an input is its source."""
    for association in [*children(activity, "dataInputAssociation"), *children(activity, "dataOutputAssociation")]:
        inner, outer = _ends(association)
        if inner == [reference] and len(outer) == 1:
            return variable_of(source, outer[0])
    return variable_of(source, reference)


def data_in(source: Source, node: Any) -> Assignments:
    """Values that come in as locals, and the outputs of an activity, empty, so that what it writes stays inside."""
    found: list[Assignment] = []
    for association in children(node, "dataInputAssociation"):
        if not _is_of_loop(source, node, association):
            found += _carried(source, association)
    if bpmn_name(node) in ACTIVITIES or bpmn_name(node) == "intermediateCatchEvent":
        sources = [
            text_of(each) for one in children(node, "dataOutputAssociation") for each in children(one, "sourceRef")
        ]
        named = [variable_of(source, each) for each in sources if _is_own(source, node, each)]
        found += [Assignment(name, Constant("null")) for name in dict.fromkeys(named) if name is not None]
    return tuple(found)


def data_out(source: Source, node: Any) -> Assignments:
    """Values that go out to the scope around."""
    associations = [each for each in children(node, "dataOutputAssociation") if not _is_of_loop(source, node, each)]
    return tuple(assignment for each in associations for assignment in _carried(source, each))


def values_of(source: Source, scope: Any) -> Assignments:
    """flowable:value: what the data objects of a process or sub-process hold when it begins."""
    held = [(each, extension(each, "value")) for each in children(scope, "dataObject")]
    return tuple(_held(source, each, text_of(value)) for each, value in held if value is not None)


def _held(source: Source, item: Any, text: str) -> Assignment:
    """A number or a boolean where its item says so, else the text."""
    kind = unprefixed(item.get("itemSubjectRef") or "")
    try:
        value = number(text) if kind in NUMBERS else text == "true" if kind == "boolean" else text
    except ArithmeticError:
        source.unsupported(item, f"value={text[:100]}")
        value = None
    return Assignment(_called(item), Constant(text, value))


def passed_by_name(source: Source, node: Any, kind: str) -> Assignments:
    """What a call activity hands to the called process, or takes from it: its inputs or outputs, by their names."""
    names = [variable_of(source, each.get("id") or "") for each in _declared(node, kind)]
    return tuple(Assignment(name, Variable(name)) for name in names if name is not None)


def _carried(source: Source, association: Any) -> list[Assignment]:
    """By a transformation, else by assignments, else as a plain copy (10.4.2)."""
    sources = [text_of(each) for each in children(association, "sourceRef") if text_of(each)]
    target = variable_of(source, text_of(child(association, "targetRef")))
    transformation, assignments = child(association, "transformation"), children(association, "assignment")
    if target is None:
        if transformation is not None or assignments:
            source.unsupported(association, "targetRef")
        return []
    if transformation is not None:
        return [Assignment(target, source.expression(transformation))]
    if assignments:
        return [_assigned(source, each, target) for each in assignments]
    if len(sources) > 1:
        source.findings.error("bpmn.several_sources", association)
    name = variable_of(source, sources[0]) if sources else None
    return [] if name is None else [Assignment(target, Variable(name))]


def _assigned(source: Source, assignment: Any, target: str) -> Assignment:
    """`to` names a variable, or an item, by name or id."""
    origin, goal = child(assignment, "from"), child(assignment, "to")
    written = "" if goal is None else text_of(goal).removeprefix("=").strip()
    written = written[2:-1].strip() if written.startswith(("${", "#{")) and written.endswith("}") else written
    name = variable_of(source, written) or written or target
    if WORD.fullmatch(name) is None and name != target:
        source.unsupported(assignment, f"to={name[:100]}")
    value: Evaluable = Constant("") if origin is None else source.expression(origin)
    return Assignment(name, value)


def _is_of_loop(source: Source, node: Any, association: Any) -> bool:
    """The collection that a multi-instance runs over is read and written by the loop, not by its bodies."""
    inner, _ = _ends(association)
    loops = [each for name in LOOPS for each in children(node, name)]
    refs = {text_of(child(each, name)) for each in loops for name in ("loopDataInputRef", "loopDataOutputRef")}
    return bool(inner) and inner[0] in refs


def _ends(association: Any) -> tuple[list[str], list[str]]:
    """References to what belongs to the activity, and to what lies outside."""
    sources = [text_of(each) for each in children(association, "sourceRef") if text_of(each)]
    targets = [text_of(each) for each in children(association, "targetRef") if text_of(each)]
    is_input = bpmn_name(association) == "dataInputAssociation"
    return (targets, sources) if is_input else (sources, targets)


def _declared(node: Any, kind: str) -> list[Any]:
    specification = child(node, "ioSpecification")
    return [] if specification is None else children(specification, kind)


def _is_own(source: Source, node: Any, reference: str) -> bool:
    item = source.document.referenced(reference)
    return item is not None and bpmn_name(item) == "dataOutput" and node in item.iterancestors()


def _called(item: Any) -> str:
    name = (item.get("name") or "").strip()
    return name if WORD.fullmatch(name) else item.get("id") or name
