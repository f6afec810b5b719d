"""`kefuflow token`: tokens for other programs, made and revoked by who has the database at hand."""

import argparse
from datetime import UTC, datetime, timedelta
from typing import Any

from engine.api import SYSTEM
from engine.cli.configured import configured_engine
from engine.identity.role import ASSIGNABLE
from engine.identity.token import new_token
from engine.model.token import CreateToken, RevokeToken


def add(commands: Any) -> None:
    """To the commands of the program."""
    kinds = commands.add_parser("token", help="tokens for other programs").add_subparsers(required=True)
    found = kinds.add_parser("create", help="make one, and print it: it is shown once")
    found.add_argument("name", help="what it is for")
    found.add_argument("--role", action="append", default=[], choices=sorted(ASSIGNABLE), help="what it may do")
    found.add_argument("--group", action="append", default=[], help="candidate group that it belongs to")
    found.add_argument("--topic", action="append", default=[], help="of external tasks that it works on; * for all")
    found.add_argument("--days", type=float, help="after which it ends; without this it never does")
    found.set_defaults(run=_create)
    found = kinds.add_parser("list", help="id, state, last use and name of each")
    found.set_defaults(run=lambda options: _list())
    found = kinds.add_parser("revoke", help="end one at once")
    found.add_argument("token_id")
    found.set_defaults(run=_revoke)


def _create(options: argparse.Namespace) -> int:
    made = new_token()
    ends = None if options.days is None else datetime.now(UTC) + timedelta(days=options.days)
    command = CreateToken(
        token_id=made.id,
        digest=made.digest,
        name=options.name,
        roles=options.role,
        groups=options.group,
        topics=options.topic,
        expires_at=ends,
    )
    with configured_engine() as engine:
        engine.execute(command, SYSTEM)
    print(made.text)
    return 0


def _list() -> int:
    with configured_engine() as engine:
        for token in engine.tokens(SYSTEM):
            used = f"{token.last_used_at:%Y-%m-%d %H:%M}" if token.last_used_at else "never"
            print(f"{token.id}  {token.state(datetime.now(UTC))}  {used}  {token.name}")
    return 0


def _revoke(options: argparse.Namespace) -> int:
    with configured_engine() as engine:
        engine.execute(RevokeToken(token_id=options.token_id), SYSTEM)
    return 0
