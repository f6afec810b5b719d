"""/export: the lists as the reader sees them, all rows of them, for a spreadsheet."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import islice
from typing import Any

from flask import Blueprint, Response, abort, request

from engine.model.pages import rows_of
from engine.model.view import InstanceView, Page, UserTaskView
from webui import paging
from webui.catalogue import t
from webui.export.sheet import TYPES, Cell, written
from webui.searching.field import Field
from webui.searching.searching import searching
from webui.session import current_actor, current_engine
from webui.texts import said, together
from webui.wording import group_name, person

page = Blueprint("export", __name__, url_prefix="/export")

FOLDERS = ("claimable", "mine", "done", "overdue", "all")
STATES = ("active", "completed", "cancelled")
MOST = 10_000
_AT_ONCE = 200  # rows; the engine gives no more


@page.get("/instances.<any(csv, xlsx):kind>")
def instances(kind: str) -> Response:
    engine, actor, state, asked = current_engine(), current_actor(), request.args.get("state"), searching()

    def read(at: str | None) -> Page:
        return engine.instances(
            actor,
            state=state if state in STATES else None,
            process_key=asked.process_key,
            search=paging.search(),
            variables=asked.conditions,
            at=at,
            limit=_AT_ONCE,
        )

    heads = ("case", "id", "process", "state", "owner", "starter", "started", "ended")
    return _file("instances", kind, heads, _all(read), _case, asked.fields)


@page.get("/tasks/<folder>.<any(csv, xlsx):kind>")
def tasks(folder: str, kind: str) -> Response:
    if folder not in FOLDERS:
        abort(404)
    engine, actor, asked = current_engine(), current_actor(), searching()

    def read(at: str | None) -> Page:
        return engine.user_tasks(
            actor,
            folder,
            search=paging.search(),
            process_key=asked.process_key,
            variables=asked.conditions,
            at=at,
            limit=_AT_ONCE,
        )

    heads = ("task", "note", "case", "process", "state", "assignee", "groups", "created", "due", "follow_up", "ended")
    return _file(folder, kind, heads, _all(read), _task, asked.fields)


def _all(read: Callable[[str | None], Page]) -> Iterator[Any]:
    return islice(rows_of(read), MOST)


def _file(
    name: str,
    kind: str,
    heads: Sequence[str],
    found: Iterator[Any],
    cells: Callable[[Any], Sequence[Cell]],
    fields: Sequence[Field],
) -> Response:
    """With a column for each searchable variable of the process that is chosen."""
    words = [*(t(f"export.{head}") for head in heads), *(each.label for each in fields)]
    rows = [(*cells(row), *(_searched(row, each) for each in fields)) for row in found]
    response = Response(written(kind, words, rows), content_type=TYPES[kind])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response


def _searched(row: Any, field: Field) -> Cell:
    value = row.searched.get(field.name)
    if isinstance(value, float):
        return Decimal(f"{value:.15g}")
    return value if value is None or isinstance(value, datetime) else field.shown(value)


def _case(case: InstanceView) -> Sequence[Cell]:
    process = said(case.process_name) or case.process_key
    people = person(case.owner_id), person(case.starter_id)
    state = t(f"state.{case.state}")
    return case.business_key or "", case.id, process, state, *people, case.started_at, case.ended_at


def _task(task: UserTaskView) -> Sequence[Cell]:
    process = said(task.process_name) or task.process_key
    groups = together(map(group_name, task.candidate_groups))
    who = person(task.completed_by or task.assignee), groups
    times = task.created_at, task.due_at, task.follow_up_at, task.ended_at
    case = task.business_key or task.root_id
    return said(task.name), task.description or "", case, process, t(f"state.{task.state}"), *who, *times
