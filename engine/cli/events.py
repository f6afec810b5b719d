"""`kefuflow message`, `signal`, `evaluate`: something happened, and cases take it up."""

import argparse
from typing import Any

from engine.api import SYSTEM
from engine.cli.configured import configured_engine
from engine.cli.values import variables
from engine.model import command as c


def add(commands: Any) -> None:
    """To the commands of the program."""
    found = commands.add_parser("message", help="correlate a message with whoever waits for it")
    found.add_argument("name")
    found.add_argument("--business-key")
    found.add_argument("--key", help="correlation key of the receiver")
    found.add_argument("--var", action="append", default=[], metavar="NAME=JSON", help="a variable it carries")
    found.add_argument("--match", action="append", default=[], metavar="NAME=JSON", help="a variable of the receiver")
    found.add_argument("--ttl", type=float, help="seconds that it is kept when nobody waits")
    found.add_argument("--id", default="", help="sent again with the same id it counts once")
    found.add_argument("--all", action="store_true", help="to everybody who waits, not to exactly one")
    found.set_defaults(run=_message)

    found = commands.add_parser("signal", help="broadcast a signal to everybody who waits for it")
    found.add_argument("name")
    found.add_argument("--var", action="append", default=[], metavar="NAME=JSON", help="a variable it carries")
    found.add_argument("--id", default="", help="sent again with the same id it goes on with those it was for")
    found.set_defaults(run=_signal)

    found = commands.add_parser(
        "evaluate", help="begin the processes whose conditional start is true with these variables"
    )
    found.add_argument("--var", action="append", default=[], metavar="NAME=JSON", help="a variable they begin with")
    found.add_argument("--process", help="this one only")
    found.add_argument("--business-key", help="of what begins")
    found.add_argument("--id", default="", help="sent again with the same id it goes on where it was")
    found.set_defaults(run=_evaluate)


def _message(options: argparse.Namespace) -> int:
    command = c.CorrelateMessage(
        name=options.name,
        variables=variables(options.var),
        business_key=options.business_key,
        correlation_key=options.key,
        correlation_keys=variables(options.match),
        message_id=options.id,
        time_to_live=options.ttl,
        is_for_all=options.all,
    )
    with configured_engine() as engine:
        received = engine.execute(command, SYSTEM)
    print("\n".join(received) if isinstance(received, list) else received or "kept")
    return 0


def _signal(options: argparse.Namespace) -> int:
    command = c.BroadcastSignal(command_id=options.id, name=options.name, variables=variables(options.var))
    with configured_engine() as engine:
        print(engine.execute(command, SYSTEM))
    return 0


def _evaluate(options: argparse.Namespace) -> int:
    command = c.EvaluateConditions(
        command_id=options.id,
        variables=variables(options.var),
        business_key=options.business_key,
        key=options.process,
    )
    with configured_engine() as engine:
        print("\n".join(engine.execute(command, SYSTEM)))
    return 0
