"""Which handler carries out a service-like task, and how often it is tried."""

import re
from datetime import timedelta
from typing import Any

from engine.bpmn.names import qualified
from engine.bpmn.source import Source, is_known, is_literal, listed
from engine.bpmn.vendor import attribute, extension, zeebe
from engine.errors import ExpressionError
from engine.expr.temporal import parse_cycle, parse_duration
from engine.model.definition import Evaluable, HandlerCall, Retry

EXTERNAL = ("external", "external-worker")  # of Camunda and of Flowable
BEAN = re.compile(r"[$#]\{\s*([\w.-]+)\s*\}")


def handler_call(source: Source, element: Any) -> HandlerCall | None:
    """Topic, class, delegate or expression of the element; None when it names none."""
    result = attribute(element, "resultVariable") or attribute(element, "resultVariableName")
    text = attribute(element, "expression")
    given = None if text is None or result is not None else source.assignment(element, text)
    if given is not None:
        return HandlerCall("", given.target, is_expression=True, expression=given.source)
    if text is not None:
        return HandlerCall("", result, is_expression=True, expression=source.text(element, text))
    name = _name(source, element)
    if name is None:
        return None
    if not is_known(name, source.catalog.handlers):
        source.findings.error("bpmn.unknown_handler", element, handler=name)
    return HandlerCall(name, result)


def _name(source: Source, element: Any) -> str | None:
    kind, topic = attribute(element, "type"), attribute(element, "topic")
    delegate, definition = attribute(element, "delegateExpression"), zeebe(element, "taskDefinition")
    if kind not in (None, *EXTERNAL):
        source.unsupported(element, f"type={kind}")
    if kind in EXTERNAL or topic:
        return _literal(source, element, topic or "")
    if delegate:
        bean = BEAN.fullmatch(delegate)
        return bean[1] if bean else _literal(source, element, delegate)
    if definition is not None:
        return _literal(source, element, (definition.get("type") or "").strip())
    return attribute(element, "class")


def _literal(source: Source, element: Any, name: str) -> str:
    """Names of handlers are looked up at deployment, so they are no expressions."""
    if not is_literal(name):
        source.unsupported(element, name)
    return name


def job_priority(source: Source, node: Any) -> Evaluable | None:
    """camunda:taskPriority of an external task, camunda:jobPriority of everything else; else that of the process."""
    for name in ("taskPriority", "jobPriority"):
        holder: Any = node
        while holder is not None and attribute(holder, name) is None:
            holder = next(holder.iterancestors(qualified("process")), None)
        if holder is not None and (name == "jobPriority" or attribute(node, "topic")):
            return source.text(node, attribute(holder, name) or "")
    return None


def retry(source: Source, element: Any) -> Retry:
    """camunda:failedJobRetryTimeCycle (`R3/PT10M`, or the waits `PT5M,PT10M`) or the retries of Camunda 8."""
    cycle, definition = extension(element, "failedJobRetryTimeCycle"), zeebe(element, "taskDefinition")
    try:
        if cycle is not None and (cycle.text or "").strip():
            return _retry(cycle.text.strip())
        if definition is not None and definition.get("retries"):
            return Retry(attempts=max(int(definition.get("retries")), 1))
    except (ExpressionError, ValueError):
        where = cycle if cycle is not None else definition
        source.findings.error("bpmn.bad_retry", where, text=(cycle.text if cycle is not None else "") or "")
    return Retry()


def _retry(text: str) -> Retry:
    if text.startswith("R"):
        cycle = parse_cycle(text)
        attempts = max(cycle.repetitions or 1, 1)
        return Retry(attempts, (_seconds(cycle.duration),) * (attempts - 1))
    waits = tuple(_seconds(parse_duration(part)) for part in listed(text))
    return Retry(len(waits) + 1, waits)


def _seconds(duration: Any) -> float:
    """Raises ValueError for months, which have no fixed length, and for what lies in the past."""
    if not isinstance(duration, timedelta) or duration < timedelta():
        raise ValueError(duration)
    return duration.total_seconds()
