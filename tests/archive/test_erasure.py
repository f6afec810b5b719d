"""A customer is erased: nothing of what was said is found anywhere, and every proof still holds."""

import re
from pathlib import Path

import pytest
from sqlalchemy import LargeBinary, select

from engine.api import SYSTEM
from engine.errors import Forbidden, NotFound, Rejected
from engine.history.verify import verify_export
from engine.identity.actor import person
from engine.model import command as c
from engine.model.erasure import EraseCustomer, Erasure
from engine.store.schema import TABLES
from tests.archive.conftest import Desk

NAMES = ("赵强", "138-0013", "已联系客户", "photo", "朝阳路", "京A·12345")
ADMIN = person("gao", "高平", ["admin"])


@pytest.fixture
def customer_id(desk: Desk) -> str:
    """With a device, and an ended case with a remark and a file."""
    made: str = desk.do(c.CreateCustomer(name="赵强", phone="138-0013", address="朝阳路 8 号"))
    desk.do(c.ChangeCustomer(customer_id=made, name="赵强", phone="138-0013", note="朝阳路，二楼"))
    desk.do(c.CreateDevice(customer_id=made, model="S2", plate="京A·12345"))
    desk.ended("a")
    with desk.engine._services.store.read() as reader:
        assert reader.customer_cases(made)[0].id == "a"
    return made


def found(desk: Desk) -> set[tuple[str, str]]:
    """Table and column in which one of the names still stands."""
    places = set()
    with desk.engine._services.store.write() as unit:
        for table in TABLES:
            for row in unit.connection.execute(select(table)).mappings():
                places |= {(table.name, name) for name, value in row.items() if _has_name(value)}
    return places


def _has_name(value: object) -> bool:
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    return any(re.search(name, text) for name in NAMES)


def test_nothing_is_found_any_more(desk: Desk, customer_id: str) -> None:
    assert {table for table, _ in found(desk)} >= {"payload", "customer", "instance", "comment", "attachment_content"}
    erased = desk.do(EraseCustomer(customer_id=customer_id, reason="本人要求"), ADMIN)
    assert erased == Erasure(cases=["a"], archives=[])
    assert found(desk) == set()


def test_every_proof_still_holds(desk: Desk, customer_id: str) -> None:
    desk.do(EraseCustomer(customer_id=customer_id, reason="本人要求"), ADMIN)
    assert desk.broken() == {}
    assert verify_export(desk.engine.export(SYSTEM, "a")).problems == []
    told = [(each.kind, each.params) for each in desk.engine.timeline(SYSTEM, "a")]
    assert told[-1] == ("timeline.person_erased", {"reason": "本人要求"})
    assert desk.engine.variables(SYSTEM, "a") == {"customer": None, "phone": None}
    assert desk.engine.replay(SYSTEM, "a").is_verified


def test_the_same_command_is_answered_again(desk: Desk, customer_id: str) -> None:
    command = EraseCustomer(command_id="once", customer_id=customer_id, reason="本人要求")
    assert desk.do(command) == desk.do(command)


def test_not_while_a_case_is_running(desk: Desk, customer_id: str) -> None:
    desk.begun("b")
    with pytest.raises(Rejected, match="customer.open_cases"):
        desk.do(EraseCustomer(customer_id=customer_id, reason="本人要求"))
    assert desk.broken() == {}
    assert ("customer", "name") in found(desk)


def test_other_customers_keep_theirs(desk: Desk, customer_id: str) -> None:
    other: str = desk.do(c.CreateCustomer(name="钱进", phone="139"))
    desk.do(EraseCustomer(customer_id=customer_id, reason="本人要求"))
    assert desk.engine.customer(SYSTEM, other).name == "钱进"
    assert desk.engine.customer(SYSTEM, customer_id).name == "—"


def test_a_reason_is_given_by_somebody_who_may(desk: Desk, customer_id: str) -> None:
    with pytest.raises(Rejected, match="text.missing"):
        desk.do(EraseCustomer(customer_id=customer_id, reason=" "))
    with pytest.raises(Forbidden):
        desk.do(EraseCustomer(customer_id=customer_id, reason="x"), person("xu", "徐英", ["auditor"]))
    with pytest.raises(NotFound):
        desk.do(EraseCustomer(customer_id="nobody", reason="x"))


def test_archives_that_still_have_the_person_are_named(desk: Desk, customer_id: str, tmp_path: Path) -> None:
    desk.wait(days=31)
    [made] = desk.archiver().run()
    erased = desk.do(EraseCustomer(customer_id=customer_id, reason="本人要求"))
    assert erased == Erasure(cases=[], archives=[made.file])


def test_an_erased_case_is_archived_as_it_is(desk: Desk, customer_id: str) -> None:
    desk.do(EraseCustomer(customer_id=customer_id, reason="本人要求"))
    desk.wait(days=31)
    archiver = desk.archiver()
    [made] = archiver.run()
    assert (made.case_count, archiver.broken) == (1, [])
    assert "赵强".encode() not in (desk.folder / made.file).read_bytes()


def test_every_binary_column_is_looked_into() -> None:
    """So that the search above sees files too."""
    assert {each.name for table in TABLES for each in table.c if isinstance(each.type, LargeBinary)} >= {"body"}
