"""Notices leave the house: to whom, in which language, when, and what becomes of them while a channel is down."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from engine.api import SYSTEM, Engine
from engine.jobs.courier import Courier
from engine.model.command import AssignUserTask, ChangePreferences, ChangeUser, CompleteUserTask
from engine.notify.channel import Undelivered
from engine.notify.message import Message
from engine.notify.outside import Outside
from engine.notify.retrying import MOST_TRIES
from tests.deliveries.conftest import DOWN, FOR_EVER, FOR_NOW, Carrier, Desk, Open

RECIPIENTS = [
    ({"users": "lin"}, {"email:lin"}, "a person"),
    ({"groups": "juniors"}, {"email:lin", "email:sun"}, "everybody in a group who is still here"),
    ({"users": "lin,wang", "groups": "juniors"}, {"email:lin", "email:sun", "email:wang"}, "each once"),
    ({"users": "stranger"}, set(), "nobody of that name"),
    ({}, set(), "nobody"),
]


@pytest.mark.parametrize(("to", "expected", "reason"), RECIPIENTS, ids=[row[2] for row in RECIPIENTS])
def test_one_row_for_each_recipient(to: dict, expected: set, reason: str, desk: Desk) -> None:
    gone = ChangeUser(user_id="gone", name="Gone", roles=["agent"], groups=["juniors"], is_active=False)
    desk.engine.execute(gone, SYSTEM)
    desk.tell("mail", **to)
    assert set(desk.states()) == expected


CHANNELS = [
    ("plain", None, set(), True, "in-app is the way where nothing is said"),
    ("mail", None, {"email"}, True, "as the template says"),
    ("alert", None, {"email", "wecom"}, False, "not in-app where the template leaves that out"),
    ("mail", "in_app", set(), True, "a drill tells nobody outside"),
    ("plain", "webhook", {"webhook"}, False, "the diagram has the last word"),
]


@pytest.mark.parametrize(("what", "by", "expected", "is_in_app", "reason"), CHANNELS, ids=[row[4] for row in CHANNELS])
def test_channels(what: str, by: str | None, expected: set, is_in_app: bool, reason: str, desk: Desk) -> None:
    desk.tell(what, users="lin", by=by)
    assert {each.channel for each in desk.deliveries()} == expected
    lin = desk.who("lin")
    assert (desk.engine.notices(lin).total, desk.engine.unread_count(lin)) == (int(is_in_app), int(is_in_app))


def test_sent_to_each_in_their_language(desk: Desk) -> None:
    desk.reach("lin"), desk.reach("sun")
    desk.engine.execute(ChangePreferences(language="en"), desk.who("sun"))
    case = desk.tell("mail", groups="juniors")
    desk.engine.deliver()
    told = {each.persons[0].user_id: (each.title, each.body) for each in desk.carriers["email"].sent}
    link = f"\n\nhttps://kefu.example.com/instances/{case}"
    assert told["lin"] == ("邮件 7", "客户 赵强" + link)
    assert told["sun"] == ("Mail 7", "For 赵强" + link)
    sent = {each.user_id: each for each in desk.deliveries()}
    assert (sent["lin"].state, sent["lin"].address, sent["lin"].attempts) == ("sent", "lin@example.com", 1)


def test_a_room_is_told_once_and_names_whom_it_concerns(desk: Desk) -> None:
    desk.tell("alert", groups="juniors", users="wang")
    desk.engine.deliver()
    (sent,) = desk.carriers["wecom"].sent
    assert [each.user_id for each in sent.persons] == ["gone", "lin", "sun", "wang"]


def test_a_channel_that_is_down_holds_up_nothing_else(desk: Desk) -> None:
    desk.carriers["email"].failure = DOWN
    desk.reach("lin")
    cases = [desk.tell("alert", users="lin") for _ in range(3)]
    desk.engine.deliver()
    assert len(desk.carriers["wecom"].sent) == 3, "another channel goes on"
    states = [each.state for each in desk.deliveries(channel="email")]
    assert sorted(states) == ["failed", "waiting", "waiting"], "after a failure the channel is left in peace"
    for case in cases:  # cases go on
        (task,) = desk.engine.instance_tasks(SYSTEM, case)
        desk.engine.execute(CompleteUserTask(task_id=task.id), desk.who("lin"))
    desk.carriers["email"].failure = None
    desk.clock.advance(timedelta(minutes=5))
    desk.engine.deliver()
    desk.engine.deliver()
    assert len(desk.carriers["email"].sent) == 3, "each went out, and once"
    assert {each.state for each in desk.deliveries()} == {"sent"}


def test_a_long_outage_loses_nothing(desk: Desk) -> None:
    """One probe at a time: the others do not use up their tries."""
    desk.carriers["email"].failure = DOWN
    desk.reach("lin")
    for _ in range(5):
        desk.tell("mail", users="lin")
    for _ in range(24):
        desk.clock.advance(timedelta(minutes=5))
        desk.engine.deliver()
    assert max(each.attempts for each in desk.deliveries()) < MOST_TRIES
    desk.carriers["email"].failure = None
    desk.clock.advance(timedelta(hours=2))
    desk.engine.deliver()
    assert len(desk.carriers["email"].sent) == 5


FAILURES = [
    (FOR_NOW, "failed", True, "for now: tried again"),
    (FOR_EVER, "dead", False, "for ever: not tried again"),
    (RuntimeError("ours"), "failed", True, "a mistake of ours: tried again"),
]


@pytest.mark.parametrize(
    ("failure", "state", "goes_out", "reason"), FAILURES, ids=["for now", "for ever", "a mistake of ours"]
)
def test_failures(failure: Exception, state: str, goes_out: bool, reason: str, desk: Desk) -> None:
    desk.reach("lin")
    desk.carriers["email"].failure = failure
    desk.tell("mail", users="lin")
    desk.engine.deliver()
    (found,) = desk.deliveries()
    code = failure.code if isinstance(failure, Undelivered) else "delivery.failed"
    assert (found.state, found.code, found.attempts) == (state, code, 1), reason
    desk.carriers["email"].failure = None
    desk.engine.deliver()
    assert not desk.carriers["email"].sent, "not before its time"
    desk.clock.advance(timedelta(hours=1))
    desk.engine.deliver()
    assert bool(desk.carriers["email"].sent) == goes_out


def test_enough_tries_are_enough(desk: Desk) -> None:
    desk.reach("lin")
    desk.carriers["email"].failure = FOR_NOW
    desk.tell("mail", users="lin")
    for _ in range(MOST_TRIES + 3):
        desk.engine.deliver()
        desk.clock.advance(timedelta(hours=2))
    (found,) = desk.deliveries()
    assert (found.state, found.attempts) == ("dead", MOST_TRIES)


def test_without_the_channel_it_is_known_that_nothing_left(desk: Desk) -> None:
    desk.tell("plain", users="lin", by="feishu")
    desk.engine.deliver()
    (found,) = desk.deliveries()
    assert (found.state, found.code) == ("dead", "delivery.no_channel")


def test_a_channel_that_is_not_set_up_leaves_it_at_in_app(desk: Desk) -> None:
    del desk.carriers["email"]
    desk.tell("mail", users="lin")
    assert desk.deliveries() == []
    assert desk.engine.unread_count(desk.who("lin")) == 1


@pytest.mark.parametrize(("contact", "expected"), [({}, {"email:lin"}), ({"email": ""}, set())], ids=["mail", "none"])
def test_who_is_given_work_is_reached_alone(contact: dict, expected: set, desk: Desk) -> None:
    """And no room is told of it, whatever else is known of the person."""
    desk.reach("lin", chat_ids={"wecom": "lin"}, **contact)
    (task,) = desk.engine.instance_tasks(SYSTEM, desk.tell("plain"))
    desk.engine.execute(AssignUserTask(task_id=task.id, assignee="lin"), desk.who("wang"))
    assert set(desk.states()) == expected


SHANGHAI = ZoneInfo("Asia/Shanghai")


def test_quiet_hours(desk: Desk) -> None:
    desk.reach("lin", quiet_from="20:00", quiet_until="08:00"), desk.reach("sun")
    desk.clock.set(datetime(2026, 1, 5, 21, 0, tzinfo=SHANGHAI))
    for what in ("mail", "mail", "alert"):
        desk.tell(what, users="lin,sun")
    desk.engine.deliver()
    mails = desk.carriers["email"].sent
    told = sorted((each.persons[0].user_id, each.title) for each in mails)
    assert told == [("lin", "警报"), ("sun", "警报"), ("sun", "邮件 7"), ("sun", "邮件 7")], "an alert does not wait"
    desk.clock.set(datetime(2026, 1, 6, 8, 0, tzinfo=SHANGHAI))
    desk.engine.deliver()
    (morning,) = mails[4:]
    assert (morning.persons[0].user_id, morning.title) == ("lin", "2 条通知"), "the night's notices come together"


def test_quiet_hours_are_those_of_the_persons_own_zone(desk: Desk) -> None:
    desk.reach("lin", quiet_from="20:00", quiet_until="08:00")
    desk.engine.execute(ChangePreferences(time_zone="America/New_York"), desk.who("lin"))
    desk.tell("mail", users="lin")  # 09:00 in Shanghai, 20:00 in New York
    (found,) = desk.deliveries()
    assert found.due_at == datetime(2026, 1, 5, 8, 0, tzinfo=ZoneInfo("America/New_York"))


def test_a_digest(desk: Desk) -> None:
    desk.reach("lin", digest_minutes=30)
    for minute in (0, 5, 20):
        desk.clock.set(datetime(2026, 1, 5, 9, minute, tzinfo=SHANGHAI))
        desk.tell("mail", users="lin")
        desk.engine.deliver()
    assert not desk.carriers["email"].sent
    desk.clock.set(datetime(2026, 1, 5, 9, 30, tzinfo=SHANGHAI))
    desk.engine.deliver()
    (sent,) = desk.carriers["email"].sent
    assert len(sent.parts) == 3 and sent.body.endswith("/notices")
    assert [each.state for each in desk.deliveries()] == ["sent"] * 3


def test_two_processes_send_each_once(open_desk: Open, database_url: str) -> None:
    desk = open_desk(database_url)
    desk.reach("lin")
    for _ in range(12):
        desk.tell("mail", users="lin")
    gate = threading.Barrier(2)

    def deliver(engine: Engine) -> None:
        gate.wait()
        engine.deliver()

    with Engine.open(database_url, clock=desk.clock, outside=Outside(desk.carriers)) as other:
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(deliver, (desk.engine, other)))
    keys = [each.key for each in desk.carriers["email"].sent]
    assert len(keys) == 12 and len(set(keys)) == 12
    assert {each.state for each in desk.deliveries()} == {"sent"}


def test_the_ticker_sends_too_while_another_channel_hangs(desk: Desk) -> None:
    hang, told = threading.Event(), threading.Event()

    class Hanging(Carrier):
        def send(self, message: object) -> str:
            hang.wait(60)
            return ""

    class Told(Carrier):
        def send(self, message: object) -> str:
            told.set()
            return ""

    desk.carriers["email"], desk.carriers["wecom"] = Hanging(), Told()
    desk.reach("lin")
    desk.tell("alert", users="lin")
    desk.engine.start()
    try:
        assert told.wait(30)
        (task,) = desk.engine.user_tasks(desk.who("lin"), "claimable").items
        desk.engine.execute(CompleteUserTask(task_id=task.id), desk.who("lin"))
    finally:
        hang.set()
        desk.engine.stop()


def test_an_ending_process_begins_nothing_more(desk: Desk) -> None:
    began, go_on = threading.Event(), threading.Event()

    class Slow(Carrier):
        def send(self, message: Message) -> str:
            began.set()
            go_on.wait(60)
            return super().send(message)

    slow = desk.carriers["email"] = Slow()
    desk.reach("lin")
    for _ in range(5):
        desk.tell("mail", users="lin")
    courier = Courier(desk.engine._services)
    courier.begin_due()
    assert began.wait(60)
    closing = threading.Thread(target=courier.close)
    closing.start()
    while not courier._is_closed:
        pass
    go_on.set()
    closing.join(60)
    assert len(slow.sent) == 1
    assert sorted(each.state for each in desk.deliveries()) == ["sent"] + ["waiting"] * 4
