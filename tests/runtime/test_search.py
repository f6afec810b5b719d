"""Cases and tasks found by the variables that their process declares to be searched by."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.api import SYSTEM
from engine.errors import Rejected
from engine.model import command as c
from engine.model import operation as o
from engine.model.search import LAST, LONGEST, Condition
from engine.store.removal import remove
from engine.store.tables.search_value import search_value
from tests.runtime.diagram import call, diagram, user
from tests.runtime.office import LIN, WANG, Office

DECLARED = {"amount": "number", "city": "text", "sold": "date", "urgent": "boolean"}


def declaring(key: str, flows: str, *elements: str, **types: str) -> bytes:
    given = "".join(f'<camunda:property name="search.{name}" value="{type}"/>' for name, type in types.items())
    said = f"<extensionElements><camunda:properties>{given}</camunda:properties></extensionElements>"
    return diagram(key, flows, said, *elements)


def desk_process(key: str = "p", **types: str) -> bytes:
    return declaring(key, "start > work > end", user("work"), **(types or DECLARED))


@pytest.fixture
def found(office: Office) -> Office:
    office.hire()
    office.deploy(desk_process())
    return office


def cases(office: Office, *conditions: tuple[str, str, str], **more: Any) -> list[str]:
    asked = [Condition(*each) for each in conditions]
    page = office.engine.instances(SYSTEM, variables=asked, sort="started", **more)
    assert page.total == len(page.items)
    return [each.id for each in page.items]


def tasks(office: Office, *conditions: tuple[str, str, str], folder: str = "all", actor: Any = SYSTEM) -> list[str]:
    asked = [Condition(*each) for each in conditions]
    return [each.instance_id for each in office.engine.user_tasks(actor, folder, variables=asked).items]


def rows(office: Office) -> dict[tuple[str, str], Any]:
    with office.engine._services.store.write() as unit:
        table = unit.connection.execute(search_value.select()).all()
    return {(each[0], each[1]): next(value for value in each[2:] if value is not None) for each in table}


ASKED: list[tuple[tuple[str, str, str], list[Any], str]] = [
    (("amount", "eq", "100"), [100, Decimal("100.0")], "a number is what it is worth"),
    (("amount", "neq", "100"), [99.5, 2500], "those that have none are none of another"),
    (("amount", "gt", "100"), [2500], ""),
    (("amount", "gteq", " 100 "), [100, Decimal("100.0"), 2500], "what is typed has spaces around it"),
    (("amount", "lt", "1e2"), [99.5], "as people of science write it"),
    (("amount", "lteq", "99.5"), [99.5], ""),
    (("amount", "gt", "-1"), [99.5, 100, Decimal("100.0"), 2500], "text and truth are no numbers"),
    (("city", "eq", "北京"), ["北京"], "as it is written"),
    (("city", "starts", "北"), ["北京", "北海"], ""),
    (("city", "starts", "PU"), ["PUDONG"], "capitals are other letters"),
    (("city", "neq", "北京"), ["北海", "PUDONG", "a%_b"], ""),
    (("city", "starts", "a%"), ["a%_b"], "no pattern: a beginning"),
    (("city", "gteq", "北"), ["北京", "北海"], "in the order of code points"),
    (("sold", "eq", "2026-11-22"), ["2026-11-22", "2026-11-22T15:59:59Z", "2026-11-22T23:00:00"], "the whole day here"),
    (("sold", "neq", "2026-11-22"), ["2026-11-21T23:00:00+08:00", "2026-11-23"], ""),
    (("sold", "gt", "2026-11-22"), ["2026-11-23"], "after the day"),
    (("sold", "gteq", "2026-11-22T23:00:00+08:00"),
     ["2026-11-22T15:59:59Z", "2026-11-22T23:00:00", "2026-11-23"], "a moment"),
    (("sold", "lt", "2026-11-22"), ["2026-11-21T23:00:00+08:00"], ""),
    (("sold", "lteq", "2026-11-22"),
     ["2026-11-22", "2026-11-22T15:59:59Z", "2026-11-22T23:00:00", "2026-11-21T23:00:00+08:00"], "to its end"),
    (("urgent", "eq", "true"), [True], "not 1, and not the text"),
    (("urgent", "neq", "TRUE"), [False], ""),
]  # fmt: skip
VALUES: dict[str, list[Any]] = {
    "amount": [99.5, 100, Decimal("100.0"), 2500, "100", True, None, [100], Decimal("1e999")],
    "city": ["北京", "北海", "PUDONG", "a%_b", 7, None, {"name": "北京"}],
    "sold": ["2026-11-22", "2026-11-22T15:59:59Z", "2026-11-22T23:00:00", "2026-11-21T23:00:00+08:00",
             "2026-11-23", "2026-13-01", "soon", 20261122],
    "urgent": [True, False, "true", 1],
}  # fmt: skip


@pytest.mark.parametrize(("condition", "values", "why"), ASKED, ids=[" ".join(each[0]) for each in ASKED])
def test_operators(found: Office, condition: tuple[str, str, str], values: list[Any], why: str) -> None:
    name = condition[0]
    begun = {found.start(**{name: value}): value for value in VALUES[name]}
    found.start()
    hits = cases(found, condition)
    assert sorted(repr(begun[each]) for each in hits) == sorted(map(repr, values)), why
    assert sorted(tasks(found, condition)) == sorted(hits), why


def test_all_conditions_hold(found: Office) -> None:
    wanted = found.start(amount=200, city="上海")
    found.start(amount=200, city="北京")
    found.start(amount=5, city="上海")
    assert cases(found, ("amount", "gt", "100"), ("city", "eq", "上海")) == [wanted]
    assert cases(found, ("amount", "gt", "1"), ("amount", "lt", "100"), process_key="p") != [wanted]


def test_values_follow_the_case(found: Office) -> None:
    case = found.start(amount=1, city="北京")
    found.do(c.SetVariables(scope_id=case, variables={"amount": 2, "city": None}))
    assert rows(found) == {(case, "amount"): 2.0}, "a value that became null is found by nothing"
    found.do(c.SetVariables(scope_id=case, variables={"amount": "two"}))
    assert rows(found) == {}, "nor one of another type"
    found.do(c.SetVariables(scope_id=case, variables={"amount": True}))
    assert rows(found) == {}
    found.do(c.SetVariables(scope_id=case, variables={"amount": 1}))
    assert rows(found) == {(case, "amount"): 1.0}, "1 and true are equal to Python only"


def test_locals_are_not_the_case(found: Office) -> None:
    case = found.start(amount=1)
    task_id = found.task(case)
    found.do(c.SetVariables(scope_id=task_id, variables={"amount": 9}, is_local=True))
    assert rows(found) == {(case, "amount"): 1.0}


def test_long_texts_are_cut(found: Office) -> None:
    case = found.start(city="长" * 5_000)
    assert rows(found) == {(case, "city"): "长" * LONGEST}
    assert cases(found, ("city", "eq", "长" * 5_000)) == [case]


def test_values_stay_when_the_case_has_ended(found: Office) -> None:
    case = found.start(amount=1)
    found.do(c.ClaimUserTask(task_id=found.task(case)), LIN)
    found.do(c.CompleteUserTask(task_id=found.task(case), variables={"city": "北京"}), LIN)
    assert cases(found, ("city", "eq", "北京"), state="completed") == [case]
    assert tasks(found, ("city", "eq", "北京"), folder="done", actor=LIN) == [case]


def test_a_called_case_has_its_own(open_office: Any) -> None:
    """Its work is found by what it knows itself; the list of cases shows roots."""
    office = open_office()
    office.deploy(
        declaring("outer", "start > call > end", call("call", "inner"), amount="number"),
        desk_process("inner", city="text"),
    )
    case = office.start("outer", amount=5)
    [called] = office.engine.called(SYSTEM, case)
    office.do(c.SetVariables(scope_id=called.id, variables={"city": "北京", "amount": 7}))
    [task] = office.engine.user_tasks(SYSTEM, "all", variables=[Condition("city", "eq", "北京")]).items
    assert (task.root_id, task.instance_id) == (case, called.id)
    assert cases(office, ("city", "eq", "北京")) == []
    assert cases(office, ("amount", "eq", "5")) == [case]


def test_migration_takes_the_declarations_of_the_new_version(found: Office) -> None:
    case = found.start(amount=1, city="北京", urgent=True)
    found.deploy(desk_process(amount="text", urgent="boolean", note="text"))
    assert cases(found, ("urgent", "eq", "true")) == [case], "what is declared alike is found before too"
    found.do(c.SetVariables(scope_id=case, variables={"note": "n"}))
    assert (case, "note") not in rows(found), "the version that it runs on does not declare it"
    found.do(o.MigrateInstance(instance_id=case, version=2))
    assert rows(found) == {(case, "urgent"): True, (case, "note"): "n"}


def test_two_processes_give_one_name_two_types(found: Office) -> None:
    found.deploy(q__bpmn=desk_process("q", amount="text"))
    number, text = found.start("p", amount=100), found.start("q", amount="100")
    assert sorted(cases(found, ("amount", "eq", "100"))) == sorted([number, text])
    assert cases(found, ("amount", "eq", "100"), process_key="q") == [text]
    assert cases(found, ("amount", "starts", "10")) == [text], "only a text begins with something"


def test_rows_show_what_they_are_searched_by(found: Office) -> None:
    case = found.start(amount=100, city="北京")
    [row] = found.engine.instances(SYSTEM, process_key="p").items
    assert row.searched == {"amount": 100.0, "city": "北京"}
    [row] = found.engine.user_tasks(SYSTEM, "all", variables=[Condition("amount", "gt", "1")]).items
    assert (row.instance_id, row.searched) == (case, {"amount": 100.0})
    assert found.engine.instances(SYSTEM).items[0].searched == {}


REFUSED = [
    (("nobody", "eq", "1"), "search.unknown_name"),
    (("amount", "eq", "much"), "search.bad_value"),
    (("amount", "eq", "nan"), "search.bad_value"),
    (("amount", "eq", "1e999"), "search.bad_value"),
    (("amount", "starts", "1"), "search.bad_operator"),
    (("amount", "like", "1"), "search.bad_operator"),
    (("city", "eq", ""), None),
    (("sold", "eq", "tomorrow"), "search.bad_value"),
    (("sold", "eq", "2026-02-30"), "search.bad_value"),
    (("sold", "eq", "9999-12-31"), None),
    (("sold", "eq", "0001-01-01"), "search.bad_value"),
    (("urgent", "gt", "true"), "search.bad_operator"),
    (("urgent", "eq", "1"), "search.bad_value"),
]


@pytest.mark.parametrize(("condition", "code"), REFUSED, ids=[" ".join(each[0]) for each in REFUSED])
def test_what_cannot_be_asked(desk: Office, condition: tuple[str, str, str], code: str | None) -> None:
    desk.deploy(desk_process())
    if code is None:
        assert cases(desk, condition) == []
        return
    with pytest.raises(Rejected) as refused:
        cases(desk, condition)
    assert refused.value.code == code


def test_ten_conditions_and_no_more(desk: Office) -> None:
    desk.deploy(desk_process())
    assert cases(desk, *[("amount", "gt", "1")] * 10) == []
    with pytest.raises(Rejected, match=r"search\.too_many"):
        cases(desk, *[("amount", "gt", "1")] * 11)


def test_rights_come_first(found: Office) -> None:
    """Whose list it is decides what is seen; a condition only takes away."""
    mine = found.start(actor=WANG, amount=1)
    found.start(amount=1)
    page = found.engine.instances(WANG, folder="started", variables=[Condition("amount", "eq", "1")])
    assert [each.id for each in page.items] == [mine]
    with pytest.raises(Rejected, match=r"identity\."):
        found.engine.instances(LIN, variables=[Condition("amount", "eq", "1")])
    assert len(tasks(found, ("amount", "eq", "1"), folder="claimable", actor=LIN)) == 2
    assert tasks(found, ("amount", "eq", "1"), folder="mine", actor=LIN) == []


@pytest.mark.parametrize("few", [0, 1_000], ids=["checked row by row", "looked up"])
def test_pages(found: Office, few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a condition that many meet, and of one that few do: each hit once, in order, and as many as there are."""
    monkeypatch.setattr("engine.store.queries.searching.FEW", few)
    begun = [found.start(amount=number % 3) for number in range(9)]
    wanted = [Condition("amount", "gteq", "1")]
    seen: list[str] = []
    at = None
    while at is not None or not seen:
        page = found.engine.instances(SYSTEM, variables=wanted, sort="started", at=at, limit=4)
        assert page.total == 6
        seen += [each.id for each in page.items]
        at = page.next
    assert sorted(seen) == sorted(each for number, each in enumerate(begun) if number % 3)
    for search in ("", "work"):
        offered = found.engine.user_tasks(LIN, "claimable", variables=wanted, search=search)
        assert (len(offered.items), offered.total) == (6, 6)


