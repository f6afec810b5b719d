"""`kefuflow deploy`, `check`, `migrate`: diagrams, decisions and forms, and the cases that run on them."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from engine import settings
from engine.api import SYSTEM, Engine
from engine.cli.configured import configured_engine, shipped_handlers
from engine.cli.printing import language, print_problems, said
from engine.locale.words import catalogue, remedy
from engine.model import command as c
from engine.moving import Moving, running_on
from engine.scenario.folder import files


def add(commands: Any) -> None:
    """To the commands of the program."""
    found = commands.add_parser("deploy", help="deploy files, or all of a process folder")
    found.add_argument("paths", nargs="+", type=Path)
    found.add_argument("--comment", default="")
    found.set_defaults(run=_deploy)

    found = commands.add_parser("check", help="say what a deployment of these files would say")
    found.add_argument("paths", nargs="*", type=Path)
    found.add_argument("--rules", action="store_true", help="list the rules for diagrams, with what to do")
    found.set_defaults(run=_check)

    found = commands.add_parser("migrate", help="take running instances on to another version")
    found.add_argument("process")
    found.add_argument("source", type=int, help="the version that they are on")
    found.add_argument("target", type=int, help="the version that they go on with")
    found.add_argument("--map", action="append", default=[], metavar="OLD=NEW", help="an element that has another id")
    found.add_argument("--try", dest="is_trial", action="store_true", help="say what would become of each")
    found.add_argument("--reason", default="")
    found.set_defaults(run=_migrate)


def _deploy(options: argparse.Namespace) -> int:
    with configured_engine() as engine:
        made = engine.execute(c.DeployFiles(files=_files(options.paths), comment=options.comment), SYSTEM)
    print_problems(made.warnings)
    print("\n".join(made.definition_ids))
    return 0


def _check(options: argparse.Namespace) -> int:
    if options.rules:
        return _print_rules()
    topics = settings.from_environment().external_topics
    with Engine.open("sqlite://", handlers=shipped_handlers(), external_topics=topics) as engine:
        problems = engine.check(SYSTEM, _files(options.paths))
    print_problems(problems)
    return 1 if any(problem.severity == "error" for problem in problems) else 0


def _print_rules() -> int:
    spoken = language()
    texts = catalogue(spoken)
    for code in sorted(each for each in texts if each.startswith("bpmn.")):
        print(f"{code}\n  {texts[code]}\n  → {remedy(code, spoken)}")
    return 0


def _files(paths: Sequence[Path]) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for path in paths:
        found |= files(path) if path.is_dir() else {path.name: path.read_bytes()}
    return found


def _migrate(options: argparse.Namespace) -> int:
    """1 when some could not be migrated; they stay where they are."""
    mapping = dict(each.split("=", 1) for each in options.map if "=" in each)
    with configured_engine() as engine:
        cases = running_on(engine, f"{options.process}:{options.source}")
        moving = Moving(engine, options.target, mapping, options.reason)
        refused = moving.tried(cases) if options.is_trial else moving.done(cases)
    for refusal in refused:
        print(f"{refusal.id}: {said(refusal.code, refusal.params)}", file=sys.stderr)
    print(f"{len(cases) - len(refused)} of {len(cases)}")
    return 1 if refused else 0
