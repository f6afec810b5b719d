"""Erasing a person: what was said of a customer is taken away, that it was said stays."""

import msgspec

from engine.model.command import Command


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