def test_late_cases(found: Office) -> None:
    found.deploy(late__bpmn=declaring("late", "start > work > end", user("work", dueDate="PT1H"), amount="number"))
    case = found.start("late", amount=3)
    found.start("late", amount=4)
    found.wait(hours=2)
    page = found.engine.instances(SYSTEM, folder="overdue", variables=[Condition("amount", "lt", "4")])
    assert [each.id for each in page.items] == [case]


TEXTS = st.text(max_size=3).filter(lambda text: LAST not in text and text == text.strip())
NUMBERS = st.integers(-3, 3) | st.decimals(-3, 3, places=1)
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2026, 1, 4)).map(lambda at: at.replace(microsecond=0))
WRITTEN = {
    "amount": NUMBERS,
    "city": TEXTS,
    "sold": MOMENTS.map(lambda at: f"{at.isoformat()}+08:00") | MOMENTS.map(lambda at: at.date().isoformat()),
    "urgent": st.booleans(),
}
ANYTHING = st.none() | st.one_of(*WRITTEN.values())
VARIABLES = st.dictionaries(st.sampled_from(sorted(DECLARED)), ANYTHING)
OPERATORS = {
    "eq": lambda value, asked: value == asked,
    "neq": lambda value, asked: value != asked,
    "gt": lambda value, asked: value > asked,
    "gteq": lambda value, asked: value >= asked,
    "lt": lambda value, asked: value < asked,
    "lteq": lambda value, asked: value <= asked,
    "starts": lambda value, asked: value.startswith(asked),
}
SHANGHAI = ZoneInfo("Asia/Shanghai")


