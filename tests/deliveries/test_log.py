"""What was sent to whom: seen by supervisors and auditors, in a history that proves it; given up ones tried again."""

from datetime import timedelta

import pytest

from engine.api import SYSTEM
from engine.errors import Forbidden, NotFound, Rejected
from engine.model.command import ChangeContact, DeliveryResult, RetryDelivery, SettleDeliveries
from engine.model.contact import Contact
from engine.store import deliveries
from tests.deliveries.conftest import FOR_EVER, FOR_NOW, Desk


def dead(desk: Desk) -> str:
    """A mail to somebody without an address would fail in the real channel; here the channel is told to."""
    desk.carriers["email"].failure = FOR_EVER
    desk.tell("mail", users="lin")
    desk.engine.deliver()
    desk.carriers["email"].failure = None
    return desk.deliveries()[0].id


def test_tried_again_with_the_address_of_now(desk: Desk) -> None:
    delivery_id = dead(desk)
    desk.reach("lin", email="right@example.com")
    desk.engine.execute(RetryDelivery(delivery_id=delivery_id), desk.who("wang"))
    assert desk.deliveries()[0].state == "waiting"
    desk.engine.deliver()
    (found,) = desk.deliveries()
    assert (found.state, found.address, found.code) == ("sent", "right@example.com", None)


def test_only_what_was_given_up(desk: Desk) -> None:
    desk.carriers["email"].failure = FOR_NOW
    desk.tell("mail", users="lin")
    desk.engine.deliver()
    with pytest.raises(Rejected, match="delivery.not_dead"):
        desk.engine.execute(RetryDelivery(delivery_id=desk.deliveries()[0].id), SYSTEM)
    with pytest.raises(NotFound):
        desk.engine.execute(RetryDelivery(delivery_id="x.1/email/lin"), SYSTEM)


READERS = [("wang", True, True), ("auditor", True, False), ("lin", False, False), ("admin", False, False)]


@pytest.mark.parametrize(("who", "reads", "retries"), READERS, ids=[row[0] for row in READERS])
def test_rights(who: str, reads: bool, retries: bool, desk: Desk) -> None:
    actor, delivery_id = desk.who(who), dead(desk)
    if reads:
        assert desk.engine.deliveries(actor, state="dead").total == 1
        assert desk.engine.deliveries(actor, state="sent").total == 0
    else:
        for read in (desk.engine.deliveries, desk.engine.notice_failures):
            with pytest.raises(Forbidden):
                read(actor)
    if retries:
        desk.engine.execute(RetryDelivery(delivery_id=delivery_id), actor)
    else:
        with pytest.raises(Forbidden):
            desk.engine.execute(RetryDelivery(delivery_id=delivery_id), actor)


def test_nobody_says_that_something_was_sent(desk: Desk) -> None:
    with pytest.raises(Forbidden):
        desk.engine.execute(SettleDeliveries(results=[]), desk.who("admin"))


def test_a_result_that_comes_too_late_counts_for_nothing(desk: Desk) -> None:
    desk.tell("mail", users="lin")
    store, now = desk.engine._services.store, desk.engine.now()
    (first,), (second,) = (deliveries.claim(store, "email", now, owner, 0) for owner in "ab")

    def settle(fence: int) -> tuple[str, int]:
        result = DeliveryResult(delivery_id=first.id, fence=fence)
        desk.engine.execute(SettleDeliveries(results=[result]), SYSTEM)
        return desk.deliveries()[0].state, desk.deliveries()[0].attempts

    assert settle(first.fence) == ("waiting", 0), "somebody else has claimed it since"
    assert settle(second.fence) == ("sent", 1)
    assert settle(second.fence) == ("sent", 1), "said twice"


def test_history_proves_it_and_keeps_persons_apart(desk: Desk) -> None:
    desk.reach("lin", phone="13800000000")
    desk.carriers["email"].failure = FOR_NOW
    desk.tell("mail", users="lin")
    desk.engine.deliver()
    desk.carriers["email"].failure = None
    desk.clock.advance(timedelta(hours=1))
    desk.engine.deliver()
    proved = dict(desk.engine.verify_all(SYSTEM))
    assert proved["delivery:all"].is_whole and proved["delivery:all"].commit_count == 2
    assert all(each.is_whole for each in proved.values())
    with desk.engine._services.store.read() as reader:
        bodies = "".join(each.body for stream in proved for each in reader.raw_commits(stream))
    for personal in ("lin@example.com", "13800000000", "客户 赵强", "For 赵强", "Mail 7"):
        assert personal not in bodies


CONTACTS = [
    ({"email": "a@b.cn", "phone": "+8613800000000", "chat_ids": {"wecom": "Lin.Xiao"}}, None, "all that can be said"),
    ({}, None, "nothing"),
    ({"email": "a b@c"}, "contact.bad_email", "a space"),
    ({"email": "a@b\nBcc: c@d"}, "contact.bad_email", "a header"),
    ({"phone": "call me"}, "contact.bad_phone", "no number"),
    ({"chat_ids": {"pigeon": "x"}}, "contact.bad_chat_id", "no robot"),
    ({"chat_ids": {"feishu": '"></at><at user_id="all'}}, "contact.bad_chat_id", "markup"),
    ({"digest_minutes": -1}, "contact.bad_digest", "back in time"),
    ({"quiet_from": "22:00"}, "contact.bad_quiet_hours", "no end"),
    ({"quiet_from": "22:00", "quiet_until": "25:00"}, "contact.bad_quiet_hours", "no hour"),
    ({"quiet_from": "22:00", "quiet_until": "22:00"}, "contact.bad_quiet_hours", "always, or never"),
]


@pytest.mark.parametrize(("fields", "code", "reason"), CONTACTS, ids=[row[2] for row in CONTACTS])
def test_contacts(fields: dict, code: str | None, reason: str, desk: Desk) -> None:
    contact, lin = Contact(**fields), desk.who("lin")
    if code is None:
        desk.engine.execute(ChangeContact(user_id="lin", contact=contact), lin)
        assert desk.engine.user_contact(lin, "lin") == contact
    else:
        with pytest.raises(Rejected, match=code):
            desk.engine.execute(ChangeContact(user_id="lin", contact=contact), lin)


def test_a_contact_is_ones_own_or_the_administrators(desk: Desk) -> None:
    change = ChangeContact(user_id="sun", contact=Contact(email="sun@example.com"))
    with pytest.raises(Forbidden):
        desk.engine.execute(change, desk.who("lin"))
    desk.engine.execute(change, desk.who("admin"))
    assert desk.engine.user_contact(desk.who("admin"), "sun").email == "sun@example.com"
    with pytest.raises(Forbidden):
        desk.engine.user_contact(desk.who("wang"), "sun")
