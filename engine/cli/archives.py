"""`kefuflow archive`: ended cases into files, and looking into such files without a database."""

import argparse
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from engine import settings
from engine.api import SYSTEM
from engine.cli.configured import configured_engine
from engine.cli.printing import print_verification, said
from engine.history.archive import Archive
from engine.history.timeline import timeline
from engine.history.verify_archive import verify_archive
from engine.model import chain
from engine.model.archive import SetRetention


def add(commands: Any) -> None:
    """To the commands of the program."""
    group = commands.add_parser("archive", help="ended cases in files that prove themselves")
    kinds = group.add_subparsers(required=True)
    found = kinds.add_parser("keep", help="say how long ended cases of a process are kept")
    found.add_argument("process")
    found.add_argument("days", help="after the end; `forever` for ever")
    found.set_defaults(run=_keep)
    found = kinds.add_parser("run", help="archive what is due")
    found.set_defaults(run=lambda options: _run())
    found = kinds.add_parser("list", help="the archives, or where the cases are that contain a text")
    found.add_argument("text", nargs="?", default="")
    found.set_defaults(run=lambda options: _list(options.text))
    found = kinds.add_parser("verify", help="prove files, without a database")
    found.add_argument("files", nargs="+", type=Path)
    found.set_defaults(run=_verify)
    found = kinds.add_parser("show", help="the cases in a file, or the timeline of one, without a database")
    found.add_argument("file", type=Path)
    found.add_argument("case", nargs="?")
    found.set_defaults(run=lambda options: _show(options.file, options.case))


def _keep(options: argparse.Namespace) -> int:
    days = None if options.days == "forever" else settings.number("DAYS", options.days)
    with configured_engine() as engine:
        engine.execute(SetRetention(process_key=options.process, days=days), SYSTEM)
    return 0


def _run() -> int:
    """1 when there are cases that do not prove themselves, and stay."""
    with configured_engine() as engine:
        archived, broken = engine.archive(settings.from_environment().archive)
    for each in archived:
        print(f"{each.file}  {each.case_count}  {each.size}  {each.digest}")
    for root_id in broken:
        print(said("archive.case_broken", {"case": root_id}))
    return 1 if broken else 0


def _list(text: str) -> int:
    with configured_engine() as engine:
        if not text:
            for each in engine.archives(SYSTEM):
                print(f"{each.made_at:%Y-%m-%d}  {each.case_count:>6}  {each.file}  {each.digest}")
            return 0
        for case in engine.archived_cases(SYSTEM, text, limit=200).items:
            print(f"{case.root_id}  {case.business_key or '-'}  {case.ended_at:%Y-%m-%d}  {case.file}")
    return 0


def _verify(options: argparse.Namespace) -> int:
    return max(print_verification(str(file), verify_archive(file)) for file in options.files)


def _show(file: Path, root_id: str | None) -> int:
    with Archive(file) as archive:
        if root_id is None:
            for case in archive.manifest.cases:
                name = case.process_name or case.process_key
                print(f"{case.root_id}  {case.business_key or '-'}  {case.ended_at:%Y-%m-%d}  {name}")
            return 0
        document = archive.document(root_id)
    for history in document.instances:
        print(history.id)
        print("\n".join(_lines(history.commits)))
    return 0


def _lines(commits: Iterable[chain.Commit]) -> list[str]:
    return [
        f"  {each.at:%Y-%m-%d %H:%M:%S}  {each.actor_id or each.actor_kind}  {said(each.kind, _named(each))}"
        for each in timeline([chain.view_of(commit) for commit in commits])
    ]


def _named(entry: Any) -> dict[str, Any]:
    """The element by its id: names stand in the diagram."""
    return {"element": entry.element_id or "", **entry.params}
