"""Compensation (BPMN 10.6, 13.5.5): only what completed, each once, the last first."""

import pytest

from engine.errors import BpmnError
from engine.model import command as c
from engine.model import definition as d
from engine.model import event as e
from tests.kernel.build import (
    CANCEL,
    TERMINATE,
    boundary,
    call,
    compensate,
    compensated,
    end,
    error,
    event_sub,
    exclusive,
    handler,
    inclusive,
    mapping,
    message,
    over,
    parallel,
    process,
    receive,
    script,
    service,
    start,
    sub,
    task,
    throw,
    timer,
    transaction,
    user,
)
from tests.kernel.desk import Desk


def undoing(*inside: object, flows: str, **more: object) -> d.ProcessDefinition:
    return process(start(), *inside, end(), flows=flows, **more)


BOOKING = undoing(
    *compensated(task("flight"), script("no_flight", "undone", 'append(undone, "flight")')),
    *compensated(task("hotel"), script("no_hotel", "undone", 'append(undone, "hotel")')),
    *compensated(task("car"), script("no_car", "undone", 'append(undone, "car")')),
    exclusive("x"), throw("undo", compensate()), throw("undo_hotel", compensate("hotel")), user("after"),
    flows="""start -> flight -> hotel -> x
             x -> undo [all]
             x -> undo_hotel [hotel_only]
             x -> car [default]
             undo -> after
             undo_hotel -> after
             car -> undo
             after -> end""",
)  # fmt: skip


@pytest.mark.parametrize(
    ("all_", "hotel_only", "undone", "reason"),
    [
        (True, False, ["hotel", "flight"], "the last first, and not what never ran"),
        (False, True, ["hotel"], "only the activity that is named"),
        (False, False, ["car", "hotel", "flight"], "all that completed"),
    ],
)
def test_what_is_undone(all_: bool, hotel_only: bool, undone: list[str], reason: str) -> None:
    desk = Desk(BOOKING).start(undone=[], all=all_, hotel_only=hotel_only)
    assert (desk.active, desk.variables["undone"]) == (["after"], undone), reason
    assert desk.complete("after").state == "completed"


def test_each_is_undone_once() -> None:
    drawn = undoing(
        *compensated(task("a"), script("no_a", "n", "n + 1")),
        throw("first", compensate("a")), throw("second", compensate()), end("last", compensate("a")),
        flows="start -> a -> first -> second -> last",
    )  # fmt: skip
    desk = Desk(drawn).start(n=0)
    assert (desk.state, desk.variables["n"]) == ("completed", 1)


def test_every_passage_of_a_loop_is_undone() -> None:
    drawn = undoing(
        exclusive("m"), *compensated(script("a", "n", "n + 1"), script("no_a", "n", "n - 1")), exclusive("x"),
        throw("undo", compensate()),
        flows="start -> m -> a -> x\nx -> m [n < 3]\nx -> undo [default]\nundo -> end",
    )  # fmt: skip
    assert Desk(drawn).start(n=0).variables["n"] == 0


def test_what_is_not_complete_is_not_undone() -> None:
    drawn = undoing(
        parallel("p"), *compensated(user("a"), user("no_a")), throw("undo", compensate()), user("after"),
        flows="start -> p -> a -> end\np -> undo -> after",
    )  # fmt: skip
    desk = Desk(drawn).start()
    assert desk.active == ["a", "after"]
    assert desk.complete("a").complete("after").state == "completed"


def test_the_event_waits_for_its_handlers() -> None:
    drawn = undoing(
        *compensated(task("a"), user("no_a")), throw("undo", compensate()), user("after"),
        flows="start -> a -> undo -> after -> end",
    )  # fmt: skip
    desk = Desk(drawn).start()
    assert desk.active == ["no_a", "undo"]
    assert desk.complete("no_a").active == ["after"]


def test_unless_it_need_not() -> None:
    drawn = undoing(
        *compensated(task("a"), user("no_a")), throw("undo", compensate(waits=False)), user("after"),
        flows="start -> a -> undo -> after -> end",
    )  # fmt: skip
    desk = Desk(drawn).start()
    assert desk.active == ["after", "no_a", "undo"]
    assert desk.complete("after").state == "active"
    assert desk.complete("no_a").state == "completed"