def is_met(condition: Condition, value: Any) -> bool:
    """What a reader would say."""
    name, operator, text = condition.name, condition.operator, condition.value
    compare = OPERATORS[operator]
    if name == "amount":
        is_number = isinstance(value, int | Decimal) and not isinstance(value, bool)
        return is_number and compare(float(value), float(text))
    if name == "city":
        return isinstance(value, str) and compare(value.replace("\x00", "\ufffd"), text.replace("\x00", "\ufffd"))
    if name == "urgent":
        return isinstance(value, bool) and compare(value, text == "true")
    return isinstance(value, str) and moment(value) is not None and by_day(operator, moment(value), text)


def moment(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text) if len(text) >= 10 else None
    except ValueError:
        return None
    return at and (at if at.tzinfo else at.replace(tzinfo=SHANGHAI)).astimezone(UTC)


def by_day(operator: str, value: Any, text: str) -> bool:
    if len(text) > 10:
        return OPERATORS[operator](value, moment(text))
    return OPERATORS[operator](value.astimezone(SHANGHAI).date(), date.fromisoformat(text))


@st.composite
def conditions(draw: st.DrawFn) -> Condition:
    name = draw(st.sampled_from(sorted(DECLARED)))
    allowed = {"city": list(OPERATORS), "urgent": ["eq", "neq"]}.get(name, list(OPERATORS)[:-1])
    value = draw(WRITTEN[name])
    return Condition(name, draw(st.sampled_from(allowed)), str(value).lower() if name == "urgent" else str(value))


@pytest.fixture(scope="module")
def shared() -> Iterator[Office]:
    office = Office("sqlite://")
    office.deploy(desk_process())
    yield office
    office.close()


@settings(max_examples=60, deadline=timedelta(seconds=20), suppress_health_check=list(HealthCheck))
@given(
    st.lists(st.lists(VARIABLES, min_size=1, max_size=3), min_size=1, max_size=3), st.lists(conditions(), max_size=2)
)
def test_what_is_found_is_what_holds(
    shared: Office, courses: list[list[dict[str, Any]]], asked: list[Condition]
) -> None:
    """Whatever is set and changed in whatever order: found are those whose variables are such now."""
    expected = []
    begun = []
    for first, *later in courses:
        case = shared.start(**first)
        begun.append(case)
        values = dict(first)
        for change in later:
            shared.do(c.SetVariables(scope_id=case, variables=change))
            values |= change
        if all(is_met(each, values.get(each.name)) for each in asked):
            expected.append(case)
    page = shared.engine.instances(SYSTEM, variables=asked, limit=200)
    assert sorted(each.id for each in page.items) == sorted(expected)
    with shared.engine._services.store.write() as unit:
        remove(unit.connection, begun)
    assert rows(shared) == {}
