"""Runs the DMN TCK: python /path/to/dmn-tck/run.py --adapter tests.tck.adapter:EngineAdapter

Only what the kit expects of values is translated here; the reading and the evaluation are the engine's own.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from lxml import etree
from run import EvaluationError

from engine import xml
from engine.dmn.evaluate import evaluate
from engine.dmn.model import Decisions
from engine.dmn.read import read
from engine.errors import DeploymentRefused, EngineError
from engine.expr import temporal
from engine.expr.env import Env
from engine.expr.function import Function
from engine.expr.range import Range
from engine.expr.temporal import YearMonthDuration
from engine.expr.writing import written

ENV = Env(now=datetime(2026, 11, 22, 9, tzinfo=UTC), strict=False)
READERS = {
    "date": temporal.parse_date,
    "time": temporal.parse_time,
    "date and time": temporal.parse_datetime,
}
TYPES = {
    datetime: "date and time",
    date: "date",
    time: "time",
    timedelta: "days and time duration",
    YearMonthDuration: "years and months duration",
}


class EngineAdapter:
    """The engine, in lenient mode, as the standard has it."""

    def evaluate(self, files: tuple[Path, ...], namespace: str, kind: str, name: str, inputs: dict[Any, Any]) -> Any:
        if kind != "decision":
            raise EvaluationError(f"{kind} is not supported")
        decisions = load(files[0])
        decision_id = next((each.id for each in decisions.decisions.values() if each.name == name), None)
        if decision_id is None:
            raise EvaluationError(f"{name} was refused")
        names = {key: to_engine(value) for key, value in inputs.items() if isinstance(key, str)}
        try:
            return from_engine(evaluate(decisions, decision_id, names, ENV).result)
        except EngineError as error:
            raise EvaluationError(str(error)) from None


@cache
def load(path: Path) -> Decisions:
    """The model without the decisions that the engine refuses: the kit judges each by itself."""
    data = _with_ids(path.read_bytes())
    while True:
        try:
            return read(data, path.name)
        except DeploymentRefused as refusal:
            root = xml.parse(data)
            refused = {problem.element_id for problem in refusal.problems}
            doomed = [child for child in root if refused & {child.get("id"), *child.xpath(".//@id")}]
            if not doomed:
                raise EvaluationError(str(refusal.problems)) from None
            for element in doomed:
                root.remove(element)
            data = etree.tostring(root)


def _with_ids(data: bytes) -> bytes:
    """The standard lets decisions do without an id, the engine, like Camunda, does not."""
    root = xml.parse(data)
    for place, decision in enumerate(root.iterchildren("{*}decision")):
        decision.set("id", decision.get("id") or f"decision_{place}")
    return etree.tostring(root)


def to_engine(value: Any) -> Any:
    if isinstance(value, tuple):
        kind, text = value
        return READERS.get(kind, temporal.parse_duration)(text)
    if isinstance(value, list):
        return [to_engine(item) for item in value]
    return {key: to_engine(item) for key, item in value.items()} if isinstance(value, dict) else value


def from_engine(value: Any) -> Any:
    if type(value) in TYPES:
        return TYPES[type(value)], temporal.format(value)
    if isinstance(value, list):
        return [from_engine(item) for item in value]
    if isinstance(value, dict):
        return {key: from_engine(item) for key, item in value.items()}
    if isinstance(value, Function):
        return "function", ""
    return ("range", written(value)) if isinstance(value, Range) else value
