"""What this thread is about: known to whoever writes a log line, wherever in the engine that is."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from engine.model.command import Command
from engine.model.view import JobView

COMMAND: ContextVar[Command | None] = ContextVar("command", default=None)
JOB: ContextVar[JobView | None] = ContextVar("job", default=None)

_IDS = ("instance_id", "root_id", "task_id", "timer_id", "job_id", "activity_id", "incident_id", "subscription_id")


@contextmanager
def tracing_job(job: JobView) -> Iterator[None]:
    """Until the end of the block the thread carries out this job."""
    token = JOB.set(job)
    try:
        yield
    finally:
        JOB.reset(token)


def current() -> dict[str, Any]:
    """Of the command and the job: kinds and ids, and the family (`root_id`) that they belong to. Empty for neither."""
    return {**_of_job(JOB.get()), **_of_command(COMMAND.get())}


def _of_job(job: JobView | None) -> dict[str, Any]:
    if job is None:
        return {}
    found = {"job_id": job.id, "job_kind": job.kind, "instance_id": job.instance_id, "root_id": job.root_id}
    return {name: value for name, value in found.items() if value}


def _of_command(command: Command | None) -> dict[str, Any]:
    if command is None:
        return {}
    ids = {name: getattr(command, name, None) for name in _IDS}
    ids = {name: value for name, value in ids.items() if value}
    about = {"command": type(command).__name__, "command_id": command.command_id} if command.command_id else {}
    root = next((str(value).partition(".")[0] for value in ids.values()), "")
    return {"command": type(command).__name__, **about, **ids, **({"root_id": root} if root else {})}
