"""Timers: timeDate, timeDuration, timeCycle (BPMN 10.5.5, table 10.101), literal ISO 8601 or an expression."""

from collections.abc import Callable
from typing import Any

from engine.bpmn.document import child, text_of
from engine.bpmn.source import Source, is_literal
from engine.bpmn.vendor import attribute
from engine.errors import ExpressionError
from engine.expr.cron import is_cron
from engine.expr.temporal import parse_cycle, parse_datetime, parse_duration
from engine.model.definition import Evaluable, TimerDefinition, TimerKind

KINDS: tuple[tuple[str, TimerKind], ...] = (("timeDate", "date"), ("timeDuration", "duration"), ("timeCycle", "cycle"))
PARSERS: dict[str, Callable[[str], Any]] = {"date": parse_datetime, "duration": parse_duration, "cycle": parse_cycle}


def timer(source: Source, definition: Any) -> TimerDefinition | None:
    """None when nothing usable is written down, which is then a finding.

    A duration may stand for a date: it counts from now, as in the Camunda 7 family.
    """
    found = [(kind, child(definition, name)) for name, kind in KINDS if child(definition, name) is not None]
    if len(found) != 1:
        source.findings.error("bpmn.timer_value", definition, count=len(found))
        return None
    kind, element = found[0]
    text = text_of(element)
    if not text:
        source.findings.error("bpmn.empty_expression", element, tag=f"time{kind.title()}")
        return None
    if is_literal(text) and not _is_timer(kind, text):
        source.findings.error("bpmn.bad_timer", element, kind=kind, text=text[:200])
    return TimerDefinition(kind, source.text(element, text), due(source, element, attribute(element, "endDate")))


def _is_timer(kind: str, text: str) -> bool:
    if _parses(kind, text):
        return True
    return is_cron(text) if kind == "cycle" else kind == "date" and _parses("duration", text)


def due(source: Source, element: Any, text: str | None) -> Evaluable | None:
    """A due or follow-up date, the end of a cycle: a date-time, or a duration from when the task is made."""
    if text is not None and is_literal(text) and not (_parses("date", text) or _parses("duration", text)):
        source.findings.error("bpmn.bad_timer", element, kind="date", text=text[:200])
    return source.optional_text(element, text)


def _parses(kind: str, text: str) -> bool:
    try:
        PARSERS[kind](text)
    except ExpressionError:
        return False
    return True
