"""Customers of the demo file and their devices, which cases hang on by phone, plate and serial number."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from msgspec.structs import replace

from engine.api import SYSTEM, Engine
from engine.model.command import CreateCustomer, CreateDevice
from engine.scenario.node import Node

CUSTOMER = ("phone", "email", "address", "note")
DEVICE = ("serial", "plate", "note")


@dataclass(frozen=True, slots=True)
class Record:
    """`devices` have no customer id yet."""

    customer: CreateCustomer
    devices: tuple[CreateDevice, ...] = ()


def read_records(node: Node) -> tuple[Record, ...]:
    """Raises Rejected (`scenario.*`)."""
    return tuple(map(_record, node.items()))


def _record(node: Node) -> Record:
    got = node.members({"name", "devices", *CUSTOMER}, needed=("name",))
    devices = tuple(map(_device, got["devices"].items())) if "devices" in got else ()
    return Record(CreateCustomer(name=got["name"].text(), **_texts(got, CUSTOMER)), devices)


def _device(node: Node) -> CreateDevice:
    got = node.members({"model", "sold_on", *DEVICE}, needed=("model",))
    sold_on = _day(got["sold_on"]) if "sold_on" in got else None
    return CreateDevice(customer_id="", model=got["model"].text(), sold_on=sold_on, **_texts(got, DEVICE))


def _texts(got: dict[str, Node], names: Iterable[str]) -> dict[str, Any]:
    return {name: got[name].text() for name in names if name in got}


def _day(node: Node) -> date:
    try:
        return date.fromisoformat(node.text())
    except ValueError:
        raise node.refuse("scenario.not_a_time", value=node.text()) from None


def register(engine: Engine, records: Iterable[Record]) -> None:
    """Before the first case comes, so that it finds its record."""
    for record in records:
        customer_id = engine.execute(record.customer, SYSTEM)
        for device in record.devices:
            engine.execute(replace(device, customer_id=customer_id), SYSTEM)
