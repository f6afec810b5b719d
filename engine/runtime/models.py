"""Decision models that import others: from the files of the same deployment, else from what was deployed before."""

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property

import engine.dmn.read
from engine.dmn.model import Decisions
from engine.errors import DeploymentRefused
from engine.model.view import DefinitionView
from engine.store.reader import Reader

Source = Callable[[DefinitionView], bytes]


class Uploaded:
    """The decision models among the files of one deployment, each read once, after those that it imports."""

    def __init__(self, files: Mapping[str, bytes], stored: Callable[[str], Decisions | None]) -> None:
        self._files = files
        self._stored = stored
        self._found: dict[str, Decisions] = {}
        self._open: set[str] = set()

    def read(self, name: str) -> Decisions:
        """Raises DeploymentRefused."""
        if name not in self._found:
            self._open.add(name)
            imports = [self._model(each) for each in engine.dmn.read.imported_by(self._files[name], name)]
            self._found[name] = engine.dmn.read.read(self._files[name], name, [each for each in imports if each])
        return self._found[name]

    @cached_property
    def _by_namespace(self) -> dict[str, str]:
        return dict(self._namespaces())

    def _namespaces(self) -> Iterator[tuple[str, str]]:
        for name, data in self._files.items():
            if name.lower().endswith(".dmn"):
                try:
                    yield engine.dmn.read.namespace_of(data, name), name
                except DeploymentRefused:
                    continue  # told when the file itself is read

    def _model(self, namespace: str) -> Decisions | None:
        """None where there is none, or where two files import each other."""
        name = self._by_namespace.get(namespace)
        if name is None:
            return self._stored(namespace)
        return None if name in self._open and name not in self._found else self.read(name)


def stored(reader: Reader, source: Source, namespace: str, before: DefinitionView | None) -> DefinitionView | None:
    """The latest version of the model with this namespace that was there when `before` was deployed."""
    for latest in reader.definitions("decision"):
        for view in reader.versions("decision", latest.key):
            is_later = before is not None and view.deployed_at > before.deployed_at
            if not is_later and engine.dmn.read.namespace_of(source(view), view.file) == namespace:
                return view
    return None
