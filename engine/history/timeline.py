"""The timeline of an instance: the lines that a person wants, oldest first."""

from collections.abc import Sequence
from itertools import chain

from engine.history.line import Line, correction_line, line, variables_line
from engine.history.seen import Seen
from engine.model import event as e
from engine.model.view import CommitView, TimelineEntry

SILENT = (e.JobCreated,)  # the end of a job is told, not its beginning


def timeline(commits: Sequence[CommitView]) -> list[TimelineEntry]:
    """Lines of all commits of one stream; what was erased is shown as a dash."""
    seen = Seen()
    return list(chain.from_iterable(_entries(commit, seen) for commit in commits))


def _entries(commit: CommitView, seen: Seen) -> list[TimelineEntry]:
    return [
        TimelineEntry(
            version=commit.version,
            at=commit.at,
            actor_kind=commit.actor_kind,
            actor_id=commit.actor_id,
            kind=told.kind,
            element_id=told.element_id,
            params=told.params,
        )
        for told in _lines(commit, seen)
    ]


def _lines(commit: CommitView, seen: Seen) -> list[Line]:
    """The changes of variables are one line, where the first of them happened."""
    changes, was = _changes(commit), _before(commit, seen)
    lines: list[Line] = []
    is_told = not changes
    for event in commit.events:
        seen.learn(event)
        is_told_by_another = isinstance(event, e.OwnerSet) and len(commit.events) > 1  # whoever took the case has it
        told = None if isinstance(event, SILENT) or is_told_by_another else line(event, seen)
        if isinstance(event, e.VariableSet) and not is_told:
            told, is_told = (variables_line(changes) if was is None else correction_line(changes, was)), True
        if told is not None:
            lines.append(told)
        seen.forget(event)
    return lines


def _before(commit: CommitView, seen: Seen) -> dict[str, object] | None:
    """What somebody changes by hand, as it was: nothing else happens in that commit, and a person does it."""
    if commit.actor_kind != "user" or not all(isinstance(event, e.VariableSet) for event in commit.events):
        return None
    return {event.name: seen.values.get((event.scope_id, event.name)) for event in commit.events}


def _changes(commit: CommitView) -> list[tuple[str, object]]:
    """Without the locals of what began in this commit: input parameters and items of a loop are no news."""
    begun = {event.activity_id for event in commit.events if isinstance(event, e.ActivityStarted)}
    sets = [event for event in commit.events if isinstance(event, e.VariableSet)]
    return [(event.name, event.value) for event in sets if event.scope_id not in begun]
