"""What a multi-instance throws when its bodies complete: `behavior` (BPMN 10.3.8, tables 10.28 to 10.31)."""

from collections.abc import Iterator
from typing import Any

from engine.bpmn.document import Document, child, children, trigger_kind
from engine.bpmn.names import flag
from engine.bpmn.source import Source
from engine.bpmn.triggers import thrown
from engine.model.definition import ImplicitThrow

THROWN = frozenset({"signal", "message", "escalation", "error"})


def implicit_throws(source: Source, loop: Any) -> tuple[ImplicitThrow, ...]:
    """All throws nothing; None for each body, One for the first; Complex what its definitions say."""
    behavior = loop.get("behavior", "All").strip()
    reader = {"None": _of_reference, "One": _of_reference, "Complex": _of_definitions}.get(behavior)
    if reader is None:
        if behavior != "All":
            source.unsupported(loop, f"behavior={behavior}")
        return ()
    return tuple(reader(source, loop))


def _of_reference(source: Source, loop: Any) -> Iterator[ImplicitThrow]:
    """The standard has a signal thrown where none is named: a signal without a name, which nothing can catch."""
    name = "one" if loop.get("behavior").strip() == "One" else "none"
    definition = source.document.referenced(loop.get(f"{name}BehaviorEventRef"))
    if definition is None:
        source.findings.error("bpmn.behavior_without_event", loop, attribute=f"{name}BehaviorEventRef")
    else:
        yield from _throw(source, loop, definition, only_first=name == "one")


def _of_definitions(source: Source, loop: Any) -> Iterator[ImplicitThrow]:
    definitions = children(loop, "complexBehaviorDefinition")
    if not definitions:
        source.findings.error("bpmn.behavior_without_event", loop, attribute="complexBehaviorDefinition")
    for each in definitions:
        condition, event = child(each, "condition"), child(each, "event")
        if condition is None or event is None or not source.document.event_definitions(event):
            source.findings.error("bpmn.behavior_without_event", each, attribute="condition, event")
            continue
        holds = source.expression(condition)
        for definition in source.document.event_definitions(event):
            for throw in _throw(source, loop, definition):
                yield ImplicitThrow(throw.trigger, condition=holds)


def _throw(source: Source, loop: Any, definition: Any, *, only_first: bool = False) -> Iterator[ImplicitThrow]:
    kind = trigger_kind(definition)
    if kind not in THROWN:
        source.unsupported(loop, f"behavior: {kind}")
        return
    for event in _interrupting(source.document, loop, definition):
        source.findings.error("bpmn.behavior_interrupts", event, trigger=kind)
    trigger = thrown(source, loop, definition)
    if trigger.handler is not None:
        source.unsupported(loop, "behavior: handler")
    yield ImplicitThrow(trigger, only_first)


def _interrupting(document: Document, loop: Any, definition: Any) -> Iterator[Any]:
    """Boundary events that would end the whole with its first body: a completion condition says that plainly."""
    kind = trigger_kind(definition)
    for event in document.boundary.get(loop.getparent().get("id"), []):
        caught = [each for each in document.event_definitions(event) if trigger_kind(each) == kind]
        is_caught = any(_is_same(document, kind, each, definition) for each in caught)
        if kind != "error" and is_caught and flag(event, "cancelActivity", True):
            yield event


def _is_same(document: Document, kind: str, caught: Any, thrown: Any) -> bool:
    """They name the same; an escalation may be caught without being named."""
    names = [document.referenced(each.get(f"{kind}Ref")) for each in (caught, thrown)]
    return names[0] is names[1] or (kind == "escalation" and names[0] is None)
