"""`kefuflow doctor`: what is wrong, or soon will be, with a database and the process that works on it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

from engine.api import SYSTEM, Engine
from engine.model.problem import Problem, Severity
from engine.model.view import Vitals

DRIFT = 2.0  # seconds that the clocks may differ
FREE = 0.1  # share of a disk that should be free
SAMPLE = 20  # histories that are verified


def examine(engine: Engine, data: Path, sample: int = SAMPLE) -> Iterator[Problem]:
    """Errors keep the engine from working or break its promises; warnings will, when nobody looks after them."""
    vitals = engine.vitals()
    yield from _of_vitals(vitals)
    yield from _of_disk(data)
    for stream, found in engine.sample(SYSTEM, sample):
        if not found.is_whole:
            yield _problem("doctor.broken_history", "error", stream=stream, count=len(found.problems))


def _of_vitals(vitals: Vitals) -> Iterator[Problem]:
    if not vitals.is_current:
        yield _problem("doctor.other_schema", "error", schema=vitals.schema)
    if abs(vitals.clock_drift) > DRIFT:
        yield _problem("doctor.clock", "error", seconds=round(vitals.clock_drift, 1))
    if vitals.forgotten_jobs:
        yield _problem("doctor.forgotten_jobs", "error", count=vitals.forgotten_jobs)
    if vitals.stuck_leases:
        yield _problem("doctor.stuck_leases", "error", count=vitals.stuck_leases)
    if vitals.dead_jobs:
        yield _problem("doctor.dead_jobs", "warning", count=vitals.dead_jobs)
    if vitals.open_incidents:
        yield _problem("doctor.incidents", "warning", count=vitals.open_incidents)
    for year in vitals.unconfirmed_years:
        yield _problem("doctor.calendar", "warning", year=year)


def _of_disk(data: Path) -> Iterator[Problem]:
    """Of the data folder, and who may read the key in it."""
    key = data / "secret.key"
    if key.exists() and key.stat().st_mode & 0o077:
        yield _problem("doctor.open_key", "error", file=key.name)
    if data.exists():
        usage = shutil.disk_usage(data)
        if usage.free < FREE * usage.total:
            yield _problem("doctor.disk", "warning", percent=round(100 * usage.free / usage.total, 1))


def _problem(code: str, severity: Severity, **params: object) -> Problem:
    return Problem(code, severity=severity, params=params)
