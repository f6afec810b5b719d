"""What a list is searched by, read from the address of the page: `op-<name>`, `is-<name>` and `to-<name>`."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from flask import request

from engine.model.search import Condition
from engine.model.view import DefinitionView
from webui.searching.field import BETWEEN, Field, fields_of
from webui.session import current_actor, current_engine

MOST_COLUMNS = 3


class Searching(NamedTuple):
    """Of one process, when one is chosen."""

    processes: Sequence[DefinitionView] = ()
    process_key: str | None = None
    fields: tuple[Field, ...] = ()
    conditions: tuple[Condition, ...] = ()

    @property
    def columns(self) -> list[Field]:
        """What is asked for, then what is declared first."""
        asked = {each.name for each in self.conditions}
        found = [each for each in self.fields if each.name in asked]
        others = [each for each in self.fields if each.name not in asked]
        return [*found, *others[: max(MOST_COLUMNS - len(found), 0)]]


def searching() -> Searching:
    engine, actor = current_engine(), current_actor()
    processes = engine.definitions(actor, "process")
    key = request.args.get("process") or None
    process = next((each for each in processes if each.key == key), None)
    fields = () if process is None else fields_of(engine, actor, process)
    return Searching(processes, key, fields, tuple(conditions(fields, request.args)))


def conditions(fields: Sequence[Field], given: Mapping[str, str]) -> Iterator[Condition]:
    """An empty field asks for nothing; one that the process does not declare is passed over."""
    for field in fields:
        operator = given.get(f"op-{field.name}", "eq")
        value, last = given.get(f"is-{field.name}", "").strip(), given.get(f"to-{field.name}", "").strip()
        found = [("gteq", value), ("lteq", last)] if operator == BETWEEN else [(operator, value)]
        yield from (Condition(field.name, each, text) for each, text in found if text)
