"""Judges what was typed into a form: the server's word, whatever the browser let through."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from engine.errors import FieldProblem, Invalid
from engine.expr.env import Env
from engine.expr.expression import Expression
from forms.computed import Computed
from forms.fields import Field
from forms.path import ABSENT, Path, dotted, value_at, with_value
from forms.rows import Rows
from forms.schema import Form
from forms.scope import Scope

MOST_ROUNDS = 10  # conditions that depend on each other in a circle never settle

Problems = dict[str, FieldProblem]


def validate(form: Form, values: Mapping[str, Any], current: Mapping[str, Any], env: Env) -> dict[str, Any]:
    """The variables to set: clean values of visible fields, by top-level name.

    A field that cannot be edited stays as it is in `current`; a hidden one is dropped. An optional field that was
    not sent stays too or, where there is nothing yet, becomes empty, so that every visible field has a value.
    Raises Invalid with the problem of each field.
    """
    lenient = replace(env, strict=False, strict_names=False)  # as in the viewer: what cannot be told is null
    cleaned, problems = _Judgement(form.fields, values, current, current, lenient).outcome()
    if problems:
        raise Invalid(problems)
    return cleaned


class _Judgement:
    """One form, or one row of a dynamic list; `outside` are the names beyond its own values."""

    def __init__(
        self,
        fields: Sequence[Field],
        values: Mapping[str, Any],
        current: Mapping[str, Any],
        outside: Mapping[str, Any],
        env: Env,
    ) -> None:
        self._fields = fields
        self._values = values
        self._current = current
        self._outside = outside
        self._env = env
        self._problems: Problems = {}
        self._typed: dict[Path, Any] = {}

    def outcome(self) -> tuple[dict[str, Any], Problems]:
        self._problems |= {key: FieldProblem("form.unknown_key", key=key) for key in self._unknown()}
        self._read()
        scope, hidden = self._settled()
        cleaned: dict[str, Any] = {}
        for field in self._fields:
            if field.path in hidden:
                self._problems.pop(dotted(field.path), None)
                continue
            value = self._clean(field, scope)
            if value is not ABSENT:
                cleaned = self._placed(cleaned, field.path, value)
        return cleaned, self._problems

    def _unknown(self) -> Iterator[str]:
        return unknown_keys(self._values, {field.path for field in self._fields})

    def _read(self) -> None:
        """Takes what was sent for the fields that can be edited.

        Whether a field is read-only is decided without its own new value: nobody unlocks a field by sending it.
        """
        self._take(field for field in self._fields if field.readonly is False and not field.disabled)
        scope = self._scope(frozenset())
        dynamic = [field for field in self._fields if isinstance(field.readonly, Expression) and not field.disabled]
        self._take(field for field in dynamic if not scope.holds(field.readonly))

    def _take(self, fields: Iterator[Field]) -> None:
        for field in fields:
            sent = value_at(self._values, field.path)
            if isinstance(field.kind, Computed):
                continue
            try:
                self._typed[field.path] = ABSENT if sent is ABSENT else field.kind.typed(sent)
            except FieldProblem as problem:
                self._typed[field.path] = ABSENT
                self._problems[dotted(field.path)] = problem

    def _settled(self) -> tuple[Scope, frozenset[Path]]:
        """What is hidden once hidden fields count for nothing; the viewer does the same."""
        hidden: frozenset[Path] = frozenset()
        for _ in range(MOST_ROUNDS):
            scope = self._scope(hidden)
            now = frozenset(field.path for field in self._fields if field.is_hidden(scope))
            if now == hidden:
                break
            hidden = now
        return self._scope(hidden), hidden

    def _scope(self, hidden: frozenset[Path]) -> Scope:
        names = dict(self._outside)
        for field in self._fields:
            value = None if field.path in hidden else self._standing(field)
            if value is not ABSENT:
                names = with_value(names, field.path, value)
        return self._computed(Scope(names, self._env), hidden)

    def _computed(self, scope: Scope, hidden: frozenset[Path]) -> Scope:
        """In document order, so that one may build on those above it."""
        for field in self._fields:
            if isinstance(field.kind, Computed) and field.path not in hidden:
                scope = Scope(with_value(scope.names, field.path, field.kind.value(scope)), self._env)
        return scope

    def _standing(self, field: Field) -> Any:
        """What was sent, else what is there."""
        typed = self._typed.get(field.path, ABSENT)
        return value_at(self._current, field.path) if typed is ABSENT else typed

    def _clean(self, field: Field, scope: Scope) -> Any:
        """The value to set, or ABSENT when nothing is to be set; problems are noted."""
        if isinstance(field.kind, Computed):
            return value_at(scope.names, field.path)
        if field.path not in self._typed:
            return self._kept(field)
        if dotted(field.path) in self._problems:
            return ABSENT
        try:
            return self._judged(field, self._typed[field.path], scope)
        except FieldProblem as problem:
            self._problems[dotted(field.path)] = problem
            return ABSENT

    def _kept(self, field: Field) -> Any:
        value = value_at(self._current, field.path)
        return field.default if value is ABSENT and field.default is not None else value

    def _judged(self, field: Field, value: Any, scope: Scope) -> Any:
        empty, before = field.kind.empty, value_at(self._current, field.path)
        if isinstance(field.kind, Rows) and value is not ABSENT:
            field.kind.check(value, scope, before)
        if value is ABSENT or value == empty:
            if scope.holds(field.required):
                raise FieldProblem("form.required")
            return empty if value is not ABSENT or before is ABSENT else ABSENT
        if isinstance(field.kind, Rows):
            rows = before if isinstance(before, list) else []
            return [self._row(field, number, row, rows, scope) for number, row in enumerate(value)]
        field.kind.check(value, scope, before)
        return value

    def _row(
        self, field: Field, number: int, row: Mapping[str, Any], before: list[Any], scope: Scope
    ) -> dict[str, Any]:
        there = before[number] if number < len(before) and isinstance(before[number], Mapping) else {}
        outside = {**scope.names, "parent": scope.names, "this": row, "i": number + 1}
        cleaned, problems = _Judgement(field.rows, row, there, outside, self._env).outcome()
        self._problems |= {f"{dotted(field.path)}.{number}.{key}": problem for key, problem in problems.items()}
        return cleaned

    def _placed(self, cleaned: dict[str, Any], path: Path, value: Any) -> dict[str, Any]:
        """Members of an object that the form does not have are kept."""
        if len(path) > 1 and path[0] not in cleaned:
            there = value_at(self._current, path[:1])
            cleaned[path[0]] = there if isinstance(there, Mapping) else {}
        return with_value(cleaned, path, value)


def unknown_keys(values: Any, paths: set[Path], at: Path = ()) -> Iterator[str]:
    """Dotted keys of what was sent beside the form's own."""
    for key, value in values.items():
        path = (*at, key)
        if path in paths:
            continue
        if isinstance(value, Mapping) and any(each[: len(path)] == path for each in paths):
            yield from unknown_keys(value, paths, path)
        else:
            yield dotted(path)