def test_people_work_side_by_side_and_handlers_one_after_the_other() -> None:
    """A handler begins once the one before has ended, or waits for people; not while a job is at work."""
    drawn = undoing(
        *compensated(task("a"), service("no_a")), *compensated(task("b"), user("no_b")),
        *compensated(task("c"), user("no_c")), *compensated(task("d"), service("no_d")), end("undo", compensate()),
        flows="start -> a -> b -> c -> d -> undo",
    )  # fmt: skip
    desk = Desk(drawn).start()
    assert desk.active == ["no_d", "undo"]
    desk.work()
    assert desk.active == ["no_b", "no_c", "undo"], "the job for a is done as well: people hold nothing up"
    assert desk.passed()[-2:] == ["no_d", "no_a"]
    assert desk.complete("no_b").complete("no_c").state == "completed"


def test_a_handler_that_fails_holds_up_the_others_until_it_is_mended() -> None:
    drawn = undoing(
        *compensated(task("a"), script("no_a", "n", "n + 1")), *compensated(task("b"), script("no_b", "n", "n * m")),
        end("undo", compensate()), flows="start -> a -> b -> undo",
    )  # fmt: skip
    desk = Desk(drawn).start(n=2)
    assert (desk.incidents, desk.variables["n"]) == (["expression.unknown_name"], 2)
    desk.do(c.SetVariables(scope_id="i1", variables={"m": 10}))
    desk.retry("expression.unknown_name")
    assert (desk.state, desk.variables["n"]) == ("completed", 21)


def test_a_handler_keeps_what_it_saw_when_it_is_tried_again() -> None:
    tried = compensated(user("a", inputs=mapping(mine="n + 1")), script("no_a", "n", "mine + m"))
    desk = Desk(undoing(*tried, end("undo", compensate()), flows="start -> a -> undo")).start(n=1)
    desk.complete("a")
    desk.do(c.SetVariables(scope_id="i1", variables={"m": 10}))
    desk.retry("expression.unknown_name")
    assert (desk.state, desk.variables["n"]) == ("completed", 12)


def test_a_handler_may_be_a_sub_process_or_a_call() -> None:
    called = process(start(), user("inside"), end(), flows="start -> inside -> end", key="called")
    drawn = undoing(
        *compensated(task("a"), sub("no_a", start("s0"), user("u"), end("s1"))),
        *compensated(task("b"), call("no_b", "called")), end("undo", compensate()),
        flows="start -> a -> b -> undo\ns0 -> u -> s1",
    )  # fmt: skip
    desk = Desk(drawn, called).start()
    assert desk.active == ["inside", "u", "undo"]
    assert desk.complete("inside").complete("u").state == "completed"


# sub-processes


def trip(*inside: object, flows: str, **more: object) -> d.ProcessDefinition:
    """A sub-process completes, then everything is undone."""
    return undoing(sub("s", start("s0"), *inside, end("s1"), **more), user("between"), throw("undo", compensate()),
                   user("after"), flows=f"start -> s -> between -> undo -> after -> end\n{flows}")  # fmt: skip


def test_a_sub_process_is_undone_with_the_variables_it_had() -> None:
    drawn = trip(
        *compensated(script("a", "mine", "mine + 1"), script("no_a", "seen", "mine")),
        flows="s0 -> a -> s1", inputs=mapping(mine="10"),
    )  # fmt: skip
    desk = Desk(drawn).start(seen=None).complete("between", mine=99)
    assert desk.active == ["after"]
    assert (desk.variables["seen"], desk.variables["mine"]) == (11, 99)
    assert desk.passed().count("s") == 2, "it is entered once more to undo what is in it"


def test_nested_sub_processes_are_undone_from_the_last_to_the_first() -> None:
    def step(name: str) -> tuple:
        return compensated(task(name), script(f"no_{name}", "undone", f'append(undone, "{name}")'))

    drawn = trip(
        *step("a"), sub("i", start("i0"), *step("b"), *step("c"), end("i1")), *step("d"),
        flows="s0 -> a -> i -> d -> s1\ni0 -> b -> c -> i1",
    )  # fmt: skip
    desk = Desk(drawn).start(undone=[]).complete("between")
    assert desk.variables["undone"] == ["d", "c", "b", "a"]


def test_a_sub_process_without_anything_to_undo_leaves_no_record() -> None:
    desk = Desk(trip(task("a"), flows="s0 -> a -> s1")).start()
    assert desk.root.compensations == {}
    assert desk.complete("between").passed().count("s") == 1


def test_inside_a_sub_process_only_its_own_are_undone() -> None:
    drawn = undoing(
        *compensated(task("a"), user("no_a")),
        sub("s", start("s0"), *compensated(task("b"), user("no_b")), end("undo", compensate())),
        flows="start -> a -> s -> end\ns0 -> b -> undo",
    )  # fmt: skip
    desk = Desk(drawn).start()
    assert desk.active == ["no_b", "undo"]
    assert desk.complete("no_b").state == "completed"


