"""`kefuflow history`: a proof of what happened."""

import argparse
from collections import Counter
from pathlib import Path
from typing import Any
from zipfile import is_zipfile

from engine.api import SYSTEM
from engine.cli.configured import configured_engine
from engine.cli.printing import print_verification
from engine.history.verify import verify_export
from engine.history.verify_archive import verify_archive
from engine.model.view import Verification


def add(commands: Any) -> None:
    """To the commands of the program."""
    history = commands.add_parser("history", help="prove what happened").add_subparsers(required=True)
    found = history.add_parser("verify", help="verify every instance, one instance, or an export")
    found.add_argument("target", nargs="?", help="instance id, an exported .json file, or an archive")
    found.set_defaults(run=_verify)


def _verify(options: argparse.Namespace) -> int:
    if options.target and Path(options.target).is_file():
        return print_verification(options.target, verified_file(Path(options.target)))
    with configured_engine() as engine:
        if options.target:
            return print_verification(options.target, engine.verify(SYSTEM, options.target))
        results = {stream: print_verification(stream, found) for stream, found in engine.verify_all(SYSTEM)}
    kinds = Counter(map(_kind, results))
    counted = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
    print(f"{counted or 'nothing'} verified, {sum(results.values())} broken")
    return max(results.values(), default=0)


def verified_file(file: Path) -> Verification:
    """An archive, or one exported case."""
    return verify_archive(file) if is_zipfile(file) else verify_export(file.read_bytes())


def _kind(stream: str) -> str:
    """`definition:process:complaint` is of a definition; what has no kind in its name is an instance."""
    kind, colon, _ = stream.partition(":")
    return kind if colon or stream == "system" else "instance"
