"""What a process listens for to begin: the messages and signals of its start events, and of what instantiates it."""

from collections.abc import Iterator
from dataclasses import dataclass

from engine.errors import EngineError
from engine.expr.expression import Env
from engine.model.definition import CatchEvent, Element, Gateway, ProcessDefinition, ReceiveTask, StartEvent, Trigger

KINDS = ("message", "signal")


@dataclass(frozen=True, slots=True)
class Listener:
    """`element_id` is where the instance begins; `name` None when it cannot be told without an instance."""

    kind: str
    name: str | None
    element_id: str
    line: int


def listeners(definition: ProcessDefinition, env: Env) -> Iterator[Listener]:
    """In document order. A gateway that instantiates begins an instance by any of the events behind it (10.6.6)."""
    for start_id in definition.starts.get(None, ()):
        element = definition.elements[start_id]
        for trigger in _triggers(definition, element):
            if trigger.kind in KINDS and trigger.name is not None:
                yield Listener(trigger.kind, trigger_name(trigger, env), start_id, element.line)


def _triggers(definition: ProcessDefinition, element: Element) -> tuple[Trigger, ...]:
    if isinstance(element, StartEvent):
        return element.trigger.each
    if isinstance(element, ReceiveTask) and element.is_instantiating:
        return element.trigger.each
    if isinstance(element, Gateway) and element.is_instantiating:
        behind = [definition.elements[definition.flows[flow_id].target] for flow_id in element.outgoing]
        return tuple(each for one in behind if isinstance(one, CatchEvent | ReceiveTask) for each in one.trigger.each)
    return ()


def starts(definition: ProcessDefinition) -> list[StartEvent]:
    """The start events of the process itself."""
    found = (definition.elements[each] for each in definition.starts.get(None, ()))
    return [each for each in found if isinstance(each, StartEvent)]


def trigger_name(trigger: Trigger, env: Env) -> str | None:
    try:
        name = trigger.name.evaluate({}, env) if trigger.name is not None else None
    except EngineError:
        return None
    return name if isinstance(name, str) and name else None
