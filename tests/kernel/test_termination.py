"""Terminate end events that end more than their scope."""

from msgspec.structs import replace

from tests.kernel.build import TERMINATE, call, end, event_sub, message, over, parallel, process, start, sub, user
from tests.kernel.desk import ROOT, Desk

ALL = replace(TERMINATE, reach="all")
LOOP = replace(TERMINATE, reach="loop")


def test_the_whole_instance_from_inside_a_sub_process() -> None:
    drawn = process(
        start(), parallel("p"), sub("s", user("a"), end("stop", ALL)), user("b"), event_sub("x", message("x")),
        flows="start -> p -> s\na -> stop\np -> b",
    )  # fmt: skip
    desk = Desk(drawn).start().complete("a")
    assert (desk.state, desk.armed, "stop" in desk.passed()) == ("completed", [], True)
    assert list(desk.root.activities) == ["0"]


def test_the_whole_family_from_a_called_instance() -> None:
    called = process(start(), user("a"), end("stop", ALL), flows="start -> a -> stop", key="called")
    drawn = process(start(), parallel("p"), call("c", "called"), user("b"), flows="start -> p -> c\np -> b")
    desk = Desk(drawn, called).start().complete("a")
    assert desk.state == "completed"
    assert [each.state for each in (desk.instance(key) for key in desk.saved if key != ROOT)] == ["cancelled"]


def test_the_multi_instance_around() -> None:
    inner = sub("inner", user("a"), end("stop", LOOP))
    drawn = process(
        start(), sub("s", parallel("p"), inner, user("b"), loop=over("[1, 2, 3]", "item")), user("after"),
        flows="start -> s -> after\np -> inner\np -> b\na -> stop",
    )  # fmt: skip
    desk = Desk(drawn).start().complete("a")
    assert (desk.active, desk.incidents) == (["after"], [])


def test_without_a_multi_instance_its_scope() -> None:
    drawn = process(
        start(), sub("s", parallel("p"), user("a"), user("b"), end("stop", LOOP)), user("after"),
        flows="start -> s -> after\np -> a -> stop\np -> b",
    )  # fmt: skip
    assert Desk(drawn).start().complete("a").active == ["after"]
