"""Rows of customers and their devices."""

from engine.model.event import CustomerChanged, CustomerCreated, DeviceChanged, DeviceCreated, DeviceReceived
from engine.store.appliers.context import Context
from engine.store.rows import Rows
from engine.store.tables.customer import customer, device


def customer_created(rows: Rows, context: Context, event: CustomerCreated) -> None:
    rows.insert(
        customer,
        id=event.customer_id,
        name=event.name,
        phone=event.phone,
        email=event.email,
        address=event.address,
        note=event.note,
        created_at=context.at,
        changed_at=context.at,
    )


def customer_changed(rows: Rows, context: Context, event: CustomerChanged) -> None:
    rows.update(
        customer,
        event.customer_id,
        name=event.name,
        phone=event.phone,
        email=event.email,
        address=event.address,
        note=event.note,
        changed_at=context.at,
    )


def device_created(rows: Rows, context: Context, event: DeviceCreated) -> None:
    rows.insert(
        device,
        id=event.device_id,
        customer_id=event.customer_id,
        model=event.model,
        serial=event.serial,
        plate=event.plate,
        sold_on=event.sold_on,
        note=event.note,
        created_at=context.at,
    )


def device_changed(rows: Rows, context: Context, event: DeviceChanged) -> None:
    rows.update(
        device,
        event.device_id,
        model=event.model,
        serial=event.serial,
        plate=event.plate,
        sold_on=event.sold_on,
        note=event.note,
    )


def device_received(rows: Rows, context: Context, event: DeviceReceived) -> None:
    rows.update(device, event.device_id, customer_id=event.customer_id)
