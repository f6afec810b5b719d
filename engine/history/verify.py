"""Proving a history: chain, columns, order, and fold(history) == snapshot. Works on an export, without a database."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from hashlib import sha256

from msgspec import DecodeError, json, structs

from engine.history import document
from engine.kernel.evolve.fold import evolve
from engine.model import chain
from engine.model.instance import Activity, Instance
from engine.model.problem import Problem
from engine.model.seal import canonical, digests, payload_from
from engine.model.view import Verification

_bodies = json.Decoder(chain.Body, float_hook=Decimal)


DEMO = '"e":"DemoCreated"'  # quotes inside of texts are escaped

Head = tuple[int, str]
"""Version and hash of a last commit, as they stand beside the history: a tail that was cut off is seen by them."""


def verify(commits: Sequence[chain.Commit], snapshot: Instance | None, head: Head | None = None) -> Verification:
    """All commits of a stream, from its first; `snapshot` is what is stored as its last state, if it is an instance."""
    return _verification(len(commits), list(_problems(commits, snapshot, head)))


def verify_export(data: bytes) -> Verification:
    """The histories in an exported file, and the digests of the diagrams beside them."""
    try:
        found = document.read(data)
    except (DecodeError, UnicodeDecodeError):
        return _verification(0, [Problem("verify.export_unreadable")])
    problems = [each for source in found.definitions for each in _source_problems(source)]
    if not any(each.id == found.root_id for each in found.instances):
        problems.append(_problem("verify.root_missing", found.root_id))
    for each in found.instances:
        if each.commits and each.commits[0].stream != each.id:
            problems.append(_problem("verify.stream", each.id, each.commits[0].version))
        problems += _problems(each.commits, each.snapshot, each.head)
    return _verification(sum(len(each.commits) for each in found.instances), problems)


def _verification(count: int, problems: list[Problem]) -> Verification:
    return Verification(is_whole=not problems, commit_count=count, problems=problems)


def _problem(code: str, stream: str, version: int = 0) -> Problem:
    return Problem(code, params={"stream": stream, "version": version})


def _source_problems(source: document.Source) -> Iterator[Problem]:
    if sha256(source.source).hexdigest() != source.digest:
        yield Problem("verify.source", file=source.file, params={"file": source.file, "definition": source.id})


def _problems(commits: Sequence[chain.Commit], snapshot: Instance | None, head: Head | None) -> Iterator[Problem]:
    stream = commits[0].stream if commits else snapshot.id if snapshot is not None else ""
    if not commits:
        yield _problem("verify.empty", stream)
        return
    yield from (_problem(code, stream, version) for version, code in chain.faults(commits))
    yield from _order_problems(commits, stream)
    if head is not None and head != (commits[-1].version, commits[-1].hash):
        yield _problem("verify.head", stream, head[0])
    folded = Instance(id="", definition_id="", root_id="")
    failed_at = _fold(folded, commits)
    if failed_at is not None:
        yield _problem("verify.fold", stream, failed_at)
    elif snapshot is not None and not _is_same(folded, snapshot, commits):
        yield _problem("verify.snapshot", stream, commits[-1].version)


def _order_problems(commits: Sequence[chain.Commit], stream: str) -> Iterator[Problem]:
    """A commit of another stream, and one that is older than the commit before it; a demo begins when it likes."""
    latest = commits[0].at
    for commit in commits:
        if commit.stream != stream:
            yield _problem("verify.stream", stream, commit.version)
        if DEMO in commit.body:
            latest = commit.at
        if commit.at < latest:
            yield _problem("verify.time", stream, commit.version)
        latest = max(latest, commit.at)


def _fold(instance: Instance, commits: Sequence[chain.Commit]) -> int | None:
    """Fold in place; the version at which it fails, however an altered history makes it fail."""
    for commit in commits:
        try:
            for event in chain.read(commit):
                evolve(instance, event, commit.at)
        except Exception:
            return commit.version
    return None


def _is_same(folded: Instance, snapshot: Instance, commits: Sequence[chain.Commit]) -> bool:
    """Equal as canonical JSON; once values were erased, only their names can be compared."""
    if canonical(folded) == canonical(snapshot):
        return True
    if not any(map(_has_erased, commits)):
        return False
    return canonical(_without_values(folded)) == canonical(_without_values(snapshot))


def _has_erased(commit: chain.Commit) -> bool:
    """Whether a personal value of this commit is no longer there."""
    known = payload_from(commit.payload).keys()
    return any(digests(each) - known for each in _bodies.decode(commit.body).events)


def _without_values(instance: Instance) -> Instance:
    activities = {key: _emptied(each) for key, each in instance.activities.items()}
    return structs.replace(instance, activities=activities)


def _emptied(activity: Activity) -> Activity:
    loop = activity.loop and structs.replace(activity.loop, items=None, outputs=dict.fromkeys(activity.loop.outputs))
    return structs.replace(activity, variables=dict.fromkeys(activity.variables), loop=loop)
