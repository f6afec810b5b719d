"""`kefuflow doctor`, `backup`, `restore`."""

import argparse
from pathlib import Path
from typing import Any

from engine import settings
from engine.cli.configured import configured_engine
from engine.cli.printing import print_problems
from engine.monitoring.doctor import SAMPLE, examine
from engine.store.backup import backup, restore


def add(commands: Any) -> None:
    """To the commands of the program."""
    found = commands.add_parser("doctor", help="say what is wrong, or soon will be")
    found.add_argument("--sample", type=int, default=SAMPLE, metavar="N", help="histories to verify")
    found.set_defaults(run=_doctor)

    found = commands.add_parser("backup", help="copy the SQLite database while others work on it")
    found.add_argument("file", type=Path)
    found.set_defaults(run=_backup)

    found = commands.add_parser("restore", help="put a backup where no database is")
    found.add_argument("file", type=Path)
    found.set_defaults(run=_restore)


def _doctor(options: argparse.Namespace) -> int:
    """1 for an error; warnings are only told."""
    place = settings.from_environment()
    with configured_engine() as engine:
        problems = list(examine(engine, place.data, options.sample))
    print_problems(problems)
    errors = sum(each.severity == "error" for each in problems)
    print(f"{errors} errors, {len(problems) - errors} warnings, {options.sample} histories sampled")
    return 1 if errors else 0


def _backup(options: argparse.Namespace) -> int:
    print(f"{options.file} {backup(settings.from_environment().database_url, options.file)}")
    return 0


def _restore(options: argparse.Namespace) -> int:
    restore(options.file, settings.from_environment().database_url)
    return 0
