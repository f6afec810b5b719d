"""Runs the DMN TCK: python /path/to/dmn-tck/run.py --adapter tests.tck.adapter:EngineAdapter

Only what the kit expects of values is translated here; the reading and the evaluation are the engine's own.
"""

from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from lxml import etree
from run import EvaluationError

from engine import xml
from engine.dmn.boxed import READERS as LOGIC
from engine.dmn.evaluate import evaluate
from engine.dmn.model import Decision, Decisions, Element, Knowledge, Service
from engine.dmn.read import imported_by, namespace_of, read
from engine.errors import DeploymentRefused, EngineError
from engine.expr import temporal, wide
from engine.expr.env import Env
from engine.expr.function import Function
from engine.expr.kinds import kind
from engine.expr.range import Range
from engine.expr.writing import written

ENV = Env(now=datetime(2026, 11, 22, 9, tzinfo=UTC), strict=False)
KINDS = {"decision": Decision, "bkm": Knowledge, "decisionService": Service}
READERS = {
    "date": wide.parse_date,
    "time": wide.parse_time,
    "date and time": wide.parse_datetime,
}
TEMPORAL = frozenset({"date", "time", "date and time", "days and time duration", "years and months duration"})


class EngineAdapter:
    """The engine, in lenient mode, as the standard has it."""

    def evaluate(self, files: tuple[Path, ...], namespace: str, what: str, name: str, inputs: dict[Any, Any]) -> Any:
        decisions = load(files)
        element = next((each for each in decisions.elements.values() if _is(each, what, name, namespace)), None)
        if element is None:
            raise EvaluationError(f"{name} is not there")
        try:
            return from_engine(evaluate(decisions, element.id, _names(decisions, inputs), ENV).result)
        except EngineError:
            return None  # as the standard has it; the kit takes null for an error too


def _is(element: Element, what: str, name: str, namespace: str) -> bool:
    return type(element) is KINDS[what] and element.name == name and element.key.startswith(f"{namespace}#")


def _names(decisions: Decisions, inputs: dict[Any, Any]) -> dict[str, Any]:
    """Inputs of imported models by their own name."""
    return {key if isinstance(key, str) else key[1]: to_engine(value) for key, value in inputs.items()}


@cache
def load(files: tuple[Path, ...]) -> Decisions:
    """The model under test; those that it imports are read first, wherever they stand."""
    waiting = {namespace_of(path.read_bytes()): path for path in reversed(files)}
    found: dict[str, Decisions] = {}

    def need(path: Path) -> Decisions:
        wanted = [waiting[namespace] for namespace in imported_by(path.read_bytes()) if namespace in waiting]
        imports = [need(each) for each in wanted]
        return found.setdefault(str(path), _read(path, imports))

    return need(files[0])


def _read(path: Path, imports: list[Decisions]) -> Decisions:
    """The kit judges each element by itself: one that the engine refuses is null."""
    root = _with_ids(xml.parse(path.read_bytes()))
    while True:
        try:
            return read(etree.tostring(root), path.name, imports)
        except DeploymentRefused as refusal:
            refused = {problem.element_id for problem in refusal.problems}
            doomed = [each for each in root if refused & {each.get("id"), *each.xpath(".//@id")} and _emptied(each)]
            if not doomed:
                raise EvaluationError(str(refusal.problems)) from None


def _emptied(element: Any) -> bool:
    """Put null in the place of the logic; whether there was anything to change."""
    holder = element.find("{*}encapsulatedLogic") if _kind(element) == "businessKnowledgeModel" else element
    if _kind(element) not in ("decision", "businessKnowledgeModel") or element.get("refused"):
        return False
    if holder is None:
        holder = etree.SubElement(element, f"{{{etree.QName(element).namespace}}}encapsulatedLogic")
    for part in list(holder):
        if _kind(part) in LOGIC:
            holder.remove(part)
    holder.attrib.pop("kind", None)
    null = etree.SubElement(holder, f"{{{etree.QName(element).namespace}}}literalExpression")
    etree.SubElement(null, f"{{{etree.QName(element).namespace}}}text").text = "null"
    element.set("refused", "true")
    return True


def _kind(element: Any) -> str:
    return str(etree.QName(element).localname)


def _with_ids(root: Any) -> Any:
    """The standard lets elements do without an id, the engine, like Camunda, does not."""
    for place, element in enumerate(root):
        element.set("id", element.get("id") or f"element_{place}")
    return root


def to_engine(value: Any) -> Any:
    if isinstance(value, tuple):
        name, text = value
        return READERS.get(name, temporal.parse_duration)(text)
    if isinstance(value, list):
        return [to_engine(item) for item in value]
    return {key: to_engine(item) for key, item in value.items()} if isinstance(value, dict) else value


def from_engine(value: Any) -> Any:
    if kind(value) in TEMPORAL:
        return kind(value), written(value)
    if isinstance(value, list):
        return [from_engine(item) for item in value]
    if isinstance(value, dict):
        return {key: from_engine(item) for key, item in value.items()}
    if isinstance(value, Function):
        return "function", ""
    return ("range", written(value)) if isinstance(value, Range) else value
