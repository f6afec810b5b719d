"""The built-in handler `notify`: who is told what, in the commit of the step."""

from typing import Any

import pytest
from msgspec.structs import replace

from engine.errors import Rejected
from engine.expr.compile import text
from engine.model import definition as d
from engine.model import event as e
from engine.model.command import ClaimUserTask, NoticeRequest, SendNotice
from tests.kernel.build import boundary, mapping, message, parallel, process, service, start, task, timer, user
from tests.kernel.desk import MONDAY, ROOT, Desk


def notices(desk: Desk) -> list[e.NoticeSent]:
    return [event for event in desk.events() if isinstance(event, e.NoticeSent)]


RECIPIENTS = [
    ({"toUsers": '"li, wang"'}, ["li", "wang"], [], "a text with commas"),
    ({"toUsers": '["wang", "li", "li"]'}, ["li", "wang"], [], "a list, each once"),
    ({"toGroups": '"seniors"'}, [], ["seniors"], "groups"),
    ({"toUsers": "null"}, [], [], "nobody"),
]


@pytest.mark.parametrize(("inputs", "users", "groups", "reason"), RECIPIENTS, ids=[row[3] for row in RECIPIENTS])
def test_recipients(inputs: dict, users: list, groups: list, reason: str) -> None:
    drawn = process(start(), service("s", "notify", inputs=mapping(template='"hello"', **inputs)), flows="start -> s")
    desk = Desk(drawn).start()
    assert desk.state == "completed", "nobody waits for a notice"
    sent = notices(desk)[0]
    assert (sent.users, sent.groups, sent.template, sent.body) == (users, groups, "hello", "p: hello"), reason


@pytest.mark.parametrize(
    ("claimed", "users", "groups"), [(False, ["li"], ["juniors"]), (True, ["lin"], [])], ids=["open", "claimed"]
)
def test_the_people_of_a_task(claimed: bool, users: list, groups: list) -> None:
    drawn = process(
        start(), user("a", candidate_groups=text("juniors"), candidate_users=text("li")),
        boundary("late", "a", timer("duration", "PT1H"), False),
        service("tell", "notify", inputs=mapping(template='"late"', toTask='"a"')), flows="start -> a\nlate -> tell",
    )  # fmt: skip
    desk = Desk(drawn).start()
    if claimed:
        desk.do(ClaimUserTask(task_id=desk.activity("a")))
    sent = notices(desk.fire("late"))[0]
    assert (sent.users, sent.groups) == (users, groups)


def test_without_a_template_it_is_an_incident() -> None:
    assert Desk(process(start(), service("s", "notify"), flows="start -> s")).start().incidents == [
        "notice.no_template"
    ]


def test_a_template_that_fails_is_no_incident_of_the_case() -> None:
    inputs = mapping(template='"broken"', toUsers='"li"', toChannels='"email"')
    desk = Desk(process(start(), service("s", "notify", inputs=inputs), user("after"), flows="start -> s -> after"))
    desk.start()
    assert (desk.active, desk.incidents, notices(desk)) == (["after"], [], [])
    (failed,) = [event for event in desk.events() if isinstance(event, e.NoticeFailed)]
    assert (failed.code, failed.users, failed.channels) == ("notice.unknown_template", ["li"], ["email"])
    assert failed.variables["template"] == "broken", "its locals are kept, for it may be sent later"


def test_a_failed_notice_is_sent_later() -> None:
    drawn = process(start(), service("s", "notify", inputs=mapping(template='"broken"')), flows="start -> s")
    desk = Desk(drawn).start()
    (failed,) = [event for event in desk.events() if isinstance(event, e.NoticeFailed)]
    again = SendNotice(
        instance_id=ROOT, element_id="s", repairs=failed.notice_id, request=NoticeRequest(template="broken")
    )
    with pytest.raises(Rejected, match="notice.unknown_template"):
        desk.do(again)
    desk.do(replace(again, request=NoticeRequest(template="mended", users=["li"])))
    (sent,) = notices(desk)
    assert (sent.repairs, sent.title, sent.users) == (failed.notice_id, "mended", ["li"])
    assert sent.notice_id != failed.notice_id


WAYS = [
    ({}, True, [], "in-app where nothing is said"),
    ({"toChannels": '["email", "in_app"]'}, True, ["email"], "a list"),
    ({"toChannels": '"wecom, email, email"'}, False, ["email", "wecom"], "a text with commas; each once"),
    ({"toChannels": "null"}, True, [], "null is nothing said"),
]


@pytest.mark.parametrize(("inputs", "is_in_app", "outside", "reason"), WAYS, ids=[row[3] for row in WAYS])
def test_ways(inputs: dict, is_in_app: bool, outside: list, reason: str) -> None:
    class Everybody:
        def deliveries(self, channels: Any, level: str, users: Any, groups: Any) -> list[e.PlannedDelivery]:
            return [e.PlannedDelivery(channel=each, due_at=MONDAY) for each in channels if each != "in_app"]

    drawn = process(start(), service("s", "notify", inputs=mapping(template='"x"', **inputs)), flows="start -> s")
    desk = Desk(drawn)
    desk.audience = Everybody()
    (sent,) = notices(desk.start())
    assert (sent.is_in_app, [each.channel for each in sent.deliveries]) == (is_in_app, outside)


def test_a_handler_asks_for_notices() -> None:
    desk = Desk(process(start(), service("s"), flows="start -> s"))
    request = NoticeRequest(template="", users=["li"], title="Done", body="All of it", level="warning")
    desk.pure["work"] = lambda variables, **where: ({"x": 1}, (request,))
    desk.start()
    assert [(sent.users, sent.title, sent.level) for sent in notices(desk)] == [(["li"], "Done", "warning")]


def test_a_send_task_without_a_handler_throws_its_message() -> None:
    send = d.SendTask(id="s", tag="sendTask", trigger=message("hello"), inputs=mapping(x="1"))
    desk = Desk(process(start(), send, user("after"), flows="start -> s -> after")).start()
    sent = next(event for event in desk.events() if isinstance(event, e.MessageSent))
    assert (desk.active, sent.name, sent.variables) == (["after"], "hello", {"x": 1})


def test_a_throwing_event_with_a_handler_waits_for_its_job() -> None:
    trigger = d.Trigger(kind="message", handler=d.HandlerCall(name="work"))
    drawn = process(
        start(), parallel("p"), d.ThrowEvent(id="t", tag="intermediateThrowEvent", trigger=trigger),
        d.EndEvent(id="e", tag="endEvent", trigger=trigger), task("after"), flows="start -> p -> t -> after\np -> e",
    )  # fmt: skip
    desk = Desk(drawn, work=lambda: {"n": 1}).start()
    assert desk.active == ["e", "t"]
    assert (desk.work().state, desk.variables) == ("completed", {"n": 1})
