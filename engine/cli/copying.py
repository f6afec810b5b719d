"""`kefuflow copy`: the whole database into an empty one, of the other kind or of the same."""

import argparse
from typing import Any

from engine import settings
from engine.api import SYSTEM, Engine
from engine.cli.printing import print_verification, said
from engine.store.copy import Copied, copy

SAMPLE = 200  # histories that are verified there


def add(commands: Any) -> None:
    """To the commands of the program."""
    found = commands.add_parser("copy", help="copy the whole database into an empty one: SQLite, PostgreSQL")
    found.add_argument("--to", required=True, metavar="URL", help="of the empty database, as KEFUFLOW_DATABASE_URL")
    found.add_argument("--sample", type=int, default=SAMPLE, metavar="N", help="histories to verify there")
    found.set_defaults(run=_copy)


def _copy(options: argparse.Namespace) -> int:
    """1 when a history does not prove itself there; nor does it then where it came from."""
    copied: list[Copied] = []

    def tell(each: Copied) -> None:
        if not copied:
            print(said("copy.head", {}))
        print(f"{each.table:<24}{each.rows:>14,}  {said('copy.same', {})}", flush=True)
        copied.append(each)

    copy(settings.from_environment().database_url, options.to, tell)
    rows = sum(each.rows for each in copied)
    print(said("copy.rows", {"count": len(copied), "rows": f"{rows:,}"}))
    with Engine.open(options.to) as engine:
        broken = [print_verification(stream, found) for stream, found in engine.sample(SYSTEM, options.sample)]
    print(said("copy.verified", {"count": len(broken), "broken": sum(broken)}))
    print(said("copy.next", {}))
    return max(broken)
