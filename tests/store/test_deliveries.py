"""Deliveries on both databases: made with their notice, claimed by one, given up to another when a lease is over."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest

from engine.clock import ManualClock
from engine.model import event as e
from engine.model.contact import Contact
from engine.store import deliveries
from engine.store.store import Store
from tests.store.build import AT, deploy, go_on, record_fact, start

REAL = datetime(2030, 1, 1, tzinfo=AT.tzinfo)  # leases are real time, whatever the business time
LATER = AT + timedelta(hours=1)


@pytest.fixture
def real_clock() -> ManualClock:
    return ManualClock(REAL)


@pytest.fixture
def store(database_url: str, real_clock: ManualClock) -> Iterator[Store]:
    opened = Store.open(database_url, real_clock=real_clock)
    deploy(opened)
    yield opened
    opened.close()


def notice(number: str, *planned: e.PlannedDelivery, **fields: object) -> e.NoticeSent:
    values = {"element_id": "tell", "template": "t", "title": f"T{number}", "body": "B", "users": ["lin"]} | fields
    return e.NoticeSent(notice_id=number, deliveries=list(planned), **values)  # type: ignore[arg-type]


def mail(user_id: str = "lin", due_at: datetime = AT, is_digest: bool = False) -> e.PlannedDelivery:
    return e.PlannedDelivery(channel="email", user_id=user_id, due_at=due_at, is_digest=is_digest)


def room(due_at: datetime = AT) -> e.PlannedDelivery:
    return e.PlannedDelivery(channel="wecom", due_at=due_at)


def claim(store: Store, now: datetime = AT, channel: str = "email", owner: str = "me") -> list[str]:
    return [each.id for each in deliveries.claim(store, channel, now, owner, 60)]


def test_rows_come_with_their_notice(store: Store) -> None:
    start(store, "i1", notice("3", mail(), mail("sun", LATER), room()))
    with store.read() as reader:
        found = {each.id: each for each in reader.deliveries().items}
    assert sorted(found) == ["i1.3/email/lin", "i1.3/email/sun", "i1.3/wecom"]
    mine = found["i1.3/email/lin"]
    assert (mine.state, mine.title, mine.business_key, mine.attempts, mine.due_at) == ("waiting", "T3", "TS-1", 0, AT)


DUE = [
    (AT, ["email", "wecom"], "both"),
    (AT - timedelta(seconds=1), [], "nothing yet"),
]


@pytest.mark.parametrize(("now", "expected", "reason"), DUE, ids=[row[2] for row in DUE])
def test_channels_with_work(now: datetime, expected: list[str], reason: str, store: Store) -> None:
    start(store, "i1", notice("3", mail(), room(), mail("sun", LATER)))
    assert deliveries.channels_due(store, now) == expected


def test_claimed_by_one_in_the_order_of_due_times(store: Store) -> None:
    start(store, "i1", notice("3", mail("b", AT), mail("a", AT - timedelta(hours=1)), mail("c", LATER)))
    assert [claim(store), claim(store), claim(store)] == [["i1.3/email/a"], ["i1.3/email/b"], []]
    assert deliveries.channels_due(store, AT) == []


def test_a_digest_is_claimed_together_and_only_with_its_own(store: Store) -> None:
    together = [mail(is_digest=True), mail("sun", is_digest=True)]
    start(store, "i1", notice("3", *together), notice("4", *together), notice("5", mail(), mail("x", LATER, True)))
    claimed = [claim(store), claim(store), claim(store)]
    assert claimed == [
        ["i1.3/email/lin", "i1.4/email/lin"],
        ["i1.3/email/sun", "i1.4/email/sun"],
        ["i1.5/email/lin"],
    ]


def test_a_courier_that_died_holds_nothing_up_for_longer_than_its_lease(store: Store, real_clock: ManualClock) -> None:
    start(store, "i1", notice("3", mail()))
    (first,) = deliveries.claim(store, "email", AT, "dead", 60)
    real_clock.advance(timedelta(seconds=59))
    assert claim(store) == []
    real_clock.advance(timedelta(seconds=1))
    (second,) = deliveries.claim(store, "email", AT, "alive", 60)
    assert second.fence == first.fence + 1


def test_many_couriers_claim_each_once(store: Store) -> None:
    start(store, "i1", notice("3", *(mail(f"u{number}") for number in range(20))))

    def work(owner: int) -> list[str]:
        found = []
        while claimed := claim(store, owner=str(owner)):
            found += claimed
        return found

    with ThreadPoolExecutor(4) as pool:
        claimed = [each for found in pool.map(work, range(4)) for each in found]
    assert len(claimed) == 20 and len(set(claimed)) == 20


def test_results(store: Store) -> None:
    start(store, "i1", notice("3", mail("a"), mail("b"), mail("c")))
    a, b, c = (f"i1.3/email/{name}" for name in "abc")
    record_fact(
        store,
        "delivery:all",
        e.DeliverySent(delivery_id=a, attempts=1, address="a@x"),
        e.DeliveryFailed(delivery_id=b, attempts=1, code="smtp.refused", params={"status": 451}, due_at=LATER),
        e.DeliveryFailed(delivery_id=c, attempts=16, code="smtp.refused", params={"status": 550}),
    )
    with store.read() as reader:
        found = {each.id: each for each in reader.deliveries().items}
    assert [found[each].state for each in (a, b, c)] == ["sent", "failed", "dead"]
    assert (found[a].sent_at, found[a].address, found[b].due_at, found[c].due_at) == (AT, "a@x", LATER, AT)
    assert claim(store) == [] and claim(store, LATER) == [b], "what failed for now is tried again in its time"
    record_fact(store, "delivery:all", e.DeliveryRetried(delivery_id=c, due_at=LATER))
    assert claim(store, LATER) == [c], "and what was given up when somebody says so"


def test_a_failed_notice_and_its_repair(store: Store) -> None:
    failed = e.NoticeFailed(
        notice_id="3", element_id="tell", template="t", users=["lin"], code="x.y", params={"n": 1}, variables={"a": 2}
    )
    start(store, "i1", failed)
    with store.read() as reader:
        (found,) = reader.notice_failures().items
    assert (found.id, found.request, found.variables, found.params) == (
        "i1.3",
        {"users": ["lin"], "groups": [], "channels": None},
        {"a": 2},
        {"n": 1},
    )
    go_on(store, "i1", [notice("4", repairs="3")], at=LATER)
    with store.read() as reader:
        assert reader.notice_failures().total == 0
        assert reader.notice_failures("resolved").items[0].resolved_at == LATER


def test_a_notice_that_only_goes_outside_is_in_nobodys_list(store: Store) -> None:
    start(store, "i1", notice("3", is_in_app=False), notice("4"))
    with store.read() as reader:
        assert [each.id for each in reader.notices("lin", []).items] == ["i1.4"]
        assert reader.unread_count("lin", []) == 1
        assert reader.told(["i1.3"]) == (["lin"], [])


def test_contacts(store: Store) -> None:
    for email in ("old@x", "new@x"):
        record_fact(store, "system", e.ContactChanged(user_id="lin", contact={"email": email, "digest_minutes": 5}))
    with store.read() as reader:
        assert reader.contacts(["lin", "sun"]) == {"lin": Contact(email="new@x", digest_minutes=5)}
