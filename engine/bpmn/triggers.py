"""Event definitions: what an event waits for or throws (BPMN 10.5.5)."""

from collections.abc import Callable
from typing import Any

from engine.bpmn.calls import passed
from engine.bpmn.document import child, trigger_kind
from engine.bpmn.handlers import handler_call
from engine.bpmn.names import THROWING, VARIABLE_LISTENER, bpmn_name, flag, unprefixed
from engine.bpmn.source import Source, is_literal, listed
from engine.bpmn.timers import timer
from engine.bpmn.values import Constant
from engine.bpmn.vendor import attribute, extensions, is_set, zeebe
from engine.model.definition import NONE, Assignment, Evaluable, HandlerCall, Trigger, TriggerKind

IMPLICIT = "multiInstanceLoopCharacteristics"  # throws without an event that is drawn
Reader = Callable[[Source, Any, Any], Trigger]
CHANGE_TYPES: dict[str, tuple[str, ...]] = {
    "all": (), "create": ("create",), "update": ("update",), "update-create": (), "create-update": (),
}  # fmt: skip


def trigger(source: Source, event: Any) -> Trigger:
    """Of the event definitions, in document order; several make a multiple event (BPMN 10.5.4)."""
    definitions = source.document.event_definitions(event)
    parts = (*(_trigger(source, event, each) for each in definitions), *_own_triggers(source, event))
    for name, kinds in (("in", ("message", "signal")), ("out", ("signal",))):
        if extensions(event, name) and any(each.kind not in kinds for each in parts):
            source.unsupported(event, name)
    if len(parts) < 2:
        return parts[0] if parts else NONE
    is_parallel = flag(event, "parallelMultiple")
    return Trigger("multiple", parts=parts, is_parallel=is_parallel, waits=all(each.waits for each in parts))


def thrown(source: Source, holder: Any, definition: Any) -> Trigger:
    """An event definition that is thrown by what is no event: a multi-instance."""
    return _trigger(source, holder, definition)


def _trigger(source: Source, event: Any, definition: Any) -> Trigger:
    """NONE for one that is refused elsewhere."""
    read = READERS.get(trigger_kind(definition))
    return NONE if read is None else read(source, event, definition)


def _timer(source: Source, event: Any, definition: Any) -> Trigger:
    return Trigger("timer", timer=timer(source, definition))


def _compensate(source: Source, event: Any, definition: Any) -> Trigger:
    """Of one activity, or without a reference of all that completed in the scope."""
    reference = unprefixed(definition.get("activityRef") or "") or None
    return Trigger("compensate", activity_ref=reference, waits=flag(definition, "waitForCompletion", True))


def message_name(source: Source, holder: Any) -> Evaluable | None:
    """The name of the message that an event definition or a task refers to; it may be an expression."""
    expression = attribute(holder, "messageExpression")
    if expression is not None:
        return source.text(holder, expression)
    message = source.document.referenced(holder.get("messageRef"))
    return None if message is None else declared_name(source, message)


def declared_name(source: Source, declared: Any) -> Evaluable:
    """Of a message or signal; without one it is known by its id, as errors and escalations are."""
    name = (declared.get("name") or "").strip()
    if not name:
        tag = bpmn_name(declared)
        source.findings.warn(f"bpmn.{tag}_without_name", declared, **{tag: declared.get("id")})
        return Constant(declared.get("id"), declared.get("id"))
    return source.text(declared, name)


def correlation_key(source: Source, holder: Any) -> Evaluable | None:
    """zeebe:subscription of the message that is waited for."""
    message = source.document.referenced(holder.get("messageRef"))
    subscription = None if message is None else zeebe(message, "subscription")
    text = "" if subscription is None else (subscription.get("correlationKey") or "").strip()
    return source.condition(subscription, text) if text else None


def _message(source: Source, event: Any, definition: Any) -> Trigger:
    handler = _sender(source, event, definition) if _throws(event) else None
    name = message_name(source, definition)
    if name is None and handler is None:
        source.findings.error("bpmn.no_message", event, tag=bpmn_name(event))
    if _throws(event):
        return Trigger("message", name=name, handler=handler)
    key = correlation_key(source, definition)
    return Trigger("message", name=name, correlation_key=key, payload=_taken(source, event))


def _sender(source: Source, event: Any, definition: Any) -> HandlerCall | None:
    """Who sends the message: named by the definition, or by the event itself (Camunda 8)."""
    found = handler_call(source, definition)
    return found or (handler_call(source, event) if zeebe(event, "taskDefinition") is not None else None)


def _signal(source: Source, event: Any, definition: Any) -> Trigger:
    """Its name may be an expression; a scope of `processInstance` (Flowable) keeps it inside the family."""
    signal = source.document.referenced(definition.get("signalRef"))
    name = _signal_name(source, event, definition, signal)
    is_local = signal is not None and attribute(signal, "scope") == "processInstance"
    if not _throws(event):
        return Trigger("signal", name=name, payload=_taken(source, event), is_local=is_local)
    is_async = is_set(definition, "async")
    if is_local and is_async:
        source.unsupported(definition, "async, scope=processInstance")
    if any(each.get("businessKey") for each in extensions(definition, "in")):
        source.unsupported(definition, "businessKey")
    passes_all, payload = passed(source, definition, "in")
    brings_all, brought = passed(source, event, "out")  # as Flowable writes it
    return Trigger(
        "signal",
        name=name,
        passes_all=passes_all or brings_all,
        payload=payload + brought,
        is_async=is_async and not is_local,
        is_local=is_local,
    )


