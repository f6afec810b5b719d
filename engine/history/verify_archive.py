"""Proving an archive: every member is as the manifest says, and every case proves itself. Needs no database."""

import zlib
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from zipfile import BadZipFile

from engine.errors import EngineError
from engine.history.archive import Archive, Case, case_member, resource_member
from engine.history.document import read
from engine.history.verify import verify_export
from engine.model.problem import Problem
from engine.model.view import Verification


def verify_archive(path: Path) -> Verification:
    """All of its cases, by chain, fold and head; and that nothing was added, taken away or changed."""
    try:
        with Archive(path) as archive:
            found = list(_parts(archive))
    except EngineError as failure:
        return Verification(
            is_whole=False, commit_count=0, problems=[Problem(failure.code, params=dict(failure.params))]
        )
    return _found(sum(each.commit_count for each in found), *(problem for each in found for problem in each.problems))


def broken_cases(path: Path) -> list[str]:
    """Root ids of the cases that do not prove themselves."""
    with Archive(path) as archive:
        return [case.root_id for case in archive.manifest.cases if not _case(archive, case).is_whole]


def _parts(archive: Archive) -> Iterator[Verification]:
    yield _found(0, *_member_problems(archive))
    for case in archive.manifest.cases:
        yield _case(archive, case)


def _member_problems(archive: Archive) -> Iterator[Problem]:
    known, names = archive.manifest.members, list(archive.names())
    wanted = {case_member(each.root_id) for each in archive.manifest.cases}
    wanted |= {resource_member(each.digest) for each in archive.manifest.definitions}
    twice = {each for each, count in Counter(names).items() if count > 1}
    odd = (set(names) ^ set(known)) | (wanted - set(known)) | twice
    for name in sorted(odd):
        yield _problem("verify.archive_members", name)
    for name in sorted(set(names) & known.keys()):
        digest = _digest(archive, name)
        folder, _, named = name.partition("/")
        if digest != known[name] or (folder != "cases" and named != digest):
            yield _problem("verify.archive_member", name)


def _digest(archive: Archive, name: str) -> str:
    """Empty for one that cannot be read."""
    try:
        return sha256(archive.member(name)).hexdigest()
    except (BadZipFile, zlib.error):
        return ""


def _case(archive: Archive, case: Case) -> Verification:
    try:
        data = archive.member(case_member(case.root_id))
    except (KeyError, BadZipFile, zlib.error):
        return _found(0, _problem("verify.archive_members", case_member(case.root_id)))
    proved = verify_export(data)
    if not proved.is_whole:
        return proved
    document = read(data)
    heads = {each.id: (each.commits[-1].version, each.commits[-1].hash) for each in document.instances}
    if document.root_id != case.root_id or heads != case.heads:
        return _found(proved.commit_count, _problem("verify.archive_heads", case.root_id))
    return proved


def _problem(code: str, name: str) -> Problem:
    return Problem(code, params={"name": name})


def _found(count: int, *problems: Problem) -> Verification:
    return Verification(is_whole=not problems, commit_count=count, problems=list(problems))
