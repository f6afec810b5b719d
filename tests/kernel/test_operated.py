"""Whatever is drawn, and wherever it is moved, returned or migrated to: fold(history) == state, and nothing is left.

The desk asserts the first after every command; hypothesis draws the diagrams and chooses what is done to them.
"""

import os

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from engine.errors import Rejected
from engine.kernel.world import Budget
from engine.model import command as c
from engine.model import definition as d
from engine.model import operation as o
from engine.model.move import Move
from engine.model.seal import canonical
from engine.runtime.lineage import Lineage
from engine.store.loaded import instance_from
from tests.kernel.desk import ROOT, Desk
from tests.kernel.drawn import CALLED, diagrams
from tests.kernel.played import choices, finish

slow = settings(
    max_examples=int(os.environ.get("EXAMPLES", 80)), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


def begun(drawn: d.ProcessDefinition, data: st.DataObject) -> Desk:
    desk = Desk(drawn, replace(drawn, version=2), CALLED, budget=Budget(activities=30, pauses=4), work=dict)
    return desk.start(n=data.draw(st.integers(0, 5)))


def gone_on(desk: Desk, data: st.DataObject) -> None:
    """Something that can be done is done."""
    possible = [each for each in choices(desk) if not isinstance(each, o.SuspendInstance)]
    try:
        desk.do(data.draw(st.sampled_from(possible)))
    except Rejected:
        return
    desk.work()


def moves(drawn: d.ProcessDefinition) -> st.SearchStrategy[list[Move]]:
    places = [(action, id) for id in drawn.elements for action in ("cancel", "before", "after")]
    places += [("over", id) for id in drawn.flows]
    one = st.sampled_from(places).map(lambda place: Move(action=place[0], id=place[1]))
    return st.lists(one, min_size=1, max_size=3)


def nothing_is_left(desk: Desk, *, is_moved: bool = False) -> None:
    """A token that was put somewhere by hand may wait at a join for ever: that is what whoever put it there wanted."""
    if is_moved and desk.state == "active":
        desk.do(c.CancelInstance(instance_id=ROOT))
        desk.work()
    else:
        finish(desk)
    root = desk.root
    assert root.state in ("completed", "cancelled") and list(root.activities) == ["0"]
    assert not any((root.tokens, root.arrivals, root.user_tasks, root.timers, root.subscriptions, root.incidents))


@given(drawn=diagrams(), data=st.data())
@slow
def test_moved_anywhere(drawn: d.ProcessDefinition, data: st.DataObject) -> None:
    desk = begun(drawn, data)
    for _ in range(data.draw(st.integers(1, 6))):
        if desk.state != "active":
            break
        before = desk.saved[ROOT]
        try:
            desk.do(o.ModifyInstance(instance_id=ROOT, moves=data.draw(moves(drawn))))
        except Rejected:
            assert desk.saved[ROOT] == before
        desk.work()
        if desk.state == "active":
            gone_on(desk, data)
    nothing_is_left(desk, is_moved=True)


@given(drawn=diagrams(), data=st.data())
@slow
def test_migrated_to_the_same_drawing_nothing_else_changes(drawn: d.ProcessDefinition, data: st.DataObject) -> None:
    desk = begun(drawn, data)
    for _ in range(data.draw(st.integers(0, 6))):
        if desk.state == "active":
            gone_on(desk, data)
    if desk.state == "active" and not desk.root.tokens:  # those of a step that paused go on
        before = desk.root
        desk.do(o.MigrateInstance(instance_id=ROOT, version=2))
        after = desk.root
        assert after.definition_id == "p:2"
        after.definition_id = before.definition_id
        assert canonical(after) == canonical(before)
    nothing_is_left(desk)


@given(drawn=diagrams(), data=st.data())
@slow
def test_returned_wherever_that_may_be(drawn: d.ProcessDefinition, data: st.DataObject) -> None:
    """The lineage tells the same state as the desk, and the task that is returned to is open again."""
    desk = begun(drawn, data)
    for _ in range(data.draw(st.integers(1, 10))):
        if desk.state != "active":
            break
        go_back = returns(desk)
        if go_back and data.draw(st.booleans()):
            chosen = data.draw(st.sampled_from(go_back))
            desk.do(chosen)
            assert any(each.element_id == chosen.element_id for each in desk.root.activities.values())
        elif desk.root.user_tasks or desk.root.timers:
            gone_on(desk, data)
        desk.work()
    nothing_is_left(desk)


@given(drawn=diagrams(), data=st.data())
@slow
def test_whatever_is_done_in_whatever_order(drawn: d.ProcessDefinition, data: st.DataObject) -> None:
    """Work, moves, returns, migrations and suspensions, one after the other."""
    desk = begun(drawn, data)
    is_moved = False
    for _ in range(data.draw(st.integers(1, 12))):
        if desk.state != "active":
            break
        before = dict(desk.saved)
        command = data.draw(st.sampled_from(commands(desk, drawn, data)))
        try:
            desk.do(command)
        except Rejected:
            assert desk.saved == before
            continue
        assert not was_suspended(before) or isinstance(command, o.ResumeInstance | c.CancelInstance)
        is_moved = is_moved or isinstance(command, o.ModifyInstance)
        if desk.state == "active" and not desk.root.is_suspended:
            desk.work()
    nothing_is_left(desk, is_moved=is_moved)


def was_suspended(saved: dict[str, str]) -> bool:
    return instance_from(saved[ROOT]).is_suspended


def commands(desk: Desk, drawn: d.ProcessDefinition, data: st.DataObject) -> list[c.Command]:
    other = 3 - int(desk.root.definition_id.rpartition(":")[2])
    return [
        *choices(desk),
        *returns(desk),
        o.ModifyInstance(instance_id=ROOT, moves=data.draw(moves(drawn))),
        o.MigrateInstance(instance_id=ROOT, version=other),
    ]


def returns(desk: Desk) -> list[o.GoBack]:
    """Back to whatever has led to a task alone, with all that came of it."""
    lineage = Lineage(desk.commits[ROOT])
    assert canonical(lineage.instance) == canonical(desk.root)
    assert lineage.marks.keys() == desk.root.activities.keys(), "everything that is there descends from something"
    found = []
    for passage in lineage.passages.values():
        came = lineage.descendants(passage.id)
        if passage.id in desk.root.activities or passage.scope_id not in desk.root.activities:
            continue
        if not came and passage.index is None:
            continue
        top = [each for each in came if desk.root.activities[each].scope_id == passage.scope_id]
        made = o.GoBack(
            task_id=f"{ROOT}.{came[0] if came else passage.id}",
            element_id=passage.element_id,
            scope_id=passage.scope_id,
            index=passage.index,
            is_uncounted=passage.index is not None and passage.is_done,
            cancelled=top,
            dropped=lineage.waiting(passage.id),
            is_withdrawal=not came,
        )
        found.append(made)
    return found


def test_a_case_is_cancelled_whatever_was_done_to_it() -> None:
    from tests.kernel.build import end, process, start, user

    desk = Desk(process(start(), user("a"), user("b"), end(), flows="start -> a -> b -> end")).start()
    desk.do(o.ModifyInstance(instance_id=ROOT, moves=[Move(action="before", id="b")]))
    desk.do(c.CancelInstance(instance_id=ROOT))
    assert (desk.state, desk.active) == ("cancelled", [])
