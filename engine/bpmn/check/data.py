"""Data inputs and outputs: in their sets, of the types of what they carry, and as called processes have them (10.4)."""

from collections.abc import Iterator
from typing import Any

from engine.bpmn.check.references import ITEM_AWARE
from engine.bpmn.document import Document, child, children, text_of
from engine.bpmn.findings import Findings
from engine.bpmn.names import EVENTS, SUB_PROCESSES, THROWING, bpmn_name, unprefixed

SETS = (("dataInput", "inputSet"), ("dataOutput", "outputSet"))
CROSS = (
    ("inputSet", "outputSetRefs", "outputSet", "inputSetRefs"),
    ("outputSet", "inputSetRefs", "inputSet", "outputSetRefs"),
)
PAYLOADS = (
    ("messageRef", "itemRef"), ("signalRef", "structureRef"), ("errorRef", "structureRef"),
    ("escalationRef", "structureRef"),
)  # fmt: skip

WRONG_WAY = (("dataOutputAssociation", "targetRef", "dataInput"), ("dataInputAssociation", "sourceRef", "dataOutput"))
LOOPS = (("loopDataInputRef", "inputDataItem"), ("loopDataOutputRef", "outputDataItem"))


def sets_hold_all_data(document: Document, findings: Findings) -> None:
    """Every input is in an input set, every output in an output set; parts of a set are in the set (table 10.57)."""
    for holder in _holders(document):
        for kind, name in SETS:
            sets = children(holder, name)
            named = {reference for each in sets for reference in _refs(each, f"{kind}Refs")}
            for item in children(holder, kind):
                if item.get("id") not in named:
                    findings.warn("bpmn.data_in_no_set", item, set=name)
            for each in sets:
                _check_parts(each, kind.removeprefix("data"), set(_refs(each, f"{kind}Refs")), findings)


def sets_agree(document: Document, findings: Findings) -> None:
    """An input set names the output sets that name it (table 10.57)."""
    for holder in document.all("ioSpecification"):
        for own, refs, other, back in CROSS:
            others = {each.get("id"): each for each in children(holder, other) if each.get("id")}
            for each in children(holder, own):
                for reference in _refs(each, refs):
                    if reference in others and each.get("id") not in _refs(others[reference], back):
                        findings.warn("bpmn.sets_disagree", each, other=reference)


def sub_processes_have_no_data(document: Document, findings: Findings) -> None:
    """An embedded sub-process sees the data around it and has no inputs and outputs of its own (10.4.1)."""
    for scope in document.all(*SUB_PROCESSES):
        if child(scope, "ioSpecification") is not None:
            findings.warn("bpmn.data_of_sub_process", scope)


def payloads_fit(document: Document, findings: Findings) -> None:
    """What a message, signal, error or escalation carries has the type of the data that takes it (10.5.1)."""
    for event in document.all(*EVENTS):
        items = children(event, "dataInput" if bpmn_name(event) in THROWING else "dataOutput")
        carried = [_payload(document, each) for each in document.event_definitions(event)]
        typed = [each for each in carried if each]
        if items and len(carried) > 1 and len(items) != len(typed):
            findings.warn("bpmn.data_count", event, count=len(items), expected=len(typed))
        for item, structure in zip(items, typed, strict=False):
            _compare(document, item, structure, findings)


def tasks_fit_their_messages(document: Document, findings: Findings) -> None:
    """One input for the message that goes out, one output for the message that comes in, of its type (10.3.3)."""
    for task in document.all("sendTask", "serviceTask", "receiveTask"):
        is_called = bpmn_name(task) == "serviceTask"  # an operation gets its message from nowhere else
        is_told = is_called or child(task, "ioSpecification") is not None
        for kind, message in _messages(document, task) if is_told else ():
            structure = _structure(document, message.get("itemRef"))
            items = _declared(task, kind)
            if len(items) != 1:
                findings.warn("bpmn.data_count", task, count=len(items), expected=1)
            elif structure:
                _compare(document, items[0], structure, findings)


def messages_fit_their_operations(document: Document, findings: Findings) -> None:
    """What is sent or received by an operation is a message of this operation (10.3.3, 10.5.1)."""
    for element in document.all("sendTask", "receiveTask", "messageEventDefinition"):
        message = document.referenced(element.get("messageRef"))
        operation = document.referenced(element.get("operationRef") or text_of(child(element, "operationRef")))
        if message is None or operation is None:
            continue
        its = {document.referenced(text_of(child(operation, name))) for name in ("inMessageRef", "outMessageRef")}
        if message not in its:
            findings.warn(
                "bpmn.message_of_no_operation", element, message=message.get("id"), operation=operation.get("id")
            )


