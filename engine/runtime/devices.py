"""Devices and vehicles of customers (一车一档): each in the stream of the customer who has it."""

import secrets

from engine.errors import Conflict, Rejected
from engine.identity.actor import Actor
from engine.model import command as c
from engine.model import event as e
from engine.model.view import DeviceView
from engine.runtime.access import authorise
from engine.runtime.customers import clean, known_customer, known_device, record, stream_of
from engine.runtime.dispatch import Outcome, once
from engine.runtime.services import Services
from engine.store.unit_of_work import UnitOfWork


def create(services: Services, command: c.CreateDevice, actor: Actor) -> Outcome:
    """Answers the id."""
    authorise(actor, command)
    fields = clean(command)

    def carry_out(work: UnitOfWork, known: c.CreateDevice) -> Outcome:
        known_customer(work, known.customer_id)
        device_id = secrets.token_hex(8)
        record(services, work, known, actor, e.DeviceCreated(device_id=device_id, **fields))
        return Outcome(device_id)

    return once(services, command, carry_out)


def change(services: Services, command: c.ChangeDevice, actor: Actor) -> Outcome:
    authorise(actor, command)
    fields = clean(command)

    def carry_out(work: UnitOfWork, known: c.ChangeDevice) -> Outcome:
        customer_id = _held(work, known.device_id).customer_id
        record(services, work, known, actor, e.DeviceChanged(customer_id=customer_id, **fields))
        return Outcome()

    return once(services, command, carry_out)


def transfer(services: Services, command: c.TransferDevice, actor: Actor) -> Outcome:
    """Both customers have it in their history. Raises NotFound, Rejected for who has it already."""
    authorise(actor, command)

    def carry_out(work: UnitOfWork, known: c.TransferDevice) -> Outcome:
        device, to = _held(work, known.device_id, known.customer_id), known_customer(work, known.customer_id).id
        if device.customer_id == to:
            raise Rejected("device.same_customer")
        given = e.DeviceGiven(
            device_id=device.id, customer_id=device.customer_id, model=device.model, to_customer_id=to
        )
        received = e.DeviceReceived(
            device_id=device.id, customer_id=to, model=device.model, from_customer_id=device.customer_id
        )
        for event in (given, received):
            record(services, work, known, actor, event)
        return Outcome()

    return once(services, command, carry_out)


def _held(work: UnitOfWork, device_id: str, *customer_ids: str) -> DeviceView:
    """The device, with the streams of its customer and of these locked in one order. Raises Conflict."""
    device = known_device(work, device_id)
    for customer_id in sorted({device.customer_id, *customer_ids}):
        work.head(stream_of(customer_id))
    if known_device(work, device_id).customer_id != device.customer_id:
        raise Conflict("device.moved")
    return device
