"""Files that show and do not run: landscapes of several parties, collaborations, choreographies, conversations."""

from typing import Any, NamedTuple

from engine.bpmn.document import Document
from engine.bpmn.names import bpmn_name, flag, unprefixed
from engine.errors import XmlError
from engine.xml import parse

LANDSCAPES = frozenset({"collaboration", "choreography", "globalConversation", "conversation"})


class Drawing(NamedTuple):
    """A process of such a file, or, where it has none that is drawn, the file itself."""

    key: str
    name: str | None


def drawings(data: bytes) -> tuple[Drawing, ...]:
    """What a file shows of which no process is to run; empty when one is, and for what cannot be read."""
    try:
        root = parse(data)
    except XmlError:
        return ()
    if bpmn_name(root) != "definitions":
        return ()
    document = Document(root, "")
    return tuple(_shown(document)) if _only_shows(document) else ()


def _only_shows(document: Document) -> bool:
    """Each process says that it is not executable; or none says that it is, and parties send each other messages."""
    said = [each.get("isExecutable") for each in document.drawn]
    if any(flag(each, "isExecutable") for each in document.drawn):
        return False
    return None not in said or next(document.all("messageFlow"), None) is not None


def _shown(document: Document) -> list[Drawing]:
    landscapes = [each for each in document.root if bpmn_name(each) in LANDSCAPES]
    parties = {unprefixed(each.get("processRef") or ""): each.get("name") for each in document.all("participant")}
    found: list[Any] = document.drawn or landscapes[:1] or [document.root]
    return [
        Drawing(each.get("id"), each.get("name") or parties.get(each.get("id")) or None)
        for each in found
        if each.get("id")
    ]
