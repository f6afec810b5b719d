"""Texts and data objects (BPMN 8.3.1, 10.4.1)."""

import re

from engine.bpmn.document import Document, child
from engine.bpmn.findings import Findings
from engine.bpmn.names import flag

MIME_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+(\s*;.*)?", re.ASCII)


def texts_have_a_format(document: Document, findings: Findings) -> None:
    """textFormat is a MIME type."""
    for element in document.all("textAnnotation", "documentation"):
        text_format = element.get("textFormat")
        if text_format is not None and not MIME_TYPE.fullmatch(text_format.strip()):
            findings.warn("bpmn.text_format", element, format=text_format)


def collections_agree(document: Document, findings: Findings) -> None:
    """A data element is a collection exactly when the type of its items is one (BPMN 10.4.1, table 10.52)."""
    for element in document.all("dataObject", "dataInput", "dataOutput"):
        item = document.referenced(element.get("itemSubjectRef"))
        declared = None if item is None else item.get("isCollection")
        if declared is not None and flag(element, "isCollection") != flag(item, "isCollection"):
            findings.warn("bpmn.collection_differs", element, item=item.get("id"))


def references_are_named_after_their_object(document: Document, findings: Findings) -> None:
    """A reference that shows a state is called `object [state]`."""
    for reference in document.all("dataObjectReference"):
        item, state = document.referenced(reference.get("dataObjectRef")), child(reference, "dataState")
        if item is None or state is None or not (item.get("name") and reference.get("name")):
            continue
        expected = f"{item.get('name')} [{state.get('name') or ''}]"
        if " ".join(reference.get("name").split()) != " ".join(expected.split()):
            findings.warn("bpmn.data_object_name", reference, name=reference.get("name"), expected=expected)
