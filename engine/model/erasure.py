"""Erasing a person: what was said of a customer is taken away, that it was said stays."""

from datetime import datetime

import msgspec

from engine.model.command import Command
from engine.model.view import CaseLine


class EraseCustomer(Command, frozen=True, kw_only=True):
    """The values of the record and of all cases of this customer, for a reason. Answers an Erasure.

    Rejected while one of the cases is running.
    """

    customer_id: str
    reason: str


class Erasure(msgspec.Struct, frozen=True, kw_only=True):
    """`cases`: roots whose values are gone. `archives`: files that still hold cases of the customer."""

    cases: list[str]
    archives: list[str]


class Erasable(msgspec.Struct, frozen=True, kw_only=True):
    """What the erasure of a customer would take, before anything is done.

    `cases`: the newest of `case_count`. `running`: how many of all have not ended; then nothing can be erased.
    `archives`: files that keep theirs. `erased_at`: when it was done before.
    """

    customer_id: str
    name: str
    device_count: int
    cases: list[CaseLine]
    case_count: int
    running: int
    archives: list[str]
    erased_at: datetime | None = None
