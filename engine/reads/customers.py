"""Customers, their devices, and all their cases."""

from msgspec.structs import replace

from engine.history import timeline
from engine.identity.actor import Actor
from engine.identity.permission import Permission as P
from engine.model.instance import PROCESS_SCOPE
from engine.model.view import CaseLine, CustomerView, DeviceView, Page, TimelineEntry
from engine.reads.base import Reads, bounded
from engine.runtime.customers import known_customer, known_device, stream_of
from engine.runtime.phone import phone_in
from engine.store.reader import Reader


class CustomerReads(Reads):
    """Whoever keeps the records sees of every case of a customer that it was, not what was in it."""

    def customers(self, actor: Actor, *, search: str = "", at: str | None = None, limit: int = 50) -> Page:
        """Page of CustomerView, by name."""
        actor.require(P.CUSTOMER_READ)
        with self._services.store.read() as reader:
            return reader.customers(search, at, bounded(limit))

    def customer(self, actor: Actor, customer_id: str) -> CustomerView:
        actor.require(P.CUSTOMER_READ)
        with self._services.store.read() as reader:
            return known_customer(reader, customer_id)

    def devices(self, actor: Actor, customer_id: str) -> list[DeviceView]:
        actor.require(P.CUSTOMER_READ)
        with self._services.store.read() as reader:
            return reader.devices(customer_id)

    def device(self, actor: Actor, device_id: str) -> DeviceView:
        actor.require(P.CUSTOMER_READ)
        with self._services.store.read() as reader:
            return known_device(reader, device_id)

    def device_cases(self, actor: Actor, device_id: str) -> list[CaseLine]:
        """The newest first, also those of customers who had it before."""
        actor.require(P.CUSTOMER_READ)
        with self._services.store.read() as reader:
            return reader.device_cases(device_id)

    def customer_history(self, actor: Actor, customer_id: str) -> list[TimelineEntry]:
        """What happened to the record and its devices, oldest first; other customers by their names."""
        actor.require(P.CUSTOMER_READ)
        with self._services.store.read() as reader:
            known_customer(reader, customer_id)
            entries = timeline.timeline(reader.commits(stream_of(customer_id)))
            return [_named(reader, entry) for entry in entries]

    def contact(self, actor: Actor, instance_id: str) -> str:
        """The phone number in the variables of a case; "" where there is none."""
        with self._services.store.read() as reader:
            self._seen(reader, actor, instance_id)
            return phone_in(self._names(reader, instance_id, PROCESS_SCOPE))

    def customer_cases(self, actor: Actor, customer_id: str) -> list[CaseLine]:
        """The newest first."""
        actor.require(P.CUSTOMER_READ)
        with self._services.store.read() as reader:
            return reader.customer_cases(customer_id)


def _named(reader: Reader, entry: TimelineEntry) -> TimelineEntry:
    other = reader.customer(entry.params["customer"]) if "customer" in entry.params else None
    return replace(entry, params=entry.params | {"customer": other.name}) if other is not None else entry
