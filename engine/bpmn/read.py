"""From a file to process definitions, or to everything that is wrong with it."""

from dataclasses import dataclass
from typing import Any

from engine.bpmn.check.rules import check
from engine.bpmn.document import Document
from engine.bpmn.findings import Findings
from engine.bpmn.names import BPMN, flag, local, namespace
from engine.bpmn.processes import process_definition
from engine.bpmn.source import EVERYTHING, Source
from engine.bpmn.spiff.schema import schema_warnings
from engine.bpmn.supported import refuse_unsupported
from engine.errors import DeploymentRefused, XmlError
from engine.model.definition import Catalog, ProcessDefinition
from engine.model.problem import Problem
from engine.xml import parse

_ALL = frozenset({EVERYTHING})
ANYTHING = Catalog(_ALL, _ALL, _ALL, _ALL, _ALL)


@dataclass(frozen=True, slots=True)
class Reading:
    """The executable processes of a file, and the warnings about it."""

    processes: tuple[ProcessDefinition, ...]
    problems: tuple[Problem, ...]
    file: str
    name: str | None = None


def read(data: bytes, file: str, catalog: Catalog) -> Reading:
    """Raises DeploymentRefused with all problems, warnings among them, when one is an error."""
    root = _root(data, file)
    document, findings = Document(root, file), Findings(file)
    if not document.drawn:
        findings.error("bpmn.no_process", root)
    check(document, findings)
    refuse_unsupported(document, findings)
    source = Source(document, findings, catalog)
    processes = tuple(process_definition(source, process) for process in document.executed)
    _tell_drawings(document, findings)
    findings.extend(schema_warnings(root, file))
    findings.refuse()
    return Reading(processes, findings.problems(), file, root.get("name") or None)


def reread(data: bytes, file: str) -> tuple[ProcessDefinition, ...]:
    """The processes of a file that was accepted before: what is checked today has no say in it any more."""
    document, findings = Document(_root(data, file), file), Findings(file)
    source = Source(document, findings, ANYTHING)
    return tuple(process_definition(source, process) for process in document.executed)


def _root(data: bytes, file: str) -> Any:
    try:
        root = parse(data)
    except XmlError as error:
        params = dict(error.params)
        line = params.pop("line", None)
        raise DeploymentRefused([Problem(error.code, line=line, file=file or None, params=params)]) from None
    if namespace(root) != BPMN or local(root) != "definitions":
        params = {"tag": local(root), "namespace": namespace(root)}
        raise DeploymentRefused([Problem("bpmn.not_bpmn", line=root.sourceline, file=file or None, params=params)])
    return root


def _tell_drawings(document: Document, findings: Findings) -> None:
    """A file of which nothing is marked executable is executed all the same, and its author is told."""
    for process in document.executed:
        if not flag(process, "isExecutable", True):
            findings.warn("bpmn.not_executable", process, process=process.get("id") or "")
