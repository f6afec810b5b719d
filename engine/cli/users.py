"""`kefuflow user`: somebody to begin with."""

import argparse
import getpass
import sys
from typing import Any

from engine.api import SYSTEM
from engine.cli.configured import configured_engine
from engine.identity.role import ASSIGNABLE
from engine.model import command as c


def add(commands: Any) -> None:
    """To the commands of the program."""
    found = commands.add_parser("user", help="create a user, for instance the first administrator")
    found.add_argument("user_id")
    found.add_argument("name")
    found.add_argument("--role", action="append", default=[], choices=sorted(ASSIGNABLE))
    found.add_argument("--group", action="append", default=[])
    found.set_defaults(run=_user)


def _user(options: argparse.Namespace) -> int:
    """The password is asked for, or read from a pipe; it never stands on the command line."""
    password = getpass.getpass() if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    command = c.CreateUser(
        user_id=options.user_id, name=options.name, roles=options.role, groups=options.group, password=password
    )
    with configured_engine() as engine:
        engine.execute(command, SYSTEM)
    return 0