def calls_fit_what_they_call(document: Document, findings: Findings) -> None:
    """A call activity has the inputs and outputs of what it calls, of the same types (10.3.6)."""
    for call in document.all("callActivity"):
        called = document.referenced(call.get("calledElement"))
        theirs = None if called is None else child(called, "ioSpecification")
        for kind in ("dataInput", "dataOutput") if theirs is not None else ():
            ours, wanted = _declared(call, kind), children(theirs, kind)
            if len(ours) != len(wanted):
                findings.warn("bpmn.data_count", call, count=len(ours), expected=len(wanted))
            for item, other in zip(ours, wanted, strict=False):
                _compare(document, item, _structure(document, other.get("itemSubjectRef")), findings)


def associations_keep_types(document: Document, findings: Findings) -> None:
    """A plain copy goes between items of one type (10.4.2)."""
    for association in document.all("dataInputAssociation", "dataOutputAssociation"):
        sources = [document.referenced(text_of(each)) for each in children(association, "sourceRef")]
        target = document.referenced(text_of(child(association, "targetRef")))
        is_copy = child(association, "transformation") is None and child(association, "assignment") is None
        if is_copy and target is not None and len(sources) == 1 and sources[0] is not None:
            _compare(document, _object(document, target), _type(document, sources[0]), findings, association)


def associations_enter_and_leave(document: Document, findings: Findings) -> None:
    """Nothing flows into the inputs of what is around, and nothing out of its outputs (table 10.52)."""
    for association, end, kind in WRONG_WAY:
        for each in document.all(association):
            for item in (document.referenced(text_of(named)) for named in children(each, end)):
                if item is not None and bpmn_name(item) == kind:
                    findings.warn("bpmn.data_association_end", each, item=item.get("id"), tag=kind)


def loops_fit_their_items(document: Document, findings: Findings) -> None:
    """The items of a loop are of the type of its collections (10.3.8)."""
    for loop in document.all("multiInstanceLoopCharacteristics"):
        for collection, name in LOOPS:
            whole, item = document.referenced(text_of(child(loop, collection))), child(loop, name)
            if whole is None:
                continue  # the name of a variable
            if bpmn_name(whole) not in ITEM_AWARE:
                findings.warn(
                    "bpmn.wrong_reference", loop, tag=bpmn_name(loop), attribute=collection, target=whole.get("id")
                )
            elif item is not None:
                _compare(document, item, _type(document, whole), findings)


def _compare(document: Document, item: Any, structure: str | None, findings: Findings, where: Any = None) -> None:
    found = _type(document, item)
    if found and structure and found != structure:
        findings.warn("bpmn.item_differs", item if where is None else where, found=found, expected=structure)


def _type(document: Document, item: Any) -> str | None:
    return _structure(document, _object(document, item).get("itemSubjectRef"))


def _object(document: Document, item: Any) -> Any:
    """A reference has the type of its object."""
    behind = document.referenced(item.get("dataObjectRef")) if item.get("dataObjectRef") else None
    return item if behind is None else behind


def _structure(document: Document, item_ref: str | None) -> str | None:
    """The structureRef of an item definition, without its prefix; one without is a type of its own."""
    definition = document.referenced(item_ref)
    return None if definition is None else unprefixed(definition.get("structureRef") or "") or definition.get("id")


def _payload(document: Document, definition: Any) -> str | None:
    for reference, item in PAYLOADS:
        declared = document.referenced(definition.get(reference)) if definition.get(reference) else None
        if declared is not None:
            return _structure(document, declared.get(item))
    return None


def _messages(document: Document, task: Any) -> Iterator[tuple[str, Any]]:
    """(kind of the data that takes it, message); only messages that carry an item."""
    operation, name = document.referenced(task.get("operationRef")), bpmn_name(task)
    found = []
    if operation is not None and name == "serviceTask":
        found += [("dataInput", text_of(child(operation, "inMessageRef")))]
        found += [("dataOutput", text_of(child(operation, "outMessageRef")))]
    if task.get("messageRef"):
        found.append(("dataOutput" if name == "receiveTask" else "dataInput", task.get("messageRef")))
    for kind, reference in found:
        message = document.referenced(reference) if reference else None
        if message is not None and message.get("itemRef"):
            yield kind, message


def _holders(document: Document) -> Iterator[Any]:
    """What has data sets: specifications, and events that carry data themselves."""
    yield from document.all("ioSpecification")
    yield from (each for each in document.all(*EVENTS) if children(each, "dataInput") or children(each, "dataOutput"))


def _check_parts(group: Any, kind: str, members: set[str], findings: Findings) -> None:
    for name in (f"optional{kind}Refs", f"whileExecuting{kind}Refs"):
        for reference in _refs(group, name):
            if reference not in members:
                findings.warn("bpmn.data_in_no_set", group, set=name)


def _declared(node: Any, kind: str) -> list[Any]:
    specification = child(node, "ioSpecification")
    return [] if specification is None else children(specification, kind)


def _refs(group: Any, name: str) -> list[str]:
    return [text_of(each) for each in children(group, name) if text_of(each)]
