"""Records of customers and devices, and the cases that hang on them."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from engine.api import SYSTEM, Engine
from engine.errors import EngineError, Forbidden, NotFound
from engine.model.command import (
    ChangeCustomer,
    ChangeDevice,
    CreateCustomer,
    CreateDevice,
    LinkCustomer,
    StartInstance,
    TransferDevice,
)

ZHAO = {"name": "赵强", "phone": "13800000001"}


@pytest.fixture
def zhao_id(engine: Engine, who) -> str:
    created: str = engine.execute(CreateCustomer(**ZHAO), who("lin"))
    return created


@pytest.fixture
def begin(engine: Engine, who) -> Callable[..., str]:
    def started(**variables: Any) -> str:
        instance_id: str = engine.execute(StartInstance(key="desk", variables=variables), who("lin"))
        return instance_id

    return started


def test_a_record_and_its_device(engine: Engine, zhao_id: str, who) -> None:
    device_id = engine.execute(
        CreateDevice(customer_id=zhao_id, model=" S2 ", serial="SN1", sold_on=date(2025, 5, 1)), who("lin")
    )
    engine.execute(ChangeCustomer(customer_id=zhao_id, **ZHAO, note="常客"), who("sun"))
    engine.execute(ChangeDevice(device_id=device_id, model="S3"), who("sun"))
    assert engine.customer(who("sun"), zhao_id).note == "常客"
    [device] = engine.devices(who("sun"), zhao_id)
    assert (device.id, device.model, device.serial, device.sold_on) == (device_id, "S3", "", None)


def test_all_that_happens_to_a_record_is_its_history(engine: Engine, zhao_id: str, who) -> None:
    engine.execute(ChangeCustomer(customer_id=zhao_id, **ZHAO, note="常客"), who("sun"))
    stream = f"customer:{zhao_id}"
    with engine._services.store.read() as reader:
        commits = reader.raw_commits(stream)
    assert [each.actor_id for each in commits] == ["lin", "sun"]
    assert not any("赵强" in each.body or "13800000001" in each.body for each in commits)
    assert dict(engine.verify_all(who("auditor")))[stream].is_whole


FOUND = [
    ("赵", 1, "part of the name"),
    ("0001", 1, "part of the number"),
    ("沪a12", 1, "the plate of the vehicle, in either case"),
    ("SN9", 1, "the serial number"),
    ("%", 0, "a sign is itself"),
    ("", 2, "everybody"),
    ("李", 0, "nobody"),
]


@pytest.mark.parametrize(("search", "count", "reason"), FOUND, ids=[row[-1] for row in FOUND])
def test_search(engine: Engine, zhao_id: str, who, search: str, count: int, reason: str) -> None:
    engine.execute(CreateCustomer(name="钱进", phone="1390000"), who("lin"))
    engine.execute(CreateDevice(customer_id=zhao_id, model="SUV", plate="沪A12345", serial="SN9"), who("lin"))
    assert engine.customers(who("lin"), search=search).total == count, reason


REFUSED = [
    (CreateCustomer(name="  "), "text.missing", "no name"),
    (CreateCustomer(name="x" * 101), "text.too_long", "too long a name"),
    (ChangeCustomer(customer_id="k", name="x"), "customer.unknown", "no such customer"),
    (CreateDevice(customer_id="k", model="x"), "customer.unknown", "a device of nobody"),
    (ChangeDevice(device_id="v", model="x"), "device.unknown", "no such device"),
    (CreateCustomer(name="a\ud800"), "command.bad_text", "half of a surrogate pair"),
]


@pytest.mark.parametrize(("command", "code", "reason"), REFUSED, ids=[row[-1] for row in REFUSED])
def test_refused(engine: Engine, who, command: Any, code: str, reason: str) -> None:
    with pytest.raises(EngineError) as refused:
        engine.execute(command, who("lin"))
    assert refused.value.code == code
    assert engine.customers(who("lin")).total == 0


@pytest.mark.parametrize("by", ["auditor", "owner"])
def test_who_keeps_no_records(engine: Engine, zhao_id: str, who, by: str) -> None:
    with pytest.raises(Forbidden):
        engine.execute(CreateCustomer(name="x"), who(by))
    with pytest.raises(Forbidden):
        engine.execute(ChangeCustomer(customer_id=zhao_id, name="x"), who(by))


def test_who_reads_no_records(engine: Engine, zhao_id: str, who) -> None:
    for read in (engine.customer, engine.devices, engine.customer_cases):
        with pytest.raises(Forbidden):
            read(who("owner"), zhao_id)
    assert engine.customer(who("auditor"), zhao_id).name == "赵强"


# cases on a record


@pytest.mark.parametrize(
    ("variables", "is_linked", "reason"),
    [
        ({"contact": "13800000001"}, True, "the same number"),
        ({"contact": " 13800000001 "}, True, "with blanks around it"),
        ({"phone": "13800000001"}, True, "by another name"),
        ({"contact": "1380000000"}, False, "another number"),
        ({"contact": ""}, False, "no number"),
        ({"contact": 13800000001}, False, "no text"),
        ({}, False, "nothing"),
        ({"customer_id": "nobody"}, False, "an unknown record"),
    ],
)
def test_a_case_begins_on_the_record_of_its_number(
    engine: Engine, zhao_id: str, begin, variables: dict[str, Any], is_linked: bool, reason: str
) -> None:
    case_id = begin(**variables)
    assert engine.instance(SYSTEM, case_id).customer_id == (zhao_id if is_linked else None), reason
    assert engine.verify(SYSTEM, case_id).is_whole


def test_a_number_of_two_customers_decides_nothing(engine: Engine, zhao_id: str, begin, who) -> None:
    engine.execute(CreateCustomer(name="赵太太", phone=ZHAO["phone"]), who("lin"))
    assert engine.instance(SYSTEM, begin(contact=ZHAO["phone"])).customer_id is None
    assert engine.instance(SYSTEM, begin(contact=ZHAO["phone"], customer_id=zhao_id)).customer_id == zhao_id


def test_a_case_begins_with_its_device(engine: Engine, zhao_id: str, begin, who) -> None:
    device_id = engine.execute(CreateDevice(customer_id=zhao_id, model="S2"), who("lin"))
    stranger = engine.execute(CreateCustomer(name="钱进"), who("lin"))
    assert engine.instance(SYSTEM, begin(customer_id=zhao_id, device_id=device_id)).device_id == device_id
    assert engine.instance(SYSTEM, begin(customer_id=stranger, device_id=device_id)).device_id is None


@pytest.mark.parametrize(
    ("variables", "is_linked", "reason"),
    [
        ({"plate": "沪A12345"}, True, "its plate"),
        ({"chassis_no": "LSV0001"}, True, "its chassis number"),
        ({"device_no": "LSV0001", "plate": ""}, True, "its serial number, by another name"),
        ({"plate": "沪A99999"}, False, "another plate"),
        ({"plate": ""}, False, "no plate: other devices have none either"),
        ({"plate": "沪A12345", "device_no": "SN-2"}, False, "two of them"),
    ],
)
def test_a_case_begins_with_the_device_of_its_number(
    engine: Engine, zhao_id: str, begin, who, variables: dict[str, Any], is_linked: bool, reason: str
) -> None:
    vehicle = CreateDevice(customer_id=zhao_id, model="SUV", plate="沪A12345", serial="LSV0001")
    device_id = engine.execute(vehicle, who("lin"))
    engine.execute(CreateDevice(customer_id=zhao_id, model="S2", serial="SN-2"), who("lin"))
    case = engine.instance(SYSTEM, begin(contact=ZHAO["phone"], **variables))
    assert case.customer_id == zhao_id
    assert case.device_id == (device_id if is_linked else None), reason


def test_only_who_mends_says_where_a_case_came_from(engine: Engine, zhao_id: str, begin, who) -> None:
    source_id = begin(contact=ZHAO["phone"])
    with pytest.raises(Forbidden):
        engine.execute(StartInstance(key="desk", source_id=source_id), who("lin"))
    case_id = engine.execute(StartInstance(key="desk", source_id=source_id), SYSTEM)
    assert engine.instance(SYSTEM, case_id).customer_id == zhao_id


def test_a_case_is_put_on_a_record_and_taken_off(engine: Engine, zhao_id: str, begin, who) -> None:
    case_id = begin()
    engine.execute(LinkCustomer(instance_id=case_id, customer_id=zhao_id), who("lin"))
    assert [each.id for each in engine.customer_cases(who("sun"), zhao_id)] == [case_id]
    engine.execute(LinkCustomer(instance_id=case_id), who("lin"))
    assert engine.customer_cases(who("sun"), zhao_id) == []
    kinds = [entry.kind for entry in engine.timeline(SYSTEM, case_id)]
    assert kinds[-2:] == ["timeline.customer_linked", "timeline.customer_unlinked"]


def test_who_may_not_see_a_case_puts_it_on_no_record(engine: Engine, zhao_id: str, begin, who) -> None:
    case_id = begin()
    for by, error in (("sun", Forbidden), ("auditor", Forbidden)):
        with pytest.raises(error):
            engine.execute(LinkCustomer(instance_id=case_id, customer_id=zhao_id), who(by))
    with pytest.raises(NotFound):
        engine.execute(LinkCustomer(instance_id=case_id, customer_id="nobody"), who("lin"))


def test_a_device_of_somebody_else_is_refused(engine: Engine, zhao_id: str, begin, who) -> None:
    other = engine.execute(CreateCustomer(name="钱进"), who("lin"))
    device_id = engine.execute(CreateDevice(customer_id=other, model="S2"), who("lin"))
    with pytest.raises(EngineError) as refused:
        engine.execute(LinkCustomer(instance_id=begin(), customer_id=zhao_id, device_id=device_id), who("lin"))
    assert refused.value.code == "device.not_of_customer"


def test_cases_of_a_customer_are_listed_newest_first(engine: Engine, zhao_id: str, begin, who, clock) -> None:
    first = begin(contact=ZHAO["phone"])
    clock.advance(timedelta(minutes=1))
    second = begin(contact=ZHAO["phone"])
    assert [each.id for each in engine.customer_cases(who("sun"), zhao_id)] == [second, first]


# a device changes hands


@pytest.fixture
def qian_id(engine: Engine, who) -> str:
    created: str = engine.execute(CreateCustomer(name="钱进"), who("lin"))
    return created


def history(engine: Engine, actor, customer_id: str) -> list[tuple[str, dict[str, Any]]]:
    return [(each.kind.partition(".")[2], each.params) for each in engine.customer_history(actor, customer_id)]


def test_both_have_it_in_their_history(engine: Engine, zhao_id: str, qian_id: str, begin, who) -> None:
    lin = who("lin")
    device_id = engine.execute(CreateDevice(customer_id=zhao_id, model="S2", plate="沪A1"), lin)
    case_id = begin(phone=ZHAO["phone"], plate="沪A1")
    engine.execute(TransferDevice(device_id=device_id, customer_id=qian_id), lin)
    assert engine.device(lin, device_id).customer_id == qian_id
    assert engine.devices(lin, zhao_id) == []
    assert history(engine, lin, zhao_id)[-1] == ("device_given", {"model": "S2", "customer": "钱进"})
    assert history(engine, lin, qian_id) == [
        ("customer_created", {}),
        ("device_received", {"model": "S2", "customer": "赵强"}),
    ]
    assert [each.id for each in engine.device_cases(lin, device_id)] == [case_id]
    assert engine.instance(SYSTEM, case_id).customer_id == zhao_id, "what was, stays"
    engine.execute(ChangeDevice(device_id=device_id, model="S3"), lin)
    assert history(engine, lin, qian_id)[-1] == ("device_changed", {"model": "S3"}), "and what comes is the other's"
    proofs = dict(engine.verify_all(who("auditor")))
    assert proofs[f"customer:{zhao_id}"].is_whole and proofs[f"customer:{qian_id}"].is_whole


def test_a_transfer_that_is_none(engine: Engine, zhao_id: str, qian_id: str, who) -> None:
    device_id = engine.execute(CreateDevice(customer_id=zhao_id, model="S2"), who("lin"))
    for to, from_, by, code in (
        (zhao_id, device_id, "lin", "device.same_customer"),
        ("nobody", device_id, "lin", "customer.unknown"),
        (qian_id, "nothing", "lin", "device.unknown"),
        (qian_id, device_id, "auditor", "identity.permission_missing"),
    ):
        with pytest.raises(EngineError) as refused:
            engine.execute(TransferDevice(device_id=from_, customer_id=to), who(by))
        assert refused.value.code == code
    assert engine.device(who("lin"), device_id).customer_id == zhao_id
