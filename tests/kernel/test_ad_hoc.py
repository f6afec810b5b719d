"""Ad-hoc sub-processes (BPMN 10.3.5, 13.3.5)."""

import pytest

from engine.errors import Rejected
from engine.expr.compile import feel
from engine.model import command as c
from engine.model import definition as d
from tests.kernel.build import ad_hoc, boundary, end, over, process, script, start, sub, task, timer, transaction, user
from tests.kernel.desk import ROOT, Desk


def around(*inside: object, flows: str = "", **more: object) -> d.ProcessDefinition:
    return process(start(), ad_hoc("h", *inside, **more), user("after"), flows=f"start -> h -> after\n{flows}")


THREE = user("a"), user("b"), user("c")


def begin(desk: Desk, element_id: str) -> Desk:
    desk.do(c.BeginAdHocActivity(activity_id=desk.activity("h"), element_id=element_id))
    return desk


def test_everything_begins_and_it_ends_with_the_last() -> None:
    desk = Desk(around(*THREE)).start()
    assert desk.active == ["a", "b", "c"]
    for element in "bac":
        desk.complete(element)
    assert desk.active == ["after"]


def test_one_after_the_other() -> None:
    desk = Desk(around(*THREE, is_sequential=True)).start()
    for element in "abc":
        assert desk.active == [element]
        desk.complete(element)
    assert desk.active == ["after"]


def test_what_a_flow_leads_to_follows() -> None:
    desk = Desk(around(*THREE, flows="a -> b", is_sequential=True)).start()
    assert desk.active == ["a"]
    assert desk.complete("a").active == ["b"]
    assert desk.complete("b").active == ["c"]


def test_the_completion_condition_ends_it_and_what_is_left() -> None:
    desk = Desk(around(*THREE, until="done")).start(done=False).complete("a")
    assert desk.active == ["b", "c"]
    assert desk.complete("b", done=True).active == ["after"]


def test_what_is_left_may_be_finished_first() -> None:
    desk = Desk(around(*THREE, until="done", cancels_remaining=False)).start(done=False).complete("a", done=True)
    assert desk.active == ["b", "c"]
    desk.complete("b", done=False)
    with pytest.raises(Rejected, match="ad_hoc.not_now"):
        begin(desk, "a")
    assert desk.complete("c").active == ["after"], "it has held once"


def test_a_sequential_one_begins_nothing_more_once_the_condition_holds() -> None:
    desk = Desk(around(*THREE, until="done", is_sequential=True, cancels_remaining=False)).start(done=False)
    assert desk.complete("a", done=True).active == ["after"]


def test_it_is_open_until_the_condition_holds_and_people_begin_what_is_needed() -> None:
    desk = Desk(around(user("a"), user("b"), until="n >= 3")).start(n=0).complete("a", n=1).complete("b", n=2)
    assert desk.active == []
    begin(desk, "a")
    assert desk.active == ["a"]
    assert begin(desk, "b").active == ["a", "b"]
    assert desk.complete("b", n=3).active == ["after"]


REFUSED = [
    ("h", "after", {}, "ad_hoc.unknown_activity", "it stands outside"),
    ("h", "b", {}, "ad_hoc.unknown_activity", "a flow leads to it"),
    ("a", "a", {}, "ad_hoc.not_active", "that is no ad-hoc sub-process"),
    ("h", "a", {"is_sequential": True}, "ad_hoc.not_now", "one after the other"),
]


@pytest.mark.parametrize(("where", "element", "more", "code", "reason"), REFUSED, ids=[row[4] for row in REFUSED])
def test_what_cannot_be_begun(where: str, element: str, more: dict, code: str, reason: str) -> None:
    desk = Desk(around(*THREE, flows="a -> b", **more)).start()
    with pytest.raises(Rejected, match=code):
        desk.do(c.BeginAdHocActivity(activity_id=desk.activity(where), element_id=element))


def test_some_may_be_named_to_begin_by_themselves() -> None:
    desk = Desk(around(*THREE, active=feel('["b"]'), until="done")).start(done=False)
    assert desk.active == ["b"]
    assert begin(desk, "c").active == ["b", "c"]


def test_naming_what_is_not_there_is_an_incident() -> None:
    assert Desk(around(*THREE, active=feel('["x"]'))).start().incidents == ["ad_hoc.unknown_activity"]


def test_work_of_the_engine_alone_runs_through() -> None:
    inside = [script(f"t{number}", "n", "n + 1") for number in range(3)]
    desk = Desk(around(*inside, is_sequential=True)).start(n=0)
    assert (desk.active, desk.variables["n"]) == (["after"], 3)


def test_a_condition_that_fails_can_be_mended() -> None:
    desk = Desk(around(*THREE, until="missing")).start().complete("a")
    assert desk.incidents == ["expression.unknown_name"]
    desk.do(c.SetVariables(scope_id=ROOT, variables={"missing": True}))
    assert desk.retry("expression.unknown_name").active == ["after"]


def test_a_condition_that_is_no_truth_is_an_incident() -> None:
    assert Desk(around(*THREE, until="1")).start().complete("a").incidents == ["loop.not_boolean"]


def test_a_boundary_event_ends_it() -> None:
    drawn = process(
        start(), ad_hoc("h", *THREE), boundary("late", "h", timer("duration", "PT1H")), user("after"), end(),
        flows="start -> h -> end\nlate -> after",
    )  # fmt: skip
    assert Desk(drawn).start().fire("late").active == ["after"]


def test_several_at_once() -> None:
    desk = Desk(around(user("a"), task("t"), loop=over(count="2"))).start()
    assert desk.active == ["a", "a"]
    assert desk.complete("a").complete("a").active == ["after"]


@pytest.mark.parametrize("drawn", [ad_hoc("h"), sub("h"), transaction("h"), ad_hoc("h", user("a"), active=feel("[]"))])
def test_with_nothing_to_do_it_is_passed(drawn: tuple) -> None:
    assert Desk(process(start(), drawn, end(), flows="start -> h -> end")).start().state == "completed"
