"""DMN files (1.1 to 1.5) to `Decisions`. What is not evaluated is refused, never ignored."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from types import MappingProxyType

from engine import xml
from engine.dmn import drg, model
from engine.dmn.drg import Source
from engine.dmn.items import item_types
from engine.dmn.model import Decisions
from engine.dmn.reading import NAMESPACES, Element, Reading, children, split
from engine.errors import DeploymentRefused, XmlError
from engine.expr.syntax import Type
from engine.model.problem import Problem

INERT = frozenset(
    {"description", "extensionElements", "itemDefinition", "import", "knowledgeSource", "textAnnotation"}
    | {
        "association",
        "group",
        "elementCollection",
        "performanceIndicator",
        "organizationUnit",
        "businessContextElement",
    }
)
NAMED = ("inputData", "decision", "businessKnowledgeModel", "decisionService", "variable", "itemComponent", "output")
NAMES = frozenset((*NAMED, "column", "import"))


def read(data: bytes, file: str = "", imports: Sequence[Decisions] = ()) -> Decisions:
    """Read and compile a file; `imports` are the models that it may import.

    Raises DeploymentRefused with every problem, each with line and element.
    """
    root = _root(data, file)
    source = _source(root, Reading(file), imports)
    elements: dict[str, model.Element] = {key: found for each in imports for key, found in each.elements.items()}
    own = {element.key: element for element in _elements(root, source)}
    elements |= own
    decisions = {each.id: each for each in own.values() if isinstance(each, model.Decision)}
    if not own and not source.reading.types and not source.reading.problems:
        source.reading.refuse("dmn.no_decision", root)
    _check_requirements(root, elements, source)
    if source.reading.problems:
        raise DeploymentRefused(source.reading.problems)
    return Decisions(
        id=root.get("id", ""),
        name=root.get("name", ""),
        decisions=MappingProxyType(decisions),
        digest=hashlib.sha256(data).hexdigest(),
        namespace=source.namespace,
        elements=MappingProxyType(elements),
        names=source.reading.names,
        types=source.reading.types,
    )


def imported_by(data: bytes, file: str = "") -> list[str]:
    """The namespaces of the models that a file imports. Raises DeploymentRefused."""
    return [each.get("namespace", "") for each in children(_root(data, file), "import") if _is_model(each)]


def namespace_of(data: bytes, file: str = "") -> str:
    """The namespace under which others import the file. Raises DeploymentRefused."""
    return str(_root(data, file).get("namespace", ""))


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


def _is_model(element: Element) -> bool:
    return element.get("importType", "") in NAMESPACES


def _source(root: Element, reading: Reading, imports: Sequence[Decisions]) -> Source:
    """The reading of the file with the names and types that its expressions may meet."""
    known = {each.namespace: each for each in imports}
    names = {*_names(root), *(name for each in imports for name in each.names)}
    types: dict[str, Type] = {}
    aliases: dict[str, str] = {}
    for element in children(root, "import"):
        namespace, alias = element.get("namespace", ""), element.get("name", "").strip()
        if not _is_model(element):
            reading.refuse("dmn.unsupported", element, construct=f"import {element.get('importType', '')}")
        elif namespace not in known:
            reading.refuse("dmn.unknown_import", element, namespace=namespace)
        else:
            aliases[namespace] = alias
            types |= {f"{alias}.{name}" if alias else name: type_ for name, type_ in known[namespace].types.items()}
    within = reading.within(names)
    within = Reading(reading.file, within.names, item_types(root, within, types), reading.problems)
    return Source(root.get("namespace", ""), aliases, within)


def _names(root: Element) -> Iterator[str]:
    """All names that expressions may meet; those with spaces must be known to be parsed."""
    for element in root.iter():
        namespace, local = split(element)
        if namespace in NAMESPACES and local in NAMES and element.get("name", "").strip():
            yield element.get("name").strip()


def _elements(root: Element, source: Source) -> Iterator[model.Element]:
    """What could be read; the rest is noted."""
    seen: set[str] = set()
    for element in children(root):
        kind = split(element)[1]
        if kind in drg.READERS:
            _check_id(element, seen, source.reading)
            found = drg.READERS[kind](element, source)
            if found is not None:
                yield found
        elif kind not in INERT:
            source.reading.refuse("dmn.unsupported", element, construct=kind)


def _check_id(element: Element, seen: set[str], reading: Reading) -> None:
    element_id = element.get("id", "")
    if not element_id:
        reading.refuse("dmn.no_id", element, name=element.get("name", ""))
    if element_id in seen:
        reading.refuse("dmn.duplicate_id", element, id=element_id)
    seen.add(element_id)


def _check_requirements(root: Element, elements: Mapping[str, model.Element], source: Source) -> None:
    """What is required exists, and no decision requires itself."""
    graph: dict[str, list[str]] = {}
    declared = {element.get("id"): element for element in children(root, *drg.READERS)}
    for element_id, element in declared.items():
        for required in [*drg.required_by(element), *children(element, *drg.MEMBERS)]:
            key = source.reference(required).key
            namespace, _, required_id = key.rpartition("#")
            if key not in elements and not (namespace == source.namespace and required_id in declared):
                source.reading.refuse("dmn.unknown_reference", required, id=required_id)
        if split(element)[1] == "decision":
            required_here = (source.reference(each) for each in drg.required_by(element))
            graph[f"{source.namespace}#{element_id}"] = [each.key for each in required_here]
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        for key in sorted(set(error.args[1])):
            element_id = key.rpartition("#")[2]
            source.reading.refuse("dmn.cycle", declared[element_id], id=element_id)