def test_a_handler_of_the_sub_process_itself() -> None:
    """Of all that completed, its own handler is done and what is inside as well; named, its own handler alone."""
    drawn = undoing(
        sub("s", start("s0"), *compensated(task("a"), user("no_a")), end("s1")),
        boundary("undone_s", "s", compensate()), handler(user("no_s")), exclusive("x"), throw("all", compensate()),
        throw("named", compensate("s")),
        flows="start -> s -> x\nx -> named [named]\nx -> all [default]\nnamed -> end\nall -> end\ns0 -> a -> s1",
        compensated_by={"s": "no_s"},
    )  # fmt: skip
    assert Desk(drawn).start(named=True).active == ["named", "no_s"]
    desk = Desk(drawn).start(named=False)
    assert desk.active == ["all", "no_a", "no_s"]
    assert desk.complete("no_a").complete("no_s").state == "completed"


def test_a_sub_process_that_was_interrupted_is_not_undone() -> None:
    drawn = undoing(
        sub("s", start("s0"), *compensated(task("a"), user("no_a")), end("s1", error("E"))),
        boundary("caught", "s", error("E")), end("undo", compensate()),
        flows="start -> s -> end\ns0 -> a -> s1\ncaught -> undo",
    )  # fmt: skip
    assert Desk(drawn).start().state == "completed"


def test_an_error_in_a_handler_climbs_past_what_is_undone() -> None:
    """The boundary events of a completed sub-process are over."""
    drawn = undoing(
        sub("outer", start("o0"),
            sub("s", start("s0"), *compensated(task("a"), service("no_a")), end("s1")),
            boundary("old", "s", error("E")), throw("undo", compensate()), user("never"), end("o1")),
        boundary("caught", "outer", error("E")), user("after"),
        flows="start -> outer -> end\no0 -> s -> undo -> never -> o1\ns0 -> a -> s1\nold -> o1\ncaught -> after",
    )  # fmt: skip

    def fail() -> None:
        raise BpmnError("E", "no")

    desk = Desk(drawn, work=fail).start().work()
    assert desk.active == ["after"]
    assert desk.root.compensations == {}


# multi-instances


@pytest.mark.parametrize("sequential", [True, False])
def test_every_body_of_a_multi_instance_is_undone_with_its_item(sequential: bool) -> None:
    loop = over("[1, 2, 3]", "n", sequential=sequential)
    undo = script("no_a", "undone", "append(undone, n)")
    drawn = undoing(*compensated(task("a", loop=loop), undo), end("undo", compensate("a")), flows="start -> a -> undo")
    desk = Desk(drawn).start(undone=[])
    assert (desk.state, desk.variables["undone"]) == ("completed", [3, 2, 1])


def test_sub_processes_in_a_loop_are_undone_with_their_own_variables() -> None:
    loop = over("[1, 2, 3]", "n", until="nrOfCompletedInstances = 2", sequential=True)
    drawn = trip(
        *compensated(user("a"), script("no_a", "undone", "append(undone, n)")), flows="s0 -> a -> s1", loop=loop
    )
    desk = Desk(drawn).start(undone=[]).complete("a").complete("a").complete("between")
    assert desk.variables["undone"] == [2, 1], "the last to complete first, and not what never completed"


def test_a_handler_may_be_a_multi_instance() -> None:
    undo = user("no_a", loop=over(count="2"))
    desk = Desk(undoing(*compensated(task("a"), undo), end("undo", compensate()), flows="start -> a -> undo")).start()
    assert desk.active == ["no_a", "no_a", "undo"]
    assert desk.complete("no_a").complete("no_a").state == "completed"


# transactions


def order(*inside: object, flows: str, **more: object) -> d.ProcessDefinition:
    return undoing(
        transaction("t", start("t0"), *inside, end("cancel", CANCEL), **more), boundary("cancelled", "t", CANCEL),
        user("after"), flows=f"start -> t -> end\ncancelled -> after -> end\n{flows}",
    )  # fmt: skip


def test_a_cancelled_transaction_is_undone_and_left_by_its_cancel_event() -> None:
    drawn = order(
        parallel("p"), *compensated(task("a"), user("no_a")), user("b"), user("decide"),
        flows="t0 -> p -> a -> b\np -> decide -> cancel",
    )  # fmt: skip
    desk = Desk(drawn).start().complete("decide")
    assert desk.active == ["cancel", "no_a"], "what still ran has ended"
    assert desk.complete("no_a").active == ["after"]
    ended = [event.element_id for event in desk.events() if isinstance(event, e.ActivityCancelled)]
    assert ended == ["b", "t"]
    assert desk.complete("after").state == "completed"


