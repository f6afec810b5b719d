"""Event definitions: what an event waits for or throws (BPMN 10.5.5)."""

from typing import Any

from engine.bpmn.document import trigger_kind
from engine.bpmn.handlers import handler_call
from engine.bpmn.names import THROWING, bpmn_name, flag, unprefixed
from engine.bpmn.source import Source
from engine.bpmn.timers import timer
from engine.bpmn.vendor import attribute, zeebe
from engine.model.definition import NONE, Evaluable, Trigger


def trigger(source: Source, event: Any) -> Trigger:
    """Of the one event definition; several are refused elsewhere."""
    definitions = source.document.event_definitions(event)
    if not definitions:
        return NONE
    kind, is_throw = trigger_kind(definitions[0]), bpmn_name(event) in THROWING
    if kind == "timer":
        return Trigger("timer", timer=timer(source, definitions[0]))
    if kind == "message":
        return _message(source, event, definitions[0], is_throw)
    if kind == "error":
        return _error(source, event, definitions[0], is_throw)
    if kind == "escalation":
        return _escalation(source, event, definitions[0], is_throw)
    if kind == "compensate":
        return _compensate(definitions[0])
    return {"terminate": Trigger("terminate"), "cancel": Trigger("cancel")}.get(kind, NONE)


def _compensate(definition: Any) -> Trigger:
    """Of one activity, or without a reference of all that completed in the scope."""
    reference = unprefixed(definition.get("activityRef") or "") or None
    return Trigger("compensate", activity_ref=reference, waits=flag(definition, "waitForCompletion", True))


def message_name(source: Source, holder: Any) -> Evaluable | None:
    """The name of the message that an event definition or a task refers to; it may be an expression."""
    expression = attribute(holder, "messageExpression")
    if expression is not None:
        return source.text(holder, expression)
    message = source.document.referenced(holder.get("messageRef"))
    if message is None:
        return None
    if not (message.get("name") or "").strip():
        source.findings.error("bpmn.message_without_name", holder, message=message.get("id"))
    return source.text(message, (message.get("name") or "").strip())


def correlation_key(source: Source, holder: Any) -> Evaluable | None:
    """zeebe:subscription of the message that is waited for."""
    message = source.document.referenced(holder.get("messageRef"))
    subscription = None if message is None else zeebe(message, "subscription")
    text = "" if subscription is None else (subscription.get("correlationKey") or "").strip()
    return source.condition(subscription, text) if text else None


def _message(source: Source, event: Any, definition: Any, is_throw: bool) -> Trigger:
    handler = handler_call(source, definition) if is_throw else None
    name = message_name(source, definition)
    if name is None and handler is None:
        source.findings.error("bpmn.no_message", event, tag=bpmn_name(event))
    key = None if is_throw else correlation_key(source, definition)
    return Trigger("message", name=name, correlation_key=key, handler=handler)


def _error(source: Source, event: Any, definition: Any, is_throw: bool) -> Trigger:
    code = _code(source, definition, "errorRef", "errorCode")
    if code is None and is_throw:
        source.findings.warn("bpmn.thrown_without_code", event, trigger="error")
    return Trigger(
        "error",
        code=code,
        code_variable=attribute(definition, "errorCodeVariable"),
        message_variable=attribute(definition, "errorMessageVariable"),
    )


def _escalation(source: Source, event: Any, definition: Any, is_throw: bool) -> Trigger:
    code = _code(source, definition, "escalationRef", "escalationCode")
    if code is None and is_throw:
        source.findings.warn("bpmn.thrown_without_code", event, trigger="escalation")
    return Trigger("escalation", code=code, code_variable=attribute(definition, "escalationCodeVariable"))


def _code(source: Source, definition: Any, reference: str, code: str) -> str | None:
    """The code of the error or escalation referred to.

    An errorRef that names no <error> is itself the code, as all engines of the Camunda 7 family read it.
    """
    name = unprefixed(definition.get(reference) or "")
    if not name:
        return None
    declared = source.document.referenced(name)
    if declared is None:
        return name
    if not (declared.get(code) or "").strip():
        source.findings.warn("bpmn.declared_without_code", declared, tag=bpmn_name(declared), attribute=code)
    return (declared.get(code) or "").strip() or name
