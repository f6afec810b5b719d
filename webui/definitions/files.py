"""Uploaded files: what is taken, and how much."""

from collections.abc import Iterable

from werkzeug.datastructures import FileStorage

from engine.errors import Rejected

SUFFIXES = (".bpmn", ".dmn", ".form", ".notices.yaml", ".texts.en.json")
LONGEST_COMMENT = 500


def uploaded(files: Iterable[FileStorage]) -> dict[str, bytes]:
    """File name to content. The size is limited by the request. Raises Rejected."""
    chosen = [file for file in files if file.filename]
    if not chosen:
        raise Rejected("page.upload_nothing")
    contents: dict[str, bytes] = {}
    for file in chosen:
        name = _name(file)
        if name in contents:
            raise Rejected("page.upload_twice", file=name)
        contents[name] = file.stream.read()
    return contents


def _name(file: FileStorage) -> str:
    """The last part of the path; some browsers send all of it."""
    name = (file.filename or "").replace("\\", "/").rpartition("/")[2]
    if not name.endswith(SUFFIXES):
        raise Rejected("page.upload_unknown_kind", file=name, kinds=SUFFIXES)
    return name
