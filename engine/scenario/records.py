"""Customers of the demo file and their devices, which cases hang on by phone, plate and serial number."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from engine.api import SYSTEM, Engine
from engine.model.command import CreateCustomer, CreateDevice
from engine.scenario.node import Node

CUSTOMER = ("phone", "email", "address", "note")
DEVICE = ("serial", "plate", "note")


@dataclass(frozen=True, slots=True)
class Record:
    """`devices`: the fields of each, to which the customer id is added."""

    customer: CreateCustomer
    devices: tuple[Mapping[str, Any], ...] = ()


def read_records(node: Node) -> tuple[Record, ...]:
    """Raises Rejected (`scenario.*`)."""
    return tuple(map(_record, node.items()))


def _record(node: Node) -> Record:
    got = node.members({"name", "devices", *CUSTOMER}, needed=("name",))
    devices = tuple(map(_device, got["devices"].items())) if "devices" in got else ()
    return Record(CreateCustomer(name=got["name"].text(), **_texts(got, CUSTOMER)), devices)


def _device(node: Node) -> Mapping[str, Any]:
    got = node.members({"model", "sold_on", *DEVICE}, needed=("model",))
    days = {"sold_on": _day(got["sold_on"])} if "sold_on" in got else {}
    return {"model": got["model"].text(), **days, **_texts(got, DEVICE)}


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
            engine.execute(CreateDevice(customer_id=customer_id, **device), SYSTEM)
