"""The elements of a decision requirements graph (DMN 1.5, chapter 6 and 7): read, one function for each kind."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine.dmn import model
from engine.dmn.boxed import INERT, Box, boxed, function
from engine.dmn.items import type_of
from engine.dmn.model import Requirement
from engine.dmn.reading import CAMUNDA, Element, Reading, child, children
from engine.dmn.table import TableOf

INERT_IN_ELEMENT = INERT | frozenset(
    {"question", "allowedAnswers", "variable", "informationRequirement", "knowledgeRequirement", "usingTask"}
    | {"authorityRequirement", "supportedObjective", "impactedPerformanceIndicator", "decisionMaker", "decisionOwner"}
    | {"usingProcess"}
)
MEMBERS = ("outputDecision", "encapsulatedDecision", "inputDecision", "inputData")  # of a decision service
REQUIRED = {
    "informationRequirement": ("requiredDecision", "requiredInput"),
    "knowledgeRequirement": ("requiredKnowledge",),
}


@dataclass(frozen=True, slots=True)
class Source:
    """The file that an element stands in: `aliases` are the names of its imports by namespace."""

    namespace: str
    aliases: Mapping[str, str]
    reading: Reading

    def reference(self, element: Element) -> Requirement:
        """What a `href` points at: `#id`, `namespace#id`, or an id alone."""
        namespace, _, element_id = element.get("href", "").strip().rpartition("#")
        key = f"{namespace or self.namespace}#{element_id}"
        return Requirement(key, self.aliases.get(namespace) if namespace != self.namespace else None)


def identified(element: Element, source: Source) -> dict[str, Any]:
    """What all elements have in common."""
    element_id = element.get("id", "")
    variable = child(element, "variable")
    name = (element.get("name") or element_id).strip()
    return {
        "id": element_id,
        "key": f"{source.namespace}#{element_id}",
        "name": name,
        "variable": name if variable is None else (variable.get("name") or name).strip(),
        "type": None if variable is None else type_of(variable.get("typeRef"), source.reading),
        "requires": tuple(source.reference(required) for required in required_by(element)),
        "line": element.sourceline,
    }


def required_by(element: Element) -> Iterator[Element]:
    """The references of its information and knowledge requirements."""
    for kind, targets in REQUIRED.items():
        for requirement in children(element, kind):
            yield from children(requirement, *targets)


def input_data(element: Element, source: Source) -> model.InputData:
    return model.InputData(**identified(element, source))


def decision(element: Element, source: Source) -> model.Decision | None:
    """None where the logic is missing or broken."""
    facts, reading = identified(element, source), source.reading
    facts["version_tag"] = element.get(f"{CAMUNDA}versionTag")
    before = len(reading.problems)
    node = boxed(element, Box(facts["id"], facts["variable"]), reading, INERT_IN_ELEMENT)
    if node is None and len(reading.problems) == before:
        reading.refuse("dmn.no_logic", element)
    if node is None:
        return None
    if isinstance(node, TableOf):
        return model.Decision(logic=node.table, **facts)
    logic = reading.compiled(node, facts["name"], element)
    return None if logic is None else model.Decision(logic=logic, **facts)


def knowledge(element: Element, source: Source) -> model.Knowledge | None:
    """A business knowledge model; None where its logic is missing or broken."""
    facts, reading = identified(element, source), source.reading
    logic = child(element, "encapsulatedLogic")
    if logic is None:
        reading.refuse("dmn.no_logic", element)
        return None
    node = function(logic, Box(facts["id"], facts["variable"]), reading, model.answered(facts["type"]))
    compiled = reading.compiled(node, facts["name"], element)
    return None if compiled is None else model.Knowledge(function=compiled, **facts)


def service(element: Element, source: Source) -> model.Service:
    outputs = [source.reference(each).key for each in children(element, "outputDecision")]
    data = [source.reference(each).key for each in children(element, "inputData")]
    decisions = [source.reference(each).key for each in children(element, "inputDecision")]
    if not outputs:
        source.reading.refuse("dmn.no_output_decision", element)
    return model.Service(outputs=tuple(outputs), parameters=(*data, *decisions), **identified(element, source))


READERS: dict[str, Callable[[Element, Source], model.Element | None]] = {
    "inputData": input_data,
    "decision": decision,
    "businessKnowledgeModel": knowledge,
    "decisionService": service,
}