def _taken(source: Source, event: Any) -> tuple[Assignment, ...]:
    """flowable:in at a catching event: what it takes of what it is brought, by the names of that."""
    takes_all, payload = passed(source, event, "in")
    begins = bpmn_name(event) == "startEvent" and not flag(event.getparent(), "triggeredByEvent")
    if takes_all or (payload and begins):
        source.unsupported(event, "in")
    return payload


def _signal_name(source: Source, event: Any, definition: Any, signal: Any) -> Evaluable | None:
    expression = attribute(definition, "signalExpression")
    if expression is not None:
        return source.text(definition, expression)
    if signal is not None:
        return declared_name(source, signal)
    source.findings.error("bpmn.no_signal", event, tag=bpmn_name(event))
    return None


def _conditional(source: Source, event: Any, definition: Any) -> Trigger:
    """camunda:variableName and camunda:variableEvents narrow the changes on which it is looked at."""
    condition = child(definition, "condition")
    if condition is None:
        source.findings.error("bpmn.event_without_condition", event, tag=bpmn_name(event))
        return NONE
    return Trigger(
        "conditional",
        condition=source.expression(condition),
        variable_name=attribute(definition, "variableName"),
        variable_changes=_changes(source, definition, listed(attribute(definition, "variableEvents"))),
    )


def _changes(source: Source, element: Any, names: tuple[str, ...]) -> tuple[str, ...]:
    """Variables are created and updated here, and never deleted."""
    unknown = [name for name in names if name not in ("create", "update")]
    if unknown:
        source.unsupported(element, f"variableEvents={','.join(unknown)}")
    return names


def _own_triggers(source: Source, event: Any) -> tuple[Trigger, ...]:
    """flowable:variableListenerEventDefinition: any change of a variable (of Flowable alone)."""
    return tuple(_variable_listener(source, each) for each in extensions(event, VARIABLE_LISTENER))


def _variable_listener(source: Source, element: Any) -> Trigger:
    for attribute_name in sorted(set(element.attrib) - {"variableName", "variableChangeType", "id"}):
        source.unsupported(element, attribute_name)
    change = (element.get("variableChangeType") or "all").strip()
    if change not in CHANGE_TYPES:
        source.unsupported(element, f"variableChangeType={change}")
    name = (element.get("variableName") or "").strip()
    if not name or not is_literal(name):
        source.unsupported(element, f"variableName={name}")
    return Trigger("conditional", variable_name=name, variable_changes=CHANGE_TYPES.get(change, ()))


def _error(source: Source, event: Any, definition: Any) -> Trigger:
    for name in ("errorVariableTransient", "errorVariableLocalScope"):
        if is_set(definition, name):
            source.unsupported(definition, name)
    code, thrown = _code(source, event, definition, "errorRef", "errorCode")
    if code is None and _throws(event):
        source.findings.warn("bpmn.thrown_without_code", event, trigger="error")
    declared = source.document.referenced(unprefixed(definition.get("errorRef") or ""))
    message = None if declared is None or not _throws(event) else attribute(declared, "errorMessage")
    return Trigger(
        "error",
        code=code,
        thrown_code=thrown,
        code_variable=attribute(definition, "errorCodeVariable") or attribute(definition, "errorVariableName"),
        message_variable=attribute(definition, "errorMessageVariable"),
        thrown_message=None if message is None else source.text(declared, message),
    )


def _escalation(source: Source, event: Any, definition: Any) -> Trigger:
    code, thrown = _code(source, event, definition, "escalationRef", "escalationCode")
    if code is None and _throws(event):
        source.findings.warn("bpmn.thrown_without_code", event, trigger="escalation")
    code_variable = attribute(definition, "escalationCodeVariable")
    return Trigger("escalation", code=code, thrown_code=thrown, code_variable=code_variable)


def _code(
    source: Source, event: Any, definition: Any, reference: str, attribute_name: str
) -> tuple[str | None, Evaluable | None]:
    """The code of the error or escalation referred to; one that is thrown may be an expression (Camunda 8).

    An errorRef that names no <error> is itself the code, as all engines of the Camunda 7 family read it.
    """
    name = unprefixed(definition.get(reference) or "")
    declared = source.document.referenced(name) if name else None
    if declared is None:
        return name or None, None
    code = (declared.get(attribute_name) or "").strip()
    if not code:
        source.findings.warn("bpmn.declared_without_code", declared, tag=bpmn_name(declared), attribute=attribute_name)
    if is_literal(code):
        return code or name, None
    if not _throws(event):
        source.unsupported(event, f"{attribute_name}={code}")
    return code, source.text(declared, code)


def _throws(event: Any) -> bool:
    return bpmn_name(event) in THROWING | {IMPLICIT}


def _terminate(source: Source, event: Any, definition: Any) -> Trigger:
    """flowable:terminateAll and terminateMultiInstance end more than the scope of the event."""
    if is_set(definition, "terminateAll"):
        return Trigger("terminate", reach="all")
    return Trigger("terminate", reach="loop" if is_set(definition, "terminateMultiInstance") else "scope")


def _plain(kind: TriggerKind) -> Reader:
    return lambda source, event, definition: Trigger(kind)


READERS: dict[str, Reader] = {
    "timer": _timer,
    "message": _message,
    "signal": _signal,
    "conditional": _conditional,
    "error": _error,
    "escalation": _escalation,
    "compensate": _compensate,
    "cancel": _plain("cancel"),
    "link": _plain("link"),
    "terminate": _terminate,
}