def test_a_cancelled_transaction_with_nothing_to_undo() -> None:
    desk = Desk(order(task("a"), flows="t0 -> a -> cancel")).start()
    assert desk.active == ["after"]


def test_a_transaction_that_completes_can_be_undone_later() -> None:
    drawn = undoing(
        transaction("t", start("t0"), *compensated(task("a"), user("no_a")), end("t1")), throw("undo", compensate()),
        flows="start -> t -> undo -> end\nt0 -> a -> t1",
    )  # fmt: skip
    desk = Desk(drawn).start()
    assert desk.active == ["no_a", "undo"]
    assert desk.complete("no_a").state == "completed"


def test_a_hazard_leaves_a_transaction_without_compensation() -> None:
    drawn = undoing(
        transaction("t", start("t0"), *compensated(task("a"), user("no_a")), end("t1", error("E"))),
        boundary("hazard", "t", error("E")), user("after"), flows="start -> t -> end\nt0 -> a -> t1\nhazard -> after",
    )  # fmt: skip
    assert Desk(drawn).start().active == ["after"]


def test_with_one_body_all_bodies_of_a_transaction_are_cancelled_and_undone() -> None:
    drawn = order(
        *compensated(task("a"), script("no_a", "undone", "append(undone, n)")), user("decide"), exclusive("x"),
        end("fine"), flows="t0 -> a -> decide -> x\nx -> cancel [bad]\nx -> fine [default]",
        loop=over("[1, 2, 3]", "n"),
    )  # fmt: skip
    desk = Desk(drawn).start(undone=[]).complete("decide", 0, bad=False).complete("decide", 0, bad=True)
    assert desk.active == ["after"]
    assert sorted(desk.variables["undone"]) == [1, 2, 3]


def test_without_a_cancel_event_nothing_follows_a_cancelled_transaction() -> None:
    drawn = undoing(
        transaction("t", start("t0"), *compensated(task("a"), user("no_a")), end("cancel", CANCEL)), user("never"),
        flows="start -> t -> never -> end\nt0 -> a -> cancel",
    )  # fmt: skip
    assert Desk(drawn).start().complete("no_a").state == "completed"


# what ends in the middle


MIDDLE = undoing(
    sub("s", start("s0"), *compensated(task("a"), user("no_a")), *compensated(task("b"), user("no_b")), parallel("p"),
        throw("undo", compensate()), receive("stop", "stop"), end("all", TERMINATE), end("s1")),
    boundary("late", "s", timer("duration", "PT1H")), user("after"),
    flows="start -> s -> after -> end\ns0 -> a -> b -> p -> undo -> s1\np -> stop -> all\nlate -> after",
)  # fmt: skip


def test_a_compensation_that_is_interrupted_is_dropped() -> None:
    desk = Desk(MIDDLE).start()
    assert desk.active == ["no_a", "no_b", "stop", "undo"]
    desk.fire("late")
    assert desk.active == ["after"]
    assert desk.root.compensations == {}


def test_terminating_ends_a_compensation_too() -> None:
    desk = Desk(MIDDLE).start().complete("no_b").send("stop")
    assert desk.active == ["after"]
    assert desk.root.compensations == {}


def test_a_handler_that_times_out_is_over() -> None:
    drawn = undoing(
        *compensated(task("a"), user("no_a")), boundary("late", "no_a", timer("duration", "PT1H")), user("ask"),
        throw("undo", compensate()), flows="start -> a -> undo -> end\nlate -> ask",
    )  # fmt: skip
    desk = Desk(drawn).start().fire("late")
    assert desk.active == ["ask", "undo"]
    assert desk.complete("ask").state == "completed"


def test_cancelling_in_the_middle_leaves_nothing() -> None:
    desk = Desk(MIDDLE).start()
    desk.do(c.CancelInstance(instance_id="i1"))
    assert (desk.state, desk.root.compensations, desk.armed) == ("cancelled", {}, [])


def test_a_message_thrown_by_a_handler_is_delivered_all_the_same() -> None:
    drawn = undoing(
        *compensated(task("a"), sub("no_a", throw("tell", message("m")))), end("undo", compensate()),
        flows="start -> a -> undo",
    )  # fmt: skip
    assert Desk(drawn).start().work().state == "completed"


# event sub-processes


def undone_by_events(*inside: object, flows: str = "", **more: object) -> d.ProcessDefinition:
    """A sub-process with an event sub-process for compensation, which asks somebody and then does what is inside."""
    own = event_sub("own", compensate(), user("ask"), *inside, end("own_end"))
    return trip(
        *compensated(script("a", "mine", "mine + 1"), script("no_a", "seen", "mine")), own,
        flows=f"s0 -> a -> s1\nown_start -> ask\n{flows}", inputs=mapping(mine="10"), **more,
    )  # fmt: skip


