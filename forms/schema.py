"""Reads a form-js schema, as Camunda Modeler writes it to a .form file (form-js 1.23)."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Any, NoReturn

from engine.errors import DeploymentRefused
from engine.expr.expression import Expression
from engine.model.problem import Problem
from forms.checkbox import Checkbox
from forms.choice import read_choice
from forms.component import Component
from forms.computed import read_computed
from forms.fields import Field, Kind
from forms.keys import check_keys, path_of
from forms.moment import read_moment
from forms.number import read_number
from forms.path import Path
from forms.references import variables_read
from forms.rows import read_rows
from forms.text import read_text

MAX_BYTES, MAX_COMPONENTS, MAX_DEPTH = 1_000_000, 1_000, 20

_KINDS: dict[str, Callable[[Component], Kind]] = {
    "textfield": read_text,
    "textarea": read_text,
    "number": read_number,
    "checkbox": lambda component: Checkbox(),
    "select": lambda component: read_choice(component, many=False),
    "radio": lambda component: read_choice(component, many=False),
    "checklist": lambda component: read_choice(component, many=True),
    "taglist": lambda component: read_choice(component, many=True),
    "datetime": read_moment,
    "expression": read_computed,
    "dynamiclist": read_rows,
}
_DISPLAYED = frozenset({"text", "html", "image", "spacer", "separator", "button", "table"})
_UNSUPPORTED = frozenset({"iframe", "filepicker", "documentPreview"})  # known, but the server gives them no meaning


@dataclass(frozen=True, slots=True)
class Form:
    """`raw` is the schema's text, for the viewer; `reads` are the variables that labels, options and rules look at."""

    id: str
    fields: tuple[Field, ...]
    raw: str
    reads: frozenset[str] = frozenset()


def read(data: bytes | str, file: str = "") -> Form:
    """Raises DeploymentRefused with every Problem found."""
    text, schema = _parse(data, file)
    problems: list[Problem] = []
    root = Component(schema, problems, file)
    fields = tuple(_Reader().fields(root, (), (), 0))
    check_keys(fields, root)
    form_id = root.text("id") or PurePath(file).stem
    if not form_id:
        root.report("form.id_missing")
    if problems:
        raise DeploymentRefused(problems)
    return Form(form_id, fields, text, variables_read(schema))


class _Reader:
    """Walks the components, counting them."""

    def __init__(self) -> None:
        self._seen = 0

    def fields(self, parent: Component, at: Path, hide: tuple[Expression, ...], depth: int) -> Iterator[Field]:
        if depth > MAX_DEPTH:
            parent.report("form.too_deep", limit=MAX_DEPTH)
            return
        for component in parent.children():
            self._seen += 1
            if self._seen == MAX_COMPONENTS + 1:
                component.report("form.too_many_components", limit=MAX_COMPONENTS)
            if self._seen > MAX_COMPONENTS:
                return
            yield from self._component(component, at, hide, depth)

    def _component(self, component: Component, at: Path, hide: tuple[Expression, ...], depth: int) -> Iterator[Field]:
        own = component.formula("conditional.hide")
        hide = hide if own is None else (*hide, own)
        if component.type == "group":
            inside = at + path_of(component, "path", needed=False)
            yield from self.fields(component, inside, hide, depth + 1)
        elif component.type == "dynamiclist":
            rows = tuple(self.fields(component, (), (), depth + 1))
            check_keys(rows, component)
            path = at + path_of(component, "path", needed=True)
            yield replace(_field(component, path, hide), rows=rows)
        elif component.type in _KINDS:
            yield _field(component, at + path_of(component, "key", needed=True), hide)
        elif component.type not in _DISPLAYED:
            known = component.type in _UNSUPPORTED
            component.report("form.component_unsupported" if known else "form.component_unknown", type=component.type)


def _field(component: Component, path: Path, hide: tuple[Expression, ...]) -> Field:
    return Field(
        path=path,
        kind=_KINDS[component.type](component),
        hide=hide,
        readonly=component.flag("readonly"),
        disabled=component.flag("disabled") is True,
        required=component.flag("validate.required"),
        default=component.raw.get("defaultValue"),
    )


def _parse(data: bytes | str, file: str) -> tuple[str, dict[str, Any]]:
    if len(data) > MAX_BYTES:
        _refuse("form.too_large", file, limit=MAX_BYTES)
    try:
        text = data.decode("utf-8-sig") if isinstance(data, bytes) else data
        schema = json.loads(text, parse_constant=_no_constant)
    except json.JSONDecodeError as problem:
        _refuse("form.json_invalid", file, problem.lineno, reason=problem.msg)
    except (ValueError, RecursionError) as problem:  # not UTF-8, NaN, numbers or nesting without end
        _refuse("form.json_invalid", file, reason=str(problem))
    if not isinstance(schema, dict) or not isinstance(schema.get("components"), list):
        _refuse("form.no_schema", file)
    return text, schema


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _refuse(code: str, file: str, line: int | None = None, **params: Any) -> NoReturn:
    raise DeploymentRefused([Problem(code, None, line, file or None, "error", params)])
