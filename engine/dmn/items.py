"""Item definitions (DMN 1.5, 7.3.3): the types that a model gives names to."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from engine.dmn.reading import Element, Reading, child, children
from engine.expr.expression import UnaryTests
from engine.expr.run import Run
from engine.expr.syntax import Type

Allowed = Callable[[Any, Run], bool]
BUILT_IN = frozenset(
    {"Any", "null", "Null", "number", "string", "boolean", "date", "time", "date and time", "list", "context", "range"}
    | {"days and time duration", "years and months duration", "dateTime", "dayTimeDuration", "yearMonthDuration"}
    | {"integer", "long", "double", "int", "decimal", "any", "function"}
)


def item_types(root: Element, reading: Reading, imported: Mapping[str, Type]) -> dict[str, Type]:
    """Every item definition of the file by name, resolved; `imported` holds those of other models as `model.name`."""
    elements = {element.get("name", "").strip(): element for element in children(root, "itemDefinition")}
    types = dict(imported)
    for name in elements:
        _Resolving(elements, types, reading).named(name)
    return types


class _Resolving:
    """Follows references from one definition; a type that contains itself is open there."""

    def __init__(self, elements: Mapping[str, Element], types: dict[str, Type], reading: Reading) -> None:
        self.elements = elements
        self.types = types
        self.reading = reading
        self.open: set[str] = set()

    def named(self, ref: str) -> Type:
        name = local_name(ref)
        if name in self.types:
            return self.types[name]
        if name in self.open or name not in self.elements:
            return Type(name if name in BUILT_IN else "Any")
        self.open.add(name)
        found = self.types[name] = self._definition(self.elements[name])
        self.open.discard(name)
        return found

    def _definition(self, element: Element) -> Type:
        item = _limited(self._item(element), self.reading.allowed(child(element, "allowedValues")))
        is_collection = element.get("isCollection") in ("true", "1")
        whole = Type("list", (item,)) if is_collection else item
        return _limited(whole, self.reading.allowed(child(element, "typeConstraint")))

    def _item(self, element: Element) -> Type:
        components = list(children(element, "itemComponent"))
        if components:
            return Type(
                "context", (), tuple((each.get("name", "").strip(), self._definition(each)) for each in components)
            )
        function = child(element, "functionItem")
        if function is not None:
            parameters = [self._ref(each.get("typeRef")) for each in children(function, "parameters")]
            return Type("function", (*parameters, self._ref(function.get("outputTypeRef"))))
        ref = child(element, "typeRef")
        return self._ref(element.get("typeRef") if ref is None else ref.text)

    def _ref(self, ref: str | None) -> Type:
        return self.named(ref.strip()) if ref and ref.strip() else Type("Any")


def local_name(ref: str) -> str:
    """A type reference without the prefix of a namespace."""
    return ref.strip().rpartition(":")[2]


def type_of(ref: str | None, reading: Reading) -> Type | None:
    """The type that a typeRef names; None where it names none, or one that nobody has defined."""
    name = local_name(ref or "")
    return reading.types.get(name) or (Type(name) if name in BUILT_IN else None)


def _limited(type_: Type, tests: UnaryTests | None) -> Type:
    if tests is None:
        return type_
    outer = type_.allowed

    def allowed(value: Any, run: Run) -> bool:
        return (outer is None or outer(value, run)) and tests.passes(value, {}, run)

    return replace(type_, allowed=allowed)