def test_an_event_sub_process_decides_what_is_undone() -> None:
    desk = Desk(undone_by_events(flows="ask -> own_end")).start(seen=None).complete("between")
    assert desk.active == ["ask", "undo"]
    assert desk.complete("ask").active == ["after"]
    assert desk.variables["seen"] is None, "nothing was thrown in it"
    assert desk.root.compensations == {}


@pytest.mark.parametrize("reference", [None, "a"])
def test_it_may_throw_what_completed_around_it(reference: str | None) -> None:
    drawn = undone_by_events(throw("again", compensate(reference)), flows="ask -> again -> own_end")
    desk = Desk(drawn).start(seen=None).complete("between").complete("ask")
    assert (desk.active, desk.variables["seen"]) == (["after"], 11)


def test_it_handles_a_sub_process_in_which_nothing_else_can_be_undone() -> None:
    drawn = trip(task("a"), event_sub("own", compensate(), user("ask")), flows="s0 -> a -> s1\nown_start -> ask")
    desk = Desk(drawn).start().complete("between")
    assert desk.active == ["ask", "undo"]
    assert desk.complete("ask").active == ["after"]


def test_in_a_multi_instance_it_handles_each_body() -> None:
    drawn = trip(
        task("a"), event_sub("own", compensate(), script("t", "undone", "append(undone, n)")),
        flows="s0 -> a -> s1\nown_start -> t", loop=over("[1, 2]", "n"),
    )  # fmt: skip
    assert Desk(drawn).start(undone=[]).complete("between").variables["undone"] == [2, 1]


def test_after_an_error_an_event_sub_process_undoes_what_had_completed() -> None:
    drawn = undoing(
        sub("s", start("s0"), *compensated(task("a"), user("no_a")), end("s1", error("E")),
            event_sub("caught", error("E"), throw("undo", compensate()), end("c1"))),
        user("after"), flows="start -> s -> after -> end\ns0 -> a -> s1\ncaught_start -> undo -> c1",
    )  # fmt: skip
    desk = Desk(drawn).start()
    assert desk.active == ["no_a", "undo"]
    assert desk.complete("no_a").active == ["after"]


def test_what_completed_inside_an_event_sub_process_can_be_undone_too() -> None:
    drawn = trip(
        user("w"), event_sub("beside", message("m"), *compensated(task("a"), user("no_a")), is_interrupting=False),
        flows="s0 -> w -> s1\nbeside_start -> a",
    )  # fmt: skip
    desk = Desk(drawn).start().send("m").complete("w").complete("between")
    assert desk.active == ["no_a", "undo"]
    assert desk.complete("no_a").active == ["after"]


def test_a_handler_has_event_sub_processes_of_its_own() -> None:
    inside = event_sub("x", message("m"), user("in_x"))
    drawn = undoing(
        *compensated(task("a"), sub("no_a", user("u"), inside)), end("undo", compensate()),
        flows="start -> a -> undo\nx_start -> in_x",
    )  # fmt: skip
    assert Desk(drawn).start().send("m").active == ["in_x", "undo"]


def test_a_sub_process_that_is_undone_does_not_listen_again() -> None:
    drawn = trip(
        *compensated(task("a"), user("no_a")), event_sub("x", message("m"), user("in_x")),
        flows="s0 -> a -> s1\nx_start -> in_x",
    )  # fmt: skip
    assert Desk(drawn).start().complete("between").armed == []


def test_several_things_thrown_with_a_compensation() -> None:
    both = d.Trigger(kind="multiple", parts=(compensate(waits=False), message("m")))
    drawn = undoing(*compensated(task("a"), user("no_a")), throw("v", both), user("after"),
                    flows="start -> a -> v -> after -> end")  # fmt: skip
    desk = Desk(drawn).start()
    assert desk.active == ["after", "no_a", "v"]
    assert desk.complete("no_a").active == ["after"], "left once"


def test_a_join_does_not_wait_for_an_event_that_was_left() -> None:
    drawn = undoing(
        *compensated(task("a"), user("no_a")), parallel("p"), throw("undo", compensate(waits=False)), exclusive("x"),
        user("b"), inclusive("join"), user("after"),
        flows="start -> a -> p -> undo -> x\nx -> join [stay]\nx -> end [default]\np -> b -> join -> after",
    )  # fmt: skip
    desk = Desk(drawn).start(stay=False).complete("b")
    assert desk.active == ["after", "no_a", "undo"]
