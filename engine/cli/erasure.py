"""`kefuflow erase`: the personal values of a customer, by who has the database at hand."""

import argparse
from typing import Any

from engine.api import SYSTEM
from engine.cli.configured import configured_engine
from engine.model.erasure import EraseCustomer, Erasure


def add(commands: Any) -> None:
    """To the commands of the program."""
    found = commands.add_parser("erase", help="erase the personal values of a customer and of the ended cases")
    found.add_argument("customer_id")
    found.add_argument("--reason", required=True)
    found.set_defaults(run=_erase)


def _erase(options: argparse.Namespace) -> int:
    """1 when archives still have cases of the customer: they are printed."""
    with configured_engine() as engine:
        command = EraseCustomer(customer_id=options.customer_id, reason=options.reason)
        erased: Erasure = engine.execute(command, SYSTEM)
    print(f"{len(erased.cases)} cases")
    print("\n".join(erased.archives), end="\n" if erased.archives else "")
    return 1 if erased.archives else 0
