"""`kefuflow checkpoint`: signed heads of all streams, and what they prove."""

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from zipfile import is_zipfile

from engine import settings
from engine.cli.configured import configured_engine
from engine.cli.history import verified_file
from engine.cli.printing import print_verification
from engine.history import document
from engine.history.archive import Archive
from engine.history.checkpoint import Signed, compared, faults, proof, read, write
from engine.model import chain
from engine.model.view import Verification
from engine.signing_key import public_text, signing_key


def add(commands: Any) -> None:
    """To the commands of the program."""
    kinds = commands.add_parser("checkpoint", help="signed checkpoints of all histories").add_subparsers(required=True)
    found = kinds.add_parser("make", help="sign the heads of all streams as they are now, into a file")
    found.set_defaults(run=lambda options: _make())
    found = kinds.add_parser("key", help="print the public key, to be kept elsewhere")
    found.set_defaults(run=lambda options: _key())
    found = kinds.add_parser("verify", help="hold the database, or exported files, against a checkpoint")
    found.add_argument("checkpoint", type=Path)
    found.add_argument("--key", help="the public key that you kept")
    found.add_argument("--history", type=Path, action="append", help="an export or archive, instead of the database")
    found.set_defaults(run=_verify)
    found = kinds.add_parser("prove", help="cut out what a checkpoint says of some cases, as a small file")
    found.add_argument("checkpoint", type=Path)
    found.add_argument("streams", nargs="+", help="instance ids")
    found.add_argument("--to", type=Path, required=True)
    found.set_defaults(run=_prove)


def _make() -> int:
    place = settings.from_environment()
    with configured_engine() as engine:
        print(engine.checkpoint(place.checkpoints, place.checkpoint_key))
    return 0


def _key() -> int:
    print(public_text(signing_key(settings.from_environment().checkpoint_key)))
    return 0


def _prove(options: argparse.Namespace) -> int:
    signed = proof(read(options.checkpoint.read_bytes()), options.streams)
    options.to.write_bytes(write(signed))
    return 0


def _verify(options: argparse.Namespace) -> int:
    signed = read(options.checkpoint.read_bytes())
    made = signed.checkpoint
    if options.key is None:
        print(f"key {made.key}: not compared with one that you kept (--key)", file=sys.stderr)
    if options.history:
        return max(_against_file(signed, options, each) for each in options.history)
    with configured_engine() as engine:
        held = engine.held_against(signed, settings.from_environment().archive, options.key)
    print(f"{made.made_at:%Y-%m-%d %H:%M:%S}Z  {len(signed.heads)} streams  {held.unseen} in archives not at hand")
    return print_verification(options.checkpoint.name, held.verification)


def _against_file(signed: Signed, options: argparse.Namespace, file: Path) -> int:
    """The file by itself, then by the checkpoint; 1 when nothing in it was signed."""
    proved = verified_file(file)
    if not proved.is_whole:
        return print_verification(str(file), proved)
    commits = _commits(file)
    known = {stream for stream, _, _ in signed.heads} & commits.keys()
    problems = [*faults(signed, options.key), *compared(signed, commits)]
    print(f"{file.name}: {len(known)} of {len(commits)} streams are in the checkpoint")
    whole = not problems and bool(known)
    return print_verification(str(file), Verification(is_whole=whole, commit_count=len(known), problems=problems))


def _commits(file: Path) -> Mapping[str, Sequence[chain.Commit]]:
    if not is_zipfile(file):
        return {each.id: each.commits for each in document.read(file.read_bytes()).instances}
    with Archive(file) as archive:
        documents = [archive.document(case.root_id) for case in archive.manifest.cases]
    return {each.id: each.commits for found in documents for each in found.instances}
