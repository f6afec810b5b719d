"""Records of customers and their devices, each customer in a stream of its own, and the cases that hang on them."""

import secrets
from collections.abc import Mapping
from typing import Any

from msgspec import structs

from engine.errors import NotFound, Rejected
from engine.identity.actor import Actor
from engine.model import command as c
from engine.model import event as e
from engine.model.instance import Instance
from engine.model.view import CustomerView, DeviceView, InstanceView
from engine.runtime.access import authorise
from engine.runtime.cases import add_to_case, clean_text
from engine.runtime.dispatch import Outcome, once, root_of
from engine.runtime.phone import phone_in
from engine.runtime.services import Services
from engine.store.reader import Reader
from engine.store.unit_of_work import UnitOfWork

LONGEST = {
    "name": 100,
    "phone": 40,
    "email": 200,
    "address": 400,
    "note": 4000,
    "model": 200,
    "serial": 100,
    "plate": 40,
}
NUMBERS = ("device_id", "plate", "chassis_no", "device_no", "serial")  # variables that name the device
REQUIRED = frozenset({"name", "model"})
CustomerCommand = c.CreateCustomer | c.ChangeCustomer
DeviceCommand = c.CreateDevice | c.ChangeDevice
RecordEvent = (
    e.CustomerCreated | e.CustomerChanged | e.DeviceCreated | e.DeviceChanged | e.DeviceGiven | e.DeviceReceived
)


def create(services: Services, command: c.CreateCustomer, actor: Actor) -> Outcome:
    """Answers the id."""
    authorise(actor, command)
    fields = clean(command)

    def carry_out(work: UnitOfWork, known: c.CreateCustomer) -> Outcome:
        customer_id = secrets.token_hex(8)
        record(services, work, known, actor, e.CustomerCreated(customer_id=customer_id, **fields))
        return Outcome(customer_id)

    return once(services, command, carry_out)


def change(services: Services, command: c.ChangeCustomer, actor: Actor) -> Outcome:
    authorise(actor, command)
    fields = clean(command)

    def carry_out(work: UnitOfWork, known: c.ChangeCustomer) -> Outcome:
        known_customer(work, known.customer_id)
        record(services, work, known, actor, e.CustomerChanged(**fields))
        return Outcome()

    return once(services, command, carry_out)


def link(services: Services, command: c.LinkCustomer, actor: Actor) -> Outcome:
    """On the root instance, so that a family has one customer."""

    def addition(work: UnitOfWork, instance: Instance) -> tuple[list[e.Event], Any]:
        _check_link(work, command.customer_id, command.device_id)
        return [e.CustomerLinked(customer_id=command.customer_id, device_id=command.device_id)], None

    return add_to_case(services, command, actor, root_of(command.instance_id), addition)


def links_of(work: UnitOfWork, command: c.StartInstance) -> list[e.Event]:
    """A case begins beside the one that it came from, on the record of that one, or on the one that its variables
    name, or that alone has its phone number."""
    source = work.instance(root_of(command.source_id)) if command.source_id is not None else None
    events: list[e.Event] = []
    if source is not None:
        events.append(e.CaseLinked(source_id=source.id, source_key=source.business_key))
    customer_id, device_id = _meant(work, command.variables, source)
    if customer_id is not None:
        events.append(e.CustomerLinked(customer_id=customer_id, device_id=device_id))
    return events


def _meant(reader: Reader, variables: Mapping[str, Any], source: InstanceView | None) -> tuple[str | None, str | None]:
    """Customer and device; what is named and not known is left alone: it is a variable like any other."""
    named = variables.get("customer_id")
    is_known = isinstance(named, str) and reader.is_customer(named)
    if not is_known and source is not None and source.customer_id is not None:
        return source.customer_id, source.device_id
    customer_id = named if is_known else _caller(reader, phone_in(variables))
    return (None, None) if customer_id is None else (customer_id, _device_in(reader, customer_id, variables))


def _caller(reader: Reader, phone: str) -> str | None:
    """Who alone has this number."""
    found = reader.callers(phone) if phone else []
    return found[0] if len(found) == 1 else None


def _device_in(reader: Reader, customer_id: str, variables: Mapping[str, Any]) -> str | None:
    """The one device of the customer that is named by its id, plate or serial number."""
    named = {str(variables.get(name) or "").strip() for name in NUMBERS} - {""}
    found = [each[0] for each in reader.device_numbers(customer_id) if named & set(each)] if named else []
    return found[0] if len(found) == 1 else None


def known_customer(reader: Reader, customer_id: str) -> CustomerView:
    """Raises NotFound."""
    found = reader.customer(customer_id)
    if found is None:
        raise NotFound("customer.unknown", customer=customer_id)
    return found


def known_device(reader: Reader, device_id: str) -> DeviceView:
    """Raises NotFound."""
    found = reader.device(device_id)
    if found is None:
        raise NotFound("device.unknown", device=device_id)
    return found


def _check_link(reader: Reader, customer_id: str | None, device_id: str | None) -> None:
    if customer_id is not None:
        known_customer(reader, customer_id)
    if device_id is not None and known_device(reader, device_id).customer_id != customer_id:
        raise Rejected("device.not_of_customer")


def stream_of(customer_id: str) -> str:
    return f"customer:{customer_id}"


def clean(command: CustomerCommand | DeviceCommand) -> dict[str, Any]:
    """The fields of the event: texts without blanks around them, within bounds."""
    fields = structs.asdict(command)
    fields.pop("command_id")
    for name in LONGEST.keys() & fields.keys():
        fields[name] = clean_text(fields[name], name, LONGEST[name], may_be_empty=name not in REQUIRED)
    return fields


def record(
    services: Services,
    work: UnitOfWork,
    command: c.Command,
    actor: Actor,
    event: RecordEvent,
) -> None:
    """In the stream of the customer whom the event names."""
    stream = stream_of(event.customer_id)
    work.head(stream)
    work.record(
        stream,
        None,
        None,
        [event],
        after=None,
        command_id=command.command_id,
        actor=actor.ref,
        at=services.clock.now(),
    )
