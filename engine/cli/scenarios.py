"""`kefuflow scenario`, `crosscheck`: the tests of a process."""

import argparse
from pathlib import Path
from typing import Any

from engine.cli.printing import language
from engine.scenario.report import crosscheck_folder, run_folder


def add(commands: Any) -> None:
    """To the commands of the program."""
    scenario = commands.add_parser("scenario", help="test a process").add_subparsers(required=True)
    found = scenario.add_parser("run", help="run the scenarios of process folders")
    found.add_argument("folders", nargs="+", type=Path)
    found.set_defaults(run=_scenario)

    found = commands.add_parser("crosscheck", help="run the scenarios on SpiffWorkflow too, and say what differs")
    found.add_argument("folders", nargs="+", type=Path)
    found.set_defaults(run=_crosscheck)


def _scenario(options: argparse.Namespace) -> int:
    return max([run_folder(folder, language()) for folder in options.folders], default=0)


def _crosscheck(options: argparse.Namespace) -> int:
    return max(crosscheck_folder(folder, language()) for folder in options.folders)
