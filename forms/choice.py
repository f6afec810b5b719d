"""Fields that choose from options: one of them (select, radio), or several (checklist, taglist)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine.errors import FieldProblem
from engine.expr.expression import Expression
from forms.component import Component
from forms.path import value_at
from forms.scope import Scope

MOST_OPTIONS = 1000


@dataclass(frozen=True, slots=True)
class Choice:
    """Options stand in the form, in a variable (valuesKey), or are the result of an expression."""

    many: bool
    static: tuple[Any, ...] = ()
    key: str = ""
    expression: Expression | None = None

    @property
    def empty(self) -> Any:
        return [] if self.many else None

    def typed(self, value: Any) -> Any:
        if value is None or value == "":
            return self.empty
        if not self.many:
            return value
        if not isinstance(value, list):
            raise FieldProblem("form.not_a_list")
        if len(value) > MOST_OPTIONS:
            raise FieldProblem("form.too_many_options", limit=MOST_OPTIONS)
        return [each for place, each in enumerate(value) if not _among(each, value[:place])]

    def check(self, value: Any, scope: Scope, before: Any) -> None:
        options = list(self._options(scope))
        for chosen in value if self.many else [value]:
            if not _among(chosen, options):
                raise FieldProblem("form.option_unknown", value=str(chosen)[:80])

    def shown(self, value: Any) -> Any:
        return value

    def _options(self, scope: Scope) -> Iterator[Any]:
        listed: Any = self.static
        if self.key:
            listed = value_at(scope.names, (self.key,))
        elif self.expression is not None:
            listed = scope.value(self.expression)
        if isinstance(listed, (list, tuple)):
            yield from (option["value"] if _is_labelled(option) else option for option in listed)


def read_choice(component: Component, many: bool) -> Choice:
    key, expression = component.text("valuesKey"), component.formula("valuesExpression")
    return Choice(many, () if key or expression else _static(component), key, expression)


def _static(component: Component) -> tuple[Any, ...]:
    listed = component.raw.get("values", [])
    if not isinstance(listed, list) or len(listed) > MOST_OPTIONS or not all(_is_option(each) for each in listed):
        component.report("form.property_invalid", property="values")
        return ()
    values = [option["value"] if _is_labelled(option) else option for option in listed]
    for place, value in enumerate(values):
        if _among(value, values[:place]):
            component.report("form.option_duplicate", value=str(value)[:80])
    return tuple(values)


def _is_labelled(option: object) -> bool:
    return isinstance(option, Mapping) and "value" in option


def _is_option(option: object) -> bool:
    return _is_labelled(option) or (isinstance(option, (str, int, float)) and option != "")


def _among(value: Any, options: list[Any]) -> bool:
    """Equal and, for truth values, of the same type: true is not 1."""
    return any(value == option and isinstance(value, bool) == isinstance(option, bool) for option in options)
