"""DMN files, as Camunda Modeler writes them, to `Decisions`. What is not evaluated is refused, never ignored."""

import hashlib
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from types import MappingProxyType

from engine import xml
from engine.dmn.model import Decision, Decisions, Table
from engine.dmn.reading import NAMESPACES, Element, Reading, child, children, split, text_of
from engine.dmn.table_reader import read_table
from engine.errors import DeploymentRefused, XmlError
from engine.expr.expression import Expression
from engine.model.problem import Problem

INERT = frozenset(
    {"description", "extensionElements", "itemDefinition", "inputData", "knowledgeSource", "textAnnotation"}
    | {"association", "group", "elementCollection", "performanceIndicator", "organizationUnit"}
)
INERT_IN_DECISION = frozenset(
    {"description", "extensionElements", "question", "allowedAnswers", "variable", "informationRequirement"}
    | {"authorityRequirement", "supportedObjective", "impactedPerformanceIndicator", "decisionMaker", "decisionOwner"}
    | {"usingProcess", "usingTask"}
)
NAMED = ("inputData", "decision", "variable", "itemComponent", "output")


def read(data: bytes, file: str = "") -> Decisions:
    """Read and compile a file. Raises DeploymentRefused with every problem, each with line and element."""
    root = _root(data, file)
    reading = Reading(file, _names(root))
    decisions: dict[str, Decision] = {}
    for element in children(root):
        name = split(element)[1]
        if name == "decision":
            _add(element, decisions, reading)
        elif name not in INERT:
            reading.refuse("dmn.unsupported", element, construct=name)
    if not decisions and not reading.problems:
        reading.refuse("dmn.no_decision", root)
    _check_requirements(root, decisions, reading)
    if reading.problems:
        raise DeploymentRefused(reading.problems)
    digest = hashlib.sha256(data).hexdigest()
    return Decisions(root.get("id", ""), root.get("name", ""), MappingProxyType(decisions), digest)


def _root(data: bytes, file: str) -> Element:
    try:
        root = xml.parse(data)
    except XmlError as error:
        line = error.params.get("line")
        raise DeploymentRefused([Problem(error.code, None, line, file, "error", dict(error.params))]) from None
    namespace, name = split(root)
    if namespace not in NAMESPACES or name != "definitions":
        raise DeploymentRefused([Problem("dmn.not_dmn", None, root.sourceline, file, "error", {"construct": name})])
    return root


def _names(root: Element) -> Iterator[str]:
    """All names that expressions may meet; those with spaces must be known to be parsed."""
    for element in root.iter():
        namespace, local = split(element)
        if namespace in NAMESPACES and local in NAMED and element.get("name", "").strip():
            yield element.get("name").strip()


def _add(element: Element, decisions: dict[str, Decision], reading: Reading) -> None:
    decision_id = element.get("id", "")
    if not decision_id:
        reading.refuse("dmn.no_id", element, name=element.get("name", ""))
    if decision_id in decisions:
        reading.refuse("dmn.duplicate_id", element, id=decision_id)
    variable = child(element, "variable")
    name = (element.get("name") or decision_id).strip()
    result_name = name if variable is None else (variable.get("name") or name).strip()
    logic = _logic(element, result_name, reading)
    if logic is not None:
        requires = tuple(required for required, _ in _required(element))
        type_ = None if variable is None else variable.get("typeRef")
        decisions[decision_id] = Decision(decision_id, name, result_name, type_, logic, requires, element.sourceline)


def _logic(element: Element, name: str, reading: Reading) -> Table | Expression | None:
    logic: Table | Expression | None = None
    before = len(reading.problems)
    for part in children(element):
        kind = split(part)[1]
        if kind == "decisionTable":
            logic = read_table(part, name, reading)
        elif kind == "literalExpression":
            logic = reading.expression(part)
            if not text_of(part):
                reading.refuse("dmn.no_logic", part)
        elif kind not in INERT_IN_DECISION:
            reading.refuse("dmn.unsupported", part, construct=kind)
    if logic is None and len(reading.problems) == before:
        reading.refuse("dmn.no_logic", element)
    return logic


def _required(decision: Element) -> Iterator[tuple[str, Element]]:
    """The ids of the decisions that this one requires, as written after the `#`."""
    for requirement in children(decision, "informationRequirement"):
        for required in children(requirement, "requiredDecision"):
            yield required.get("href", "").removeprefix("#"), required


def _check_requirements(root: Element, decisions: dict[str, Decision], reading: Reading) -> None:
    elements = {element.get("id"): element for element in children(root, "decision")}
    for element in elements.values():
        for required, reference in _required(element):
            if required not in elements:
                reading.refuse("dmn.unknown_reference", reference, id=required)
    try:
        TopologicalSorter({each.id: each.requires for each in decisions.values()}).prepare()
    except CycleError as error:
        for decision_id in sorted(set(error.args[1])):
            reading.refuse("dmn.cycle", elements[decision_id], id=decision_id)
