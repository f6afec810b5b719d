"""Many commands, committed in groups: each is obeyed or refused as if it had come alone."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from engine.api import SYSTEM
from engine.model import command as c
from engine.store.store import Store
from tests.runtime.diagram import diagram, service, user
from tests.runtime.office import LIN, MONDAY, QIAN, Office

PLAIN = diagram("p", "start > work > end", user("work"))


@pytest.fixture
def desk(office: Office) -> Office:
    """On both databases."""
    office.deploy(PLAIN)
    return office


@pytest.fixture
def transactions(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """One entry for each that was begun."""
    begun: list[int] = []
    write = Store.write

    def counted(self: Store) -> Any:
        begun.append(1)
        return write(self)

    monkeypatch.setattr(Store, "write", counted)
    return begun


def starts(count: int, batch: str = "") -> list[c.Command]:
    return [
        c.StartInstance(key="p", variables={"number": number}, command_id=f"{batch}{number}" if batch else "")
        for number in range(count)
    ]


def test_in_order_and_few_transactions(desk: Office, transactions: list[int]) -> None:
    results = desk.engine.execute_all(starts(120), SYSTEM)
    assert len(transactions) == 3
    for number in (0, 49, 50, 119):
        assert desk.engine.variables(SYSTEM, results[number].answer) == {"number": number}


def test_sent_again_it_gets_the_same_answers(desk: Office) -> None:
    first = desk.engine.execute_all(starts(60, "import-"), SYSTEM)
    again = desk.engine.execute_all(starts(80, "import-"), SYSTEM)
    assert [each.answer for each in again[:60]] == [each.answer for each in first]
    assert len({each.answer for each in again}) == 80


def test_the_same_id_twice_in_a_group_is_one_case(desk: Office) -> None:
    results = desk.engine.execute_all([*starts(2, "x"), *starts(2, "x")], SYSTEM)
    assert [each.answer for each in results[:2]] == [each.answer for each in results[2:]]


@pytest.mark.parametrize(("wrong", "why"), [
    ([7], "one is left out, and the others go together"),
    ([0, 1, 2], "some"),
    (list(range(0, 20, 2)), "too many to go together without them: each comes by itself"),
])  # fmt: skip
def test_what_is_refused_harms_no_other(desk: Office, wrong: list[int], why: str) -> None:
    tasks = [desk.task(desk.do(each)) for each in starts(20)]
    for number in wrong:
        desk.do(c.CompleteUserTask(task_id=tasks[number]), LIN)
    results = desk.engine.execute_all([c.CompleteUserTask(task_id=each) for each in tasks], LIN)
    refused = {number: each.refusal.code for number, each in enumerate(results) if each.refusal is not None}
    assert refused == dict.fromkeys(wrong, "task.completed_by")
    with desk.engine._services.store.read() as reader:
        assert reader.user_tasks(state="open").total == 0


def test_half_a_letter_harms_no_other(desk: Office) -> None:
    """Already where the numbers of all callers are asked for at once."""
    bad = [c.StartInstance(key="p", variables={"phone": "1\ud800"}), c.CompleteUserTask(task_id="c\ud800.1")]
    results = desk.engine.execute_all([*bad, *starts(3)], SYSTEM)
    assert [each.refusal and each.refusal.code for each in results] == ["command.bad_text"] * 2 + [None] * 3


def test_each_case_of_a_group_finds_its_record(desk: Office) -> None:
    zhao, qian = (desk.do(c.CreateCustomer(name=name, phone=name)) for name in ("zhao", "qian"))
    begun = [c.StartInstance(key="p", variables={"phone": phone}) for phone in ("zhao", "qian", "zhao", "sun", "")]
    results = desk.engine.execute_all(begun, SYSTEM)
    cases = [desk.engine.instance(SYSTEM, each.answer) for each in results]
    assert [each.customer_id for each in cases] == [zhao, qian, zhao, None, None]
    assert all(desk.engine.verify(SYSTEM, each.id).is_whole for each in cases)


def test_rights_count_for_each(desk: Office) -> None:
    task = desk.task(desk.start())
    [result] = desk.engine.execute_all([c.CompleteUserTask(task_id=task)], QIAN)
    mixed = desk.engine.execute_all([c.CompleteUserTask(task_id=task), *starts(3)], QIAN)
    assert result.refusal is not None
    assert mixed[0].refusal is not None
    assert result.refusal.code == mixed[0].refusal.code == "task.not_yours"


def test_several_of_one_case_see_each_other(desk: Office) -> None:
    case = desk.start()
    task = desk.task(case)
    commands = [
        c.SetVariables(scope_id=case, variables={"a": 1}),
        c.ChangeDueDate(task_id=task, due_at=MONDAY),
        c.SetVariables(scope_id=case, variables={"b": 2}),
    ]
    results = desk.engine.execute_all(commands, SYSTEM)
    assert [each.refusal for each in results] == [None] * 3
    assert desk.engine.variables(SYSTEM, case) == {"a": 1, "b": 2}


def test_their_jobs_are_for_whoever_is_free(open_office: Callable[..., Office]) -> None:
    office = open_office(count=lambda variables, context: {"counted": True})
    office.deploy(diagram("s", "start > count > end", service("count", "count")))
    results = office.engine.execute_all([c.StartInstance(key="s") for _ in range(3)], SYSTEM)
    assert {office.state(each.answer) for each in results} == {"active"}
    office.engine.settle()
    assert {office.state(each.answer) for each in results} == {"completed"}


def test_a_group_that_meets_another_waits_for_it(desk: Office) -> None:
    """Two imports at once, of the same lines: each line is one case."""
    with ThreadPoolExecutor(2) as pool:
        both = list(pool.map(lambda _: desk.engine.execute_all(starts(60, "line-"), SYSTEM), range(2)))
    assert [each.answer for each in both[0]] == [each.answer for each in both[1]]
