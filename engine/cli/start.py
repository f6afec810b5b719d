"""`kefuflow start`: one case, a number of cases, or one for each line of a CSV file."""

import argparse
import csv
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from engine.api import SYSTEM
from engine.cli.configured import configured_engine
from engine.cli.printing import said
from engine.cli.values import value, variables
from engine.model.command import StartInstance

Numbered = tuple[int, StartInstance]
AT_ONCE = 500
KEY_COLUMN = "business_key"


def add(commands: Any) -> None:
    """To the commands of the program."""
    found = commands.add_parser("start", help="start cases")
    found.add_argument("process")
    found.add_argument("--count", type=int, default=1, help="how many")
    found.add_argument("--csv", type=Path, help=f"a case for each line; columns are variables, {KEY_COLUMN} its key")
    found.add_argument("--var", action="append", default=[], metavar="NAME=VALUE", help="of every case: JSON, or text")
    found.add_argument("--batch", default="", help="a name, under which no line is started a second time")
    found.set_defaults(run=_start)


def _start(options: argparse.Namespace) -> int:
    """Prints the id of each case, and beside it why a line was refused."""
    refused = 0
    wanted = _commands(options)
    with configured_engine() as engine:
        while group := list(islice(wanted, AT_ONCE)):
            results = engine.execute_all([command for _, command in group], SYSTEM)
            for (line, _), result in zip(group, results, strict=True):
                if result.refusal is None:
                    print(result.answer)
                else:
                    refused += 1
                    print(f"{line}: {said(result.refusal.code, result.refusal.params)}", file=sys.stderr)
    return 1 if refused else 0


def _commands(options: argparse.Namespace) -> Iterator[Numbered]:
    """With the number of the line that it comes from."""
    every = variables(options.var)
    for line, row in enumerate(_rows(options), 1):
        key = row.pop(KEY_COLUMN, None)
        command_id = f"start/{options.batch}/{line}" if options.batch else ""
        given = every | {name: cell for name, cell in row.items() if name and cell != ""}
        yield line, StartInstance(key=options.process, variables=given, business_key=key, command_id=command_id)


def _rows(options: argparse.Namespace) -> Iterator[dict[str, Any]]:
    if options.csv is None:
        yield from ({} for _ in range(options.count))
        return
    with options.csv.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            key = row.pop(KEY_COLUMN, None)
            yield {name: value(text) for name, text in row.items() if name} | ({KEY_COLUMN: key} if key else {})
