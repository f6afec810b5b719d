"""scenarios.yaml is read as it stands, or refused with the place that is wrong."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from engine.errors import Rejected
from engine.scenario.format import load
from engine.scenario.scenario import Advance, Complete, Expect, ExpectedNotice, ExpectedTask, Start

HEAD = "process: leave\nscenarios:\n  - name: one\n    at: 2026-01-05T09:00+08:00\n"
START = "    start: {by: ann}\n"


def written(folder: Path, text: str) -> Path:
    path = folder / "scenarios.yaml"
    path.write_text(text)
    return path


def test_reads_everything_it_documents(tmp_path: Path) -> None:
    text = (
        HEAD
        + """    start: {by: ann, values: {days: 1.5, when: 2026-01-05, is_paid: true}}
    steps:
      - advance: P1DT2H3M
      - complete: {task: approve, by: lea, values: {ok: true}, refused: form.invalid}
      - expect:
          state: active
          tasks: [approve, {element: pay, candidates: [leads], due: 2026-01-05T11:00+08:00}]
          notices: [late, {template: late, to: [lea]}]
          values: {days: 2}
"""
    )
    (scenario,) = load(written(tmp_path, text))
    assert (scenario.process, scenario.name, scenario.line) == ("leave", "one", 3)
    assert scenario.at == datetime(2026, 1, 5, 1, tzinfo=UTC)
    assert scenario.start == Start("ann", None, {"days": Decimal("1.5"), "when": "2026-01-05", "is_paid": True})
    assert scenario.steps == (
        Advance(by=timedelta(days=1, hours=2, minutes=3)),
        Complete("approve", "lea", {"ok": True}, "form.invalid"),
        Expect(
            state="active",
            tasks=(ExpectedTask("approve"), ExpectedTask("pay", None, ("leads",), datetime(2026, 1, 5, 3, tzinfo=UTC))),
            notices=(ExpectedNotice("late"), ExpectedNotice("late", ("lea",))),
            values={"days": 2},
        ),
    )


def test_shared_values_may_be_merged_and_overridden_many_times(tmp_path: Path) -> None:
    text = "shared: {base: &base {a: 1, b: 2}, more: &more {<<: *base, b: 3}}\n" + HEAD.replace("one", "first")
    text += (
        "    start: {by: ann, values: {<<: *more, c: 4}}\n    steps: [{set: {values: *more}}, {set: {values: *more}}]\n"
    )
    (scenario,) = load(written(tmp_path, text))
    assert scenario.start.values == {"a": 1, "b": 3, "c": 4}
    assert [step.values for step in scenario.steps] == [{"a": 1, "b": 3}] * 2


@pytest.mark.parametrize(
    ("text", "code", "line", "path"),
    [
        (HEAD + START + "    stpes: []\n", "scenario.unknown_key", 6, "/scenarios/1/stpes"),
        (
            HEAD + START + "    steps: [{expect: {task: [a]}}]\n",
            "scenario.unknown_key",
            6,
            "/scenarios/1/steps/1/expect/task",
        ),
        (HEAD + START + "    steps: [{wait: PT1H}]\n", "scenario.unknown_key", 6, "/scenarios/1/steps/1/wait"),
        (
            HEAD + START + "    steps:\n      - advance: PT1H\n        expect: {}\n",
            "scenario.one_deed",
            7,
            "/scenarios/1/steps/1",
        ),
        (HEAD + START + "    steps: [{}]\n", "scenario.one_deed", 6, "/scenarios/1/steps/1"),
        (
            HEAD + START + "    steps: [{advance: 1 hour}]\n",
            "scenario.not_a_duration",
            6,
            "/scenarios/1/steps/1/advance",
        ),
        (HEAD + START + "    steps: [{advance: PT}]\n", "scenario.not_a_duration", 6, "/scenarios/1/steps/1/advance"),
        (
            HEAD + START + "    steps: [{advance_to: 2026-01-05T09:00}]\n",
            "scenario.not_a_time",
            6,
            "/scenarios/1/steps/1/advance_to",
        ),
        (
            HEAD + START + "    steps: [{complete: {task: a}}]\n",
            "scenario.missing_key",
            6,
            "/scenarios/1/steps/1/complete",
        ),
        (HEAD + START + "    steps: {}\n", "scenario.not_a_list", 6, "/scenarios/1/steps"),
        (HEAD + START + "    steps: [{claim: a}]\n", "scenario.not_a_mapping", 6, "/scenarios/1/steps/1/claim"),
        (
            HEAD + START + "    steps: [{claim: {task: 7, by: ann}}]\n",
            "scenario.not_a_text",
            6,
            "/scenarios/1/steps/1/claim/task",
        ),
        (HEAD + "    start: {by: ann, message: m}\n", "scenario.by_or_message", 5, "/scenarios/1/start"),
        (HEAD + "    start: {}\n", "scenario.by_or_message", 5, "/scenarios/1/start"),
        (HEAD, "scenario.missing_key", 3, "/scenarios/1"),
        (HEAD + START + START, "scenario.duplicate_key", 3, "/scenarios/1"),
        (HEAD + START + HEAD.partition("scenarios:\n")[2] + START, "scenario.duplicate_name", 3, "/scenarios/1"),
        ("scenarios: []\n", "scenario.missing_key", 1, ""),
        ("- a\n", "scenario.not_a_mapping", 1, ""),
    ],
)
def test_refuses_with_the_place(text: str, code: str, line: int, path: str, tmp_path: Path) -> None:
    with pytest.raises(Rejected) as refusal:
        load(written(tmp_path, text))
    assert (refusal.value.code, refusal.value.params["line"], refusal.value.params["path"]) == (code, line, path)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a: [1", "scenario.malformed"),
        ("a: !!python/object/apply:os.getcwd []\n", "scenario.unknown_key"),
        ("", "scenario.empty"),
        ("a: 1\n---\nb: 2\n", "scenario.malformed"),
        ("# " + "x" * 1_000_001, "scenario.too_large"),
    ],
)
def test_refuses_what_is_no_such_file(text: str, code: str, tmp_path: Path) -> None:
    with pytest.raises(Rejected) as refusal:
        load(written(tmp_path, text))
    assert refusal.value.code == code


def test_python_tags_are_not_constructed(tmp_path: Path) -> None:
    text = HEAD + "    start: {by: ann, values: {a: !!python/name:os.system }}\n"
    with pytest.raises(Rejected) as refusal:
        load(written(tmp_path, text))
    assert refusal.value.code == "scenario.malformed"


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Rejected) as refusal:
        load(tmp_path / "none.yaml")
    assert refusal.value.code == "scenario.no_file"
