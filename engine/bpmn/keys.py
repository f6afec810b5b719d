"""The keys of the processes in a file, without reading the rest of it."""

from engine.bpmn.names import BPMN
from engine.errors import XmlError
from engine.xml import parse


def process_keys(data: bytes) -> frozenset[str]:
    """Empty for a file that cannot be read; reading it says why."""
    try:
        root = parse(data)
    except XmlError:
        return frozenset()
    return frozenset(process.get("id") or "" for process in root.iter(f"{{{BPMN}}}process"))
