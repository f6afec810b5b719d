"""The timeline: the lines that a person wants, with words in both languages."""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from engine.expr.compile import text
from engine.history import line, replay
from engine.history.line import ERASED
from engine.history.timeline import timeline
from engine.locale.words import LANGUAGES, catalogue, placeholders, words
from engine.model import chain
from engine.model import command as c
from engine.model import definition as d
from engine.model.view import CommitView, TimelineEntry
from tests.kernel.build import boundary, catch, end, exclusive, message, process, script, service, start, timer, user
from tests.kernel.desk import ROOT, Desk
from tests.kernel.drawn import diagrams
from tests.kernel.played import finish, play

CASE = process(
    start(), user("check", candidate_groups=text("juniors"), due_date=text("PT4H")), exclusive("x"), service("file"),
    end(), boundary("late", "check", timer("duration", "PT2H"), False), script("warn", "warned", "true"), end("told"),
    flows="start -> check -> x -> file -> end\nlate -> warn -> told",
)  # fmt: skip


def kinds(desk: Desk) -> list[str]:
    return [entry.kind.removeprefix("timeline.") for entry in timeline(desk.commits[ROOT])]


def text_of(entry: TimelineEntry, language: str = "en") -> str:
    return words(entry.kind, {"element": entry.element_id, **entry.params}, language)


def test_a_case_is_told() -> None:
    desk = Desk(CASE).start(customer="Zhao")
    desk.do(c.ClaimUserTask(task_id=desk.activity("check")))
    desk.fire("late").complete("check", grade="red").work()
    told = [(entry.version, entry.actor_id, text_of(entry)) for entry in timeline(desk.commits[ROOT])]
    assert told == [
        (1, "lin", "Started the process"),
        (1, "lin", "Changed data: customer = Zhao"),
        (1, "lin", 'The timer "late" is set to 2026-01-05 03:00:00+00:00'),
        (1, "lin", 'New task "check", to be claimed by juniors, due 2026-01-05 05:00:00+00:00'),
        (2, "lin", 'Claimed "check"'),
        (3, "", 'The timer "late" is due'),
        (3, "", "Changed data: warned = true"),
        (4, "lin", "Changed data: grade = red"),
        (4, "lin", 'Completed "check"'),
        (5, "", 'The system finished "file"'),
        (5, "", "The process is completed"),
    ]


def test_gateways_flows_and_tokens_are_not_told() -> None:
    desk = Desk(CASE).start().complete("check")
    told = {entry.element_id for entry in timeline(desk.commits[ROOT])}
    assert told == {None, "late", "check"}


def test_an_assignment_a_due_date_and_a_cancellation_are_told() -> None:
    desk = Desk(CASE).start()
    task_id = desk.activity("check")
    desk.do(c.AssignUserTask(task_id=task_id, assignee="zhao"))
    desk.do(c.AssignUserTask(task_id=task_id, assignee=None))
    desk.do(c.ChangeDueDate(task_id=task_id, due_at=desk.now))
    desk.do(c.ChangeDueDate(task_id=task_id, due_at=None))
    desk.do(c.CancelInstance(instance_id=ROOT, reason="twice"))
    assert kinds(desk)[-6:] == [
        "user_task_assigned",
        "user_task_unassigned",
        "user_task_due_changed",
        "user_task_due_removed",
        "user_task_cancelled",
        "instance_cancelled_because",
    ]


def test_failures_are_told() -> None:
    def fail() -> None:
        raise ValueError("no answer")

    desk = Desk(CASE, work=fail).start().complete("check").work()
    desk.retry("handler.failed")
    assert kinds(desk)[-5:] == ["job_failed", "job_failed", "job_given_up", "incident_raised", "incident_resolved"]
    raised = next(entry for entry in timeline(desk.commits[ROOT]) if entry.kind == "timeline.incident_raised")
    assert (raised.element_id, raised.params["code"]) == ("file", "handler.failed")
    assert raised.params["problem"]["message"] == "no answer"


def test_messages_are_told() -> None:
    drawn = process(start(), catch("m", message("paid")), end("e", message("done")), flows="start -> m -> e")
    desk = Desk(drawn).start().send("paid", amount=3).work()
    assert kinds(desk) == [
        "instance_started",
        "message_awaited",
        "message_received",
        "variables_set",
        "message_sent",
        "instance_completed",
        "message_not_delivered",
    ]


