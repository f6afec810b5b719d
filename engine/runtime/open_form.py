"""A form as somebody opens it: its fields, and what they begin with."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.expr.env import Env
from engine.model.definition import Assignment
from forms.path import ABSENT, value_at, with_value
from forms.schema import Form


@dataclass(frozen=True, slots=True)
class OpenForm:
    form: Form
    defaults: tuple[Assignment, ...] = ()

    def begun(self, names: Mapping[str, Any], env: Env) -> Mapping[str, Any]:
        """The variables, with what fields begin with where there is none yet."""
        return self._filled(names, names, env)

    def sent(self, values: Mapping[str, Any], names: Mapping[str, Any], env: Env) -> Mapping[str, Any]:
        """What was sent; a field that was left out and has no value begins with its default, as Camunda 7 has it."""
        return self._filled(values, names, env)

    def _filled(self, filled: Mapping[str, Any], names: Mapping[str, Any], env: Env) -> Mapping[str, Any]:
        for each in self.defaults:
            path = tuple(each.target.split("."))
            if value_at(filled, path) is ABSENT and value_at(names, path) is ABSENT:
                value = each.source.evaluate(names, env)
                filled = filled if value is None else with_value(filled, path, value)
        return filled
