"""A YAML file read with care: every value knows its place, and what is not understood is refused with it."""

import re
from collections.abc import Collection
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from engine.errors import Rejected

LARGEST = 1_000_000  # bytes
_DURATION = re.compile(r"P(?:(\d+)W)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?", re.ASCII)
_UNITS = ("weeks", "days", "hours", "minutes", "seconds")
_MERGE = "tag:yaml.org,2002:merge"
_TIMESTAMP = "tag:yaml.org,2002:timestamp"


class _Loader(yaml.SafeLoader):
    """Leaves dates as the text they are: a process stores JSON."""

    yaml_implicit_resolvers = {
        first: [pair for pair in pairs if pair[0] != _TIMESTAMP]
        for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


class Node:
    """One value of the file. All readers raise Rejected with file, line and path."""

    def __init__(self, node: yaml.Node, loader: _Loader, file: str, path: str = "") -> None:
        self.yaml = node
        self._loader = loader
        self._file = file
        self.path = path
        self.line: int = node.start_mark.line + 1

    def refuse(self, code: str, **params: Any) -> Rejected:
        return Rejected(code, file=self._file, line=self.line, path=self.path, **params)

    def members(self, known: Collection[str] | None = None, needed: Collection[str] = ()) -> dict[str, "Node"]:
        """Of a mapping, by key. `known` None: any key will do."""
        if not isinstance(self.yaml, yaml.MappingNode):
            raise self.refuse("scenario.not_a_mapping")
        self._loader.flatten_mapping(self.yaml)
        found = {str(key.value): self._child(value, str(key.value)) for key, value in self.yaml.value}
        for key, member in found.items():
            if known is not None and key not in known:
                raise member.refuse("scenario.unknown_key", key=key, known=sorted(known))
        for key in needed:
            if key not in found:
                raise self.refuse("scenario.missing_key", key=key)
        return found

    def items(self) -> list["Node"]:
        if not isinstance(self.yaml, yaml.SequenceNode):
            raise self.refuse("scenario.not_a_list")
        return [self._child(item, str(number)) for number, item in enumerate(self.yaml.value, 1)]

    @property
    def is_text(self) -> bool:
        return isinstance(self.yaml, yaml.ScalarNode)

    def text(self) -> str:
        value = self.value()
        if not isinstance(value, str) or not value:
            raise self.refuse("scenario.not_a_text")
        return value

    def texts(self) -> tuple[str, ...]:
        return tuple(item.text() for item in self.items())

    def moment(self) -> datetime:
        """An ISO 8601 date-time with its offset."""
        try:
            moment = datetime.fromisoformat(self.text())
        except ValueError:
            raise self.refuse("scenario.not_a_time", value=self.text()) from None
        if moment.tzinfo is None:
            raise self.refuse("scenario.not_a_time", value=self.text())
        return moment

    def duration(self) -> timedelta:
        """An ISO 8601 duration of weeks to seconds."""
        match = _DURATION.fullmatch(self.text())
        if match is None or not any(match.groups()):
            raise self.refuse("scenario.not_a_duration", value=self.text())
        return timedelta(**{unit: int(amount or 0) for unit, amount in zip(_UNITS, match.groups(), strict=True)})

    def values(self) -> dict[str, Any]:
        """Variables, as JSON has them."""
        return {key: member.value() for key, member in self.members().items()}

    def value(self) -> Any:
        try:
            return _exact(self._loader.construct_object(self.yaml, deep=True))
        except yaml.YAMLError:
            raise self.refuse("scenario.malformed") from None

    def children(self) -> list["Node"]:
        """Of a mapping or a list, as it is written."""
        if isinstance(self.yaml, yaml.MappingNode):
            return [self._child(value, str(key.value)) for key, value in self.yaml.value]
        return self.items() if isinstance(self.yaml, yaml.SequenceNode) else []

    def _child(self, node: yaml.Node, step: str) -> "Node":
        return Node(node, self._loader, self._file, f"{self.path}/{step}")


def document(path: Path) -> Node:
    """The root of a file. Raises Rejected when there is none or it is no YAML."""
    try:
        data = path.read_bytes()
    except OSError:
        raise Rejected("scenario.no_file", file=path.name) from None
    if len(data) > LARGEST:
        raise Rejected("scenario.too_large", file=path.name, limit=LARGEST)
    try:
        loader = _Loader(data)
        root = loader.get_single_node()
    except yaml.YAMLError as failure:
        mark = getattr(failure, "problem_mark", None)
        raise Rejected("scenario.malformed", file=path.name, line=mark.line + 1 if mark else 0) from None
    if root is None:
        raise Rejected("scenario.empty", file=path.name)
    _check_duplicates(root, loader, path.name)
    return Node(root, loader, path.name)


def _check_duplicates(root: yaml.Node, loader: _Loader, file: str) -> None:
    """Of the keys written in one mapping; a key may be merged in and written as well."""
    seen: set[int] = set()
    waiting = [Node(root, loader, file)]
    for node in waiting:
        if id(node.yaml) in seen:
            continue
        seen.add(id(node.yaml))
        twice = _twice(node.yaml)
        if twice is not None:
            raise node.refuse("scenario.duplicate_key", key=twice)
        waiting += node.children()


def _twice(node: yaml.Node) -> str | None:
    if not isinstance(node, yaml.MappingNode):
        return None
    keys = [str(key.value) for key, _ in node.value if key.tag != _MERGE]
    return next((key for key in keys if keys.count(key) > 1), None)


def _exact(value: Any) -> Any:
    """Decimals instead of binary fractions."""
    if isinstance(value, float):
        return Decimal(repr(value))
    if isinstance(value, dict):
        return {str(key): _exact(inner) for key, inner in value.items()}
    return [_exact(inner) for inner in value] if isinstance(value, list) else value
