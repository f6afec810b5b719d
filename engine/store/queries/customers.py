"""Customers, their devices and their cases."""

from collections.abc import Collection

from sqlalchemy import bindparam, exists, func, select, union

from engine.model.view import CaseLine, CustomerView, DeviceView, Page
from engine.store.queries.base import Queries, beginning, columns, containing, text_of
from engine.store.queries.listing import Listing
from engine.store.queries.narrowing import Among, Words, narrowed
from engine.store.queries.stream import Stream
from engine.store.tables.customer import customer, device
from engine.store.tables.instance import instance
from engine.store.types import Words as Text

row = customer.c
MOST = 200

_KNOWN = select(row.id).where(row.id == bindparam("id", type_=Text()))
CALLERS = select(row.id).where(row.phone == bindparam("id"))
_NUMBERS = select(device.c.id, device.c.plate, device.c.serial).where(device.c.customer_id == bindparam("id"))


class CustomerQueries(Queries):
    def customers(self, search: str = "", at: str | None = None, limit: int = 50) -> Page:
        """Page of CustomerView by name; found by what stands in the record, and by serial number or plate."""
        rows, keys = select(*columns(customer, CustomerView)), (row.name, row.id)
        among = Among(lambda more, passing: [Stream(keys, more, passing)], (), keys)
        streams = narrowed(among, [], [], _words(text_of(search)))
        return self._page(CustomerView, Listing("customer.name", rows, row.id, streams), at, limit)

    def customer(self, customer_id: str) -> CustomerView | None:
        return self._view(CustomerView, select(*columns(customer, CustomerView)).where(row.id == customer_id))

    def is_customer(self, customer_id: str) -> bool:
        return bool(self._found(_KNOWN, customer_id))

    def callers(self, phone: str) -> list[str]:
        """Customers with exactly this number."""
        return [customer_id for (customer_id,) in self._found(CALLERS, phone)]

    def device_numbers(self, customer_id: str) -> list[tuple[str, str, str]]:
        """By what each device of the customer may be named: id, plate, serial number."""
        return [(id, plate, serial) for id, plate, serial in self._found(_NUMBERS, customer_id)]

    def customers_called(self, text: str) -> list[CustomerView]:
        """Whose id, name, phone or e-mail is exactly this; some, where there are many."""
        called = union(*(select(row.id).where(each == text) for each in (row.id, row.name, row.phone, row.email)))
        statement = select(*columns(customer, CustomerView)).where(row.id.in_(select(called.subquery())))
        return self._views(CustomerView, statement.order_by(row.created_at, row.id).limit(MOST))

    def devices(self, customer_id: str) -> list[DeviceView]:
        """Oldest record first."""
        statement = select(*columns(device, DeviceView)).where(device.c.customer_id == customer_id)
        return self._views(DeviceView, statement.order_by(device.c.created_at, device.c.id))

    def device(self, device_id: str) -> DeviceView | None:
        return self._view(DeviceView, select(*columns(device, DeviceView)).where(device.c.id == device_id))

    def roots_of_customer(self, customer_id: str) -> list[str]:
        """Of all cases on this record."""
        cases = instance.c
        statement = select(cases.root_id).where(cases.customer_id == customer_id).distinct()
        return [each.root_id for each in self._all(statement)]

    def running(self, root_ids: Collection[str]) -> int:
        """How many of these families have not ended."""
        cases = instance.c
        is_running = (cases.root_id.in_(sorted(root_ids))) & (cases.state == "active")
        return int(self._value(select(func.count(cases.root_id.distinct())).where(is_running)))

    def device_cases(self, device_id: str, limit: int = MOST) -> list[CaseLine]:
        """The newest first, whoever had the device then."""
        cases = instance.c
        statement = select(*columns(instance, CaseLine)).where(cases.device_id == device_id)
        return self._views(CaseLine, statement.order_by(cases.started_at.desc(), cases.id).limit(limit))

    def customer_cases(self, customer_id: str, limit: int = MOST) -> list[CaseLine]:
        """The newest first."""
        cases = instance.c
        statement = select(*columns(instance, CaseLine)).where(cases.customer_id == customer_id)
        return self._views(CaseLine, statement.order_by(cases.started_at.desc(), cases.id).limit(limit))


def _words(text: str) -> Words | None:
    if not text:
        return None
    has_device = exists().where(device.c.customer_id == row.id, containing(text, device.c.serial, device.c.plate))
    named = [select(row.id).where(beginning(text, each)).limit(MOST) for each in (row.name, row.phone, row.email)]
    owning = [
        select(device.c.customer_id).where(beginning(text, each)).limit(MOST)
        for each in (device.c.serial, device.c.plate)
    ]
    keyed = union(*(select(each.subquery()) for each in (*named, *owning))).subquery()
    within = containing(text, row.name, row.phone, row.email, row.address) | has_device
    return Words(within, row.id.in_(select(keyed)))
