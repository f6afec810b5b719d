"""Under which file name a definition is deployed."""

from collections.abc import Mapping

from engine.errors import NotFound
from engine.store.reader import Reader

SUFFIXES: Mapping[str, str] = {"process": ".bpmn", "decision": ".dmn", "form": ".form", "templates": ".notices.yaml"}


def file_of(reader: Reader, kind: str, key: str) -> str:
    """That of the latest version; named after the key before there is one. Raises NotFound for an unknown kind."""
    latest = reader.latest(kind, key)
    return latest.file if latest is not None else _named_after(kind, key)


def _named_after(kind: str, key: str) -> str:
    if kind == "texts":  # complaint.en is in complaint.texts.en.json
        process, _, language = key.rpartition(".")
        return f"{process}.texts.{language}.json"
    if kind not in SUFFIXES:
        raise NotFound("definition.unknown_kind", kind=kind)
    return f"{key}{SUFFIXES[kind]}"
