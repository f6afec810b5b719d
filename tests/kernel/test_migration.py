"""An instance goes on with another version: what waits keeps waiting, under the elements of the new version."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from engine.errors import Rejected
from engine.model import command as c
from engine.model import event as e
from engine.model import operation as o
from engine.model.definition import ProcessDefinition
from tests.kernel.build import (
    ad_hoc,
    boundary,
    call,
    catch,
    compensate,
    compensated,
    complex_gateway,
    end,
    event_based,
    event_sub,
    inclusive,
    message,
    over,
    parallel,
    process,
    receive,
    service,
    signal,
    start,
    sub,
    timer,
    user,
)
from tests.kernel.desk import ROOT, Desk


def migrated(old: ProcessDefinition, new: ProcessDefinition, mapping: dict[str, str] | None = None, **start) -> Desk:
    desk = begun(old, new, **start)
    migrate(desk, mapping)
    return desk


def begun(old: ProcessDefinition, new: ProcessDefinition, **start) -> Desk:
    return Desk(old, replace(new, version=2)).start(**start)


def migrate(desk: Desk, mapping: dict[str, str] | None = None) -> list[e.Event]:
    return desk.do(o.MigrateInstance(instance_id=ROOT, version=2, mapping=mapping or {}, reason="新版"))


def refusal(desk: Desk, mapping: dict[str, str] | None = None) -> str:
    before = desk.saved[ROOT]
    with pytest.raises(Rejected) as rejection:
        migrate(desk, mapping)
    assert desk.saved[ROOT] == before
    return rejection.value.code


LATE = boundary("late", "a", timer("duration", "PT2H"))
LINE = process(start(), user("a"), LATE, end(), end("end2"), flows="start -> a -> end\nlate -> end2")


def test_elements_of_the_same_id_are_found_again() -> None:
    new = process(start(), user("a"), user("b"), end(), flows="start -> a -> b -> end")
    desk = migrated(process(start(), user("a"), end(), flows="start -> a -> end"), new)
    assert (desk.root.definition_id, desk.active) == ("p:2", ["a"])
    desk.complete("a").complete("b")
    assert desk.state == "completed"


def test_others_are_mapped() -> None:
    new = process(start(), user("work", name="核实"), boundary("alarm", "work", timer("duration", "PT9H")), end(),
                  flows="start -> work -> end\nalarm -> end")  # fmt: skip
    desk = migrated(LINE, new, {"a": "work", "late": "alarm"})
    assert (desk.active, desk.armed) == (["work"], ["alarm"])
    [event] = [each for each in desk.events() if isinstance(each, e.InstanceMigrated)]
    assert event.elements == {"a": "work", "late": "alarm"}
    [task] = [each for each in desk.events() if isinstance(each, e.UserTaskMigrated)]
    assert (task.name, task.element_id) == ("核实", "work")
    desk.complete("work")
    assert desk.state == "completed"


def test_due_times_are_kept() -> None:
    """Though the new version would give more time."""
    new = process(start(), user("a"), boundary("late", "a", timer("duration", "PT9H")), end(), end("end2"),
                  flows="start -> a -> end\nlate -> end2")  # fmt: skip
    desk = begun(LINE, new)
    [before] = desk.root.timers.values()
    desk.now += timedelta(hours=1)
    migrate(desk)
    [after] = desk.root.timers.values()
    assert (after.id, after.due_at) == (before.id, before.due_at)
    desk.fire("late")
    assert desk.passed()[-1] == "end2"


def test_what_is_no_longer_waited_for_is_given_up_and_what_is_new_begins() -> None:
    new = process(start(), user("a"), boundary("reminder", "a", timer("duration", "PT1H"), False), end(), user("r"),
                  flows="start -> a -> end\nreminder -> r")  # fmt: skip
    desk = migrated(LINE, new)
    assert desk.armed == ["reminder"]
    desk.fire("reminder")
    assert desk.active == ["a", "r"]


def test_a_reminder_that_has_fired_does_not_fire_again() -> None:
    drawn = process(start(), user("a"), boundary("once", "a", timer("duration", "PT1H"), False), end(), user("r"),
                    flows="start -> a -> end\nonce -> r")  # fmt: skip
    desk = begun(drawn, drawn).fire("once")
    migrate(desk)
    assert desk.armed == []


def test_a_message_of_another_name_is_waited_for_anew() -> None:
    def drawn(name: str) -> ProcessDefinition:
        return process(start(), receive("r", name), catch("c", message("same")), end(), flows="start -> r -> c -> end")

    desk = migrated(drawn("old"), drawn("new"))
    assert [each.name for each in desk.root.subscriptions.values()] == ["new"]
    desk.send("new").send("same")
    assert desk.state == "completed"


def test_tokens_at_a_join_wait_at_the_new_one() -> None:
    """By the flow between the same elements, whatever its id."""

    def drawn(join: str) -> ProcessDefinition:
        return process(
            start(), parallel("split"), user("a"), user("b"), parallel(join), user("c"), end(),
            flows=f"start -> split -> a -> {join} -> c -> end\nsplit -> b -> {join}",
        )  # fmt: skip

    desk = begun(drawn("join"), drawn("merge")).complete("a")
    assert refusal(desk) == "migrate.no_target"
    migrate(desk, {"join": "merge"})
    assert desk.root.arrivals == {"0/merge": {"a_merge": 1}}
    desk.complete("b")
    assert desk.active == ["c"]


def test_a_join_that_waits_for_nobody_any_more_goes_on() -> None:
    old = process(start(), inclusive("s"), user("a"), user("b"), inclusive("j"), user("c"), end(),
                  flows="start -> s -> a -> j -> c -> end\ns -> b -> j")  # fmt: skip
    new = process(start(), inclusive("s"), user("a"), user("b"), inclusive("j"), user("c"), end(), end("e2"),
                  flows="start -> s -> a -> j -> c -> end\ns -> b -> e2\nstart -> j")  # fmt: skip
    desk = begun(old, new).complete("a")
    assert desk.active == ["b"]
    migrate(desk)
    assert desk.active == ["b", "c"]


def test_a_handler_of_another_name_is_called_instead() -> None:
    def drawn(handler: str) -> ProcessDefinition:
        return process(start(), service("s", handler), end(), flows="start -> s -> end")

    desk = migrated(drawn("old"), drawn("new"))
    [job] = desk.root.jobs.values()
    assert job.handler == "new"
    assert desk.work().state == "completed"
    same = migrated(drawn("old"), drawn("old"))
    assert not [each for each in same.events() if isinstance(each, e.JobCancelled)]


def test_a_multi_instance_in_a_sub_process() -> None:
    drawing = process(start(), sub("s", user("a"), loop=over("[1, 2]", "i")), end(), flows="start -> s -> end")
    renamed = process(start(), sub("t", user("b"), loop=over("[1, 2]", "i")), end(), flows="start -> t -> end")
    desk = begun(drawing, renamed)
    assert refusal(desk, {"a": "b"}) == "migrate.no_target"
    migrate(desk, {"s": "t", "a": "b"})
    desk.complete("b").complete("b")
    assert desk.state == "completed"


def test_an_event_based_gateway_keeps_what_it_waits_for() -> None:
    def drawn(first: str) -> ProcessDefinition:
        return process(
            start(), event_based("g"), catch(first, timer("duration", "PT1H")), receive("r", "m"), end(),
            flows=f"start -> g -> {first} -> end\ng -> r -> end",
        )  # fmt: skip

    desk = migrated(drawn("t"), drawn("u"), {"t": "u"})
    assert desk.armed == ["r", "u"]
    desk.fire("u")
    assert (desk.state, desk.armed) == ("completed", [])


def test_a_called_instance_stays_on_its_own_version() -> None:
    drawn = process(start(), call("ask", "q"), end(), flows="start -> ask -> end")
    called = process(start(), user("inside"), end(), flows="start -> inside -> end", key="q")
    desk = Desk(drawn, replace(drawn, version=2), called, replace(called, version=2)).start()
    inside = desk.activity("inside").rpartition(".")[0]
    assert desk.instance(inside).definition_id == "q:2"
    desk.do(o.MigrateInstance(instance_id=inside, version=1))
    migrate(desk)
    assert (desk.root.definition_id, desk.instance(inside).definition_id) == ("p:2", "q:1")
    desk.complete("inside")
    assert desk.state == "completed"


def test_an_incident_is_mended_by_the_new_version() -> None:
    broken = process(start(), service("s"), end(), flows="start -> s -> end [n]")
    mended = process(start(), service("s"), end(), flows="start -> s -> end [n > 1]")
    desk = begun(broken, mended, n=2).work()
    assert desk.incidents == ["flow.not_boolean"]
    migrate(desk)
    desk.retry("flow.not_boolean")
    assert desk.state == "completed"


def drawn(*elements, flows: str = "start -> a -> end") -> ProcessDefinition:
    return process(start(), *elements, end(), flows=flows)


REFUSED = [
    (drawn(user("a")), drawn(user("b"), flows="start -> b -> end"), {}, "migrate.no_target", "the element is gone"),
    (drawn(user("a")), drawn(service("a")), {}, "migrate.other_kind", "a user task is no service task"),
    (drawn(catch("a", message("m"))), drawn(catch("a", timer("duration", "PT1H"))), {}, "migrate.other_kind", "event"),
    (drawn(user("a")), drawn(user("a", loop=over(count="2"))), {}, "migrate.other_loop", "one is no multi-instance"),
    (
        drawn(user("a", loop=over(count="2"))), drawn(user("a", loop=over(count="2", sequential=True))), {},
        "migrate.other_loop", "parallel is not sequential",
    ),
    (
        drawn(user("a")), drawn(sub("s", user("a")), flows="start -> s -> end"), {},
        "migrate.other_scope", "it moved into a sub-process",
    ),
    (
        drawn(user("a"), parallel("j"), flows="start -> a -> j -> end\nstart -> j"),
        drawn(user("a"), parallel("j"), flows="start -> a -> end\na -> j -> end"),
        {}, "migrate.no_flow", "nothing leads to the join from there",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "mapping", "code", "reason"), REFUSED, ids=[row[-1] for row in REFUSED])
def test_what_is_refused(old, new, mapping, code, reason) -> None:
    assert refusal(begun(old, new), mapping) == code


def test_the_version_it_is_on_already_is_refused() -> None:
    desk = Desk(LINE).start()
    with pytest.raises(Rejected) as rejection:
        desk.do(o.MigrateInstance(instance_id=ROOT, version=1))
    assert rejection.value.code == "migrate.same_version"


def test_one_that_has_ended_is_refused() -> None:
    desk = begun(LINE, LINE)
    desk.do(c.CancelInstance(instance_id=ROOT))
    with pytest.raises(Rejected) as rejection:
        migrate(desk)
    assert rejection.value.code == "instance.ended"


def test_event_sub_processes_are_kept_given_up_and_begun() -> None:
    def version(number: int, *inside: object) -> ProcessDefinition:
        elements = start(), sub("s", user("a"), event_sub("x", message("x"), user("in_x"))), *inside
        return process(*elements, flows="start -> s\nx_start -> in_x", version=number)

    old = version(1, event_sub("y", message("y")), event_sub("z", signal("z")))
    new = version(
        2, event_sub("y", message("other")), event_sub("w", timer("duration", "PT1H")), event_sub("z", signal("z"))
    )
    desk = Desk(old, new).start()
    before = {each.element_id: each.id for each in desk.root.subscriptions.values()}
    desk.do(o.MigrateInstance(instance_id=ROOT, version=2))
    after = {each.element_id: each.id for each in desk.root.subscriptions.values()}
    assert desk.armed == ["w_start", "x_start", "y_start", "z_start"]
    assert {each for each in after if after[each] == before.get(each)} == {"x_start", "z_start"}
    assert [each.name for each in desk.root.subscriptions.values() if each.element_id == "y_start"] == ["other"]
    assert desk.send("x").active == ["in_x"]


def test_what_can_be_compensated_is_so_by_the_new_version() -> None:
    def drawn(name: str) -> ProcessDefinition:
        return process(
            start(), compensated(user(name), user(f"undo_{name}")), user("b"), end("end", compensate()),
            flows=f"start -> {name} -> b -> end",
        )  # fmt: skip

    desk = begun(drawn("a"), drawn("c")).complete("a")
    assert refusal(desk) == "migrate.no_target"
    migrate(desk, {"a": "c", "undo_a": "undo_c"})
    desk.complete("b")
    assert desk.active == ["end", "undo_c"]
    assert refusal(desk) == "migrate.same_version"
    desk.complete("undo_c")
    assert desk.state == "completed"


def test_while_it_compensates_it_goes_on_compensating() -> None:
    drawn = process(start(), compensated(user("a"), user("undo")), end("end", compensate()), flows="start -> a -> end")
    desk = begun(drawn, drawn).complete("a")
    migrate(desk)
    assert desk.active == ["end", "undo"]
    desk.complete("undo")
    assert desk.state == "completed"


def test_a_complex_gateway_remembers_what_it_has_got() -> None:
    def joining(gate: str) -> ProcessDefinition:
        return process(
            start(), parallel("p"), user("a"), user("b"), complex_gateway(gate, "activationCount >= 1"), user("after"),
            end(), flows=f"start -> p -> a -> {gate} -> after -> end\np -> b -> {gate}",
        )  # fmt: skip

    desk = begun(joining("old"), joining("new")).complete("a")
    migrate(desk, {"old": "new", "a_old": "a_new", "b_old": "b_new"})
    assert desk.root.resets == {"0/new": ["a_new"]}
    assert desk.complete("b").active == ["after"]


def test_an_ad_hoc_sub_process_keeps_its_queue() -> None:
    def desk_of(last: str) -> ProcessDefinition:
        return process(
            start(), ad_hoc("h", user("a"), user(last), is_sequential=True), end(), flows="start -> h -> end"
        )

    assert migrated(desk_of("x"), desk_of("y"), {"x": "y"}).complete("a").active == ["y"]
