"""Claimed timers that may be fired in one transaction, in groups with one timer of each family."""

from collections.abc import Iterable, Iterator

from engine.model.view import JobView

MOST = 25  # families whose rows are locked at the same time, and so wait for one commit


def groups(claimed: Iterable[JobView]) -> Iterator[dict[str, JobView]]:
    """By root; in the order of the claim. A second timer of a family goes into another group."""
    waiting: list[dict[str, JobView]] = []
    for job in claimed:
        group = next((each for each in waiting if job.root_id not in each and len(each) < MOST), None)
        if group is None:
            waiting.append(group := {})
        group[job.root_id] = job
    yield from waiting


def divided(claimed: Iterable[JobView]) -> tuple[list[JobView], list[JobView]]:
    """Timers of instances, and all else; a timer start event belongs to a process and not to a family."""
    timers: list[JobView] = []
    others: list[JobView] = []
    for job in claimed:
        (timers if job.kind == "timer" and job.instance_id else others).append(job)
    return timers, others
