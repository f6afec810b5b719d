"""A process folder: what of it is deployed, its handlers, its staff, its scenarios."""

import importlib.util
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from engine.errors import Rejected
from engine.handlers import Handler
from engine.scenario.node import Node, document
from engine.scenario.scenario import Person

DEPLOYED = ("*.bpmn", "*.dmn", "*.notices.yaml", "*.texts.*.json")
SCENARIOS = "scenarios.yaml"
STAFF = "demo.yaml"


def files(folder: Path) -> dict[str, bytes]:
    """File name to content: diagrams, tables and notices of processes/<name>, and the forms of forms/<name>."""
    beside = folder.resolve().parent.parent / "forms" / folder.resolve().name
    found = [path for pattern in DEPLOYED for path in folder.glob(pattern)] + list(beside.glob("*.form"))
    if not found:
        raise Rejected("scenario.empty_folder", folder=folder.name)
    return {path.name: path.read_bytes() for path in sorted(found)}


def process_folder(processes: Path, key: str) -> Path | None:
    """The folder whose scenarios are of that process. Raises Rejected for scenarios that cannot be read."""
    for path in sorted(processes.glob(f"*/{SCENARIOS}")):
        if document(path).members(needed=("process",))["process"].text() == key:
            return path.parent
    return None


def handlers(folder: Path) -> Mapping[str, Handler]:
    """`HANDLERS` of the folder's handlers.py; none where there is no such file."""
    path = folder / "handlers.py"
    if not path.is_file():
        return MappingProxyType({})
    spec = importlib.util.spec_from_file_location(f"{folder.name}_handlers", path)
    if spec is None or spec.loader is None:
        raise Rejected("scenario.no_handlers", folder=folder.name)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found: Mapping[str, Handler] = module.HANDLERS
    return found


def registered_handlers(processes: Path) -> dict[str, Handler]:
    """Those of every process in a folder of processes."""
    return {name: handler for each in sorted(processes.iterdir()) for name, handler in handlers(each).items()}


def staff(folder: Path) -> tuple[Person, ...]:
    """From demo.yaml in the folder or beside it; nobody where there is none."""
    path = next((place / STAFF for place in (folder, folder.resolve().parent) if (place / STAFF).is_file()), None)
    return read_staff(document(path).members()["staff"]) if path else ()


def read_staff(node: Node) -> tuple[Person, ...]:
    """Raises Rejected."""
    return tuple(map(_person, node.items()))


def _person(node: Node) -> Person:
    got = node.members({"id", "name", "roles", "groups"}, needed=("id", "name", "roles"))
    groups = got["groups"].texts() if "groups" in got else ()
    return Person(got["id"].text(), got["name"].text(), got["roles"].texts(), groups)
