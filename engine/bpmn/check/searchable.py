"""Searchable variables: what a process declares its cases to be found by."""

from engine.bpmn.document import Document
from engine.bpmn.findings import Findings
from engine.bpmn.searchable import declarations
from engine.model.search import TYPES


def variables_have_one_type(document: Document, findings: Findings) -> None:
    """One of the types there are, and not two of them; a name that stands in conditions as it is."""
    for process in document.executed:
        known: dict[str, str] = {}
        for name, type, element in declarations(process):
            if not name.isidentifier():
                findings.error("bpmn.bad_search_name", element, name=name)
            elif type not in TYPES:
                findings.error("bpmn.bad_search_type", element, name=name, type=type)
            elif known.setdefault(name, type) != type:
                findings.error("bpmn.two_search_types", element, name=name, type=type, other=known[name])