def test_changes_of_a_commit_are_one_line_with_the_last_values() -> None:
    drawn = process(start(), script("a", "n", "1"), script("b", "n", "2"), flows="start -> a -> b")
    changed = [e for e in timeline(Desk(drawn).start(m=[1]).commits[ROOT]) if e.kind == "timeline.variables_set"]
    assert [entry.params["values"] for entry in changed] == [{"m": [1], "n": 2}]
    assert changed[0].params["changes"] == ["m = 1", "n = 2"]


SPELT = [
    ("text", "text", "a text as it is"),
    (None, ERASED, "nothing"),
    (True, "true", "a truth"),
    (Decimal("1.50"), "1.50", "a decimal"),
    ([1, ["a"]], "1, a", "a list"),
    ([{"grade": "red", "hours": 2}], "grade = red, hours = 2", "the outputs of a decision"),
    ("", "", "an empty text"),
    ("x" * 81, "x" * 79 + "…", "a long text is cut"),
]


@pytest.mark.parametrize(("value", "shown", "reason"), SPELT, ids=[row[2] for row in SPELT])
def test_a_value_on_a_line(value: object, shown: str, reason: str) -> None:
    assert line.text(value) == shown, reason


def test_many_changes_are_counted() -> None:
    variables = {f"v{n}": n for n in range(20)}
    params = timeline(Desk(process(user("a"))).start(**variables).commits[ROOT])[1].params
    assert params["changes"] == [f"v{n} = {n}" for n in range(8)] + ["… +12"]
    assert params["values"] == variables


def test_a_long_value_is_cut() -> None:
    changed = timeline(Desk(process(user("a"))).start(m="x" * 500).commits[ROOT])[1]
    assert len(changed.params["changes"][0]) < 100
    assert changed.params["values"]["m"] == "x" * 500


def erased(desk: Desk) -> list[CommitView]:
    """As it is read once all personal values are gone."""
    return [
        structs.replace(view, events=chain.read(structs.replace(commit, payload=None)))
        for view, commit in zip(desk.commits[ROOT], desk.chains[ROOT], strict=True)
    ]


def test_what_was_erased_is_shown_as_a_dash() -> None:
    desk = Desk(CASE).start(customer="Zhao")
    desk.do(c.CancelInstance(instance_id=ROOT, reason="because of Zhao"))
    told = [text_of(entry) for entry in timeline(erased(desk))]
    assert f"Changed data: customer = {ERASED}" in told
    assert any(each.startswith('New task "check"') for each in told), "what is drawn is nobody's"
    assert not any("Zhao" in each for each in told)


def test_an_erased_name_of_a_task_is_a_dash() -> None:
    desk = Desk(process(start(), user("a", name_expression=text("Call ${customer}")), flows="start -> a"))
    told = [text_of(entry) for entry in timeline(erased(desk.start(customer="Zhao")))]
    assert any(each.startswith(f'New task "{ERASED}"') for each in told)
    assert not any("Zhao" in each for each in told)


@given(drawn=diagrams(), data=st.data())
@settings(max_examples=60)
def test_every_line_has_words_and_all_they_need(drawn: d.ProcessDefinition, data: st.DataObject) -> None:
    desk = play(drawn, data)
    finish(desk)
    for commits in (*desk.commits.values(), erased(desk)):
        for entry in timeline(commits):
            shown = {"element": entry.element_id, **entry.params}
            assert entry.kind in catalogue("zh")
            needed = placeholders(catalogue("zh")[entry.kind])
            assert needed <= shown.keys(), entry.kind
            assert all(shown[each] is not None for each in needed), (entry.kind, shown)


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_of_the_timeline_are_all_used(language: str) -> None:
    """Kinds stand in the sources as they stand in the words."""
    sources = Path(line.__file__).read_text("utf-8") + Path(replay.__file__).read_text("utf-8")
    known = [code.removeprefix("timeline.") for code in catalogue(language) if code.startswith("timeline.")]
    missing = [
        kind for kind in known if kind.removesuffix("_due").removesuffix("_because") not in sources and kind not in PAGE
    ]
    assert missing == []


PAGE = {"empty"}  # a word of the page, of the same area
