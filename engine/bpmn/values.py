"""Values composed of several expressions, as an input or output parameter may be."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.errors import ExpressionError
from engine.expr.values import text_of
from engine.model.definition import Evaluable


@dataclass(frozen=True, slots=True)
class Constant:
    """Always the same."""

    text: str
    value: Any = None

    def evaluate(self, names: Mapping[str, Any], env: Any) -> Any:
        return self.value


@dataclass(frozen=True, slots=True)
class Broken:
    """What does not compile. It is refused when it is published; one that was published before that fails then."""

    text: str
    failure: ExpressionError

    def evaluate(self, names: Mapping[str, Any], env: Any) -> Any:
        raise ExpressionError(self.failure.code, **self.failure.params)


@dataclass(frozen=True, slots=True)
class Variable:
    """The variable of this name, whatever marks it has; None when there is none, as Camunda passes it."""

    text: str

    def evaluate(self, names: Mapping[str, Any], env: Any) -> Any:
        return names.get(self.text)


@dataclass(frozen=True, slots=True)
class ListValue:
    text: str
    items: tuple[Evaluable, ...]

    def evaluate(self, names: Mapping[str, Any], env: Any) -> list[Any]:
        return [item.evaluate(names, env) for item in self.items]


@dataclass(frozen=True, slots=True)
class Names:
    """What several expressions name, together; each gives a list or a text with commas."""

    text: str
    items: tuple[Evaluable, ...]

    def evaluate(self, names: Mapping[str, Any], env: Any) -> list[Any]:
        values = [item.evaluate(names, env) for item in self.items]
        lists = [value if isinstance(value, list) else (text_of(value) or "").split(",") for value in values]
        return [name for each in lists for name in each]


@dataclass(frozen=True, slots=True)
class MapValue:
    """Keys are expressions too."""

    text: str
    entries: tuple[tuple[Evaluable, Evaluable], ...]

    def evaluate(self, names: Mapping[str, Any], env: Any) -> dict[str, Any]:
        return {text_of(key.evaluate(names, env)) or "": value.evaluate(names, env) for key, value in self.entries}


@dataclass(frozen=True, slots=True)
class Inside:
    """A variable with a new value at a path inside it; `joins`: what it holds beside stays (Camunda 8)."""

    text: str
    name: str
    path: tuple[str, ...]
    value: Evaluable
    joins: bool

    def evaluate(self, names: Mapping[str, Any], env: Any) -> dict[str, Any]:
        whole = names.get(self.name) if self.joins else None
        return _with(whole, self.path, self.value.evaluate(names, env))


def _with(whole: Any, path: tuple[str, ...], value: Any) -> dict[str, Any]:
    kept, (name, *rest) = whole if isinstance(whole, dict) else {}, path
    return {**kept, name: _with(kept.get(name), tuple(rest), value) if rest else value}
