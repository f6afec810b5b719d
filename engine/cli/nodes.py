"""`kefuflow demo`, `serve`, `web`, `worker`: a node of the service desk, until it is told to end."""

import argparse
from typing import Any

from engine import demo, settings
from engine.cli.configured import configured_engine
from engine.server import node


def add(commands: Any) -> None:
    """To the commands of the program."""
    found = commands.add_parser("demo", help="serve a demo with staff and cases, on loopback")
    found.add_argument("--new-passwords", action="store_true", help="give the demo accounts new passwords")
    found.add_argument("--exit", action="store_true", help="prepare only, do not serve")
    found.set_defaults(run=_demo)

    found = commands.add_parser("serve", help="serve pages and carry out jobs, in one process")
    found.set_defaults(run=_serve)

    found = commands.add_parser("web", help="serve pages only; any number over one database")
    found.set_defaults(run=_web)

    found = commands.add_parser("worker", help="carry out jobs only; any number over one database")
    found.set_defaults(run=_worker)


def _demo(options: argparse.Namespace) -> int:
    place = settings.from_environment()
    with configured_engine() as engine:
        accounts = demo.prepare(engine, settings.SHIPPED, with_new_passwords=options.new_passwords)
        print(demo.greeting(accounts, f"http://{place.host}:{place.port}"), flush=True)
        return 0 if options.exit else node.serve(engine, place)


def _serve(options: argparse.Namespace) -> int:
    place = settings.from_environment()
    with configured_engine() as engine:
        print(f"Kefuflow: http://{place.host}:{place.port}", flush=True)
        return node.serve(engine, place)


def _web(options: argparse.Namespace) -> int:
    place = settings.from_environment()
    with configured_engine() as engine:
        print(f"Kefuflow: http://{place.host}:{place.port}", flush=True)
        return node.web(engine, place)


def _worker(options: argparse.Namespace) -> int:
    place = settings.from_environment()
    with configured_engine() as engine:
        return node.work(engine, place)
