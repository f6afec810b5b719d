"""What those who watch over all cases ask: jobs, and who did what."""

from datetime import datetime
from typing import Any

import msgspec

from engine.model import view as v
from webui.rest.route import Call, Route, page_of


class JobsAsked(msgspec.Struct, frozen=True, kw_only=True):
    """`state`: due, leased, failed; `kind`: timer, handler, external, step, message, signal, buffer."""

    state: str = "due"
    kind: str | None = None
    at: str | None = None
    limit: int = 50


class CommitsAsked(msgspec.Struct, frozen=True, kw_only=True):
    """`case`: an id or a business key; `kind`: of an event, by its name. A page without rows may have a next one."""

    case: str = ""
    user_id: str | None = None
    kind: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    at: str | None = None
    limit: int = 50


def _jobs(call: Call) -> Any:
    return call.engine.job_lines(call.actor, **msgspec.structs.asdict(call.query))


def _commits(call: Call) -> Any:
    return call.engine.found_commits(call.actor, **msgspec.structs.asdict(call.query))


ROUTES = (
    Route("GET", "/jobs", "Jobs of all cases, the longest due first", _jobs, page_of(v.JobLine), JobsAsked),
    Route("GET", "/commits", "Who did what, the latest first", _commits, page_of(v.CommitLine), CommitsAsked),
)
