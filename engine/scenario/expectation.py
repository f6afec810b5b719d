"""What was expected against what was: each key of an `expect` compared by a function of its own."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from engine.api import SYSTEM
from engine.model.view import JobView, NoticeView, UserTaskView
from engine.scenario.desk import Desk
from engine.scenario.scenario import Expect, ExpectedNotice, ExpectedTask, ExpectedTimer

E = TypeVar("E")
A = TypeVar("A")
Told = tuple[NoticeView, list[str]]


@dataclass(frozen=True, slots=True)
class Difference:
    """`what` is the key of the `expect`, followed by the name where it is about one value."""

    what: str
    expected: str
    actual: str


def differences(expect: Expect, desk: Desk) -> list[Difference]:
    found: list[Difference] = []
    for key, compare in _COMPARED.items():
        expected = getattr(expect, key)
        if expected is not None:
            found += compare(key, expected, desk)
    return found + _notices(expect, desk)


def _state(key: str, expected: str, desk: Desk) -> list[Difference]:
    return _equal(key, expected, desk.engine.instance(SYSTEM, desk.instance_id).state)


def _tasks(key: str, expected: Sequence[ExpectedTask], desk: Desk) -> list[Difference]:
    tasks = desk.open_tasks()
    return _matched(key, expected, tasks, _is_task, _shown_task)


def _is_task(expected: ExpectedTask, task: UserTaskView) -> bool:
    return (
        expected.element == task.element_id
        and expected.assignee in (None, task.assignee)
        and (expected.candidates is None or sorted(expected.candidates) == _candidates(task))
        and expected.due in (None, task.due_at)
    )


def _candidates(task: UserTaskView) -> list[str]:
    return sorted((*task.candidate_users, *task.candidate_groups))


def _shown_task(task: UserTaskView) -> str:
    who = task.assignee or ",".join(_candidates(task))
    return f"{task.element_id}({who}; {_time(task.due_at)})"


def _notices(expect: Expect, desk: Desk) -> list[Difference]:
    """One look for both keys, since looking uses them up."""
    if expect.notices is None and expect.notices_include is None:
        return []
    told = desk.new_notices()
    found: list[Difference] = []
    for key in ("notices", "notices_include"):
        expected = getattr(expect, key)
        if expected is not None:
            found += _matched(key, expected, told, _is_notice, lambda each: f"{each[0].template}→{','.join(each[1])}")
    return found


def _is_notice(expected: ExpectedNotice, told: Told) -> bool:
    notice, people = told
    return expected.template == notice.template and (expected.to is None or sorted(expected.to) == sorted(people))


def _overdue(key: str, expected: Sequence[str], desk: Desk) -> list[Difference]:
    now = desk.engine.now()
    late = [task.element_id for task in desk.open_tasks() if task.due_at is not None and task.due_at <= now]
    return _same(key, expected, late)


def _timers(key: str, expected: Sequence[ExpectedTimer], desk: Desk) -> list[Difference]:
    timers = [timer for each in desk.family() for timer in desk.engine.timers(SYSTEM, each)]
    return _matched(key, expected, timers, _is_timer, lambda timer: f"{timer.element_id}({_time(timer.due_at)})")


def _is_timer(expected: ExpectedTimer, timer: JobView) -> bool:
    return expected.element == timer.element_id and expected.due in (None, timer.due_at)


def _incidents(key: str, expected: Sequence[str], desk: Desk) -> list[Difference]:
    return _same(key, expected, [element_id for element_id, _ in desk.stuck()])


def _values(key: str, expected: Mapping[str, Any], desk: Desk) -> list[Difference]:
    actual = desk.engine.variables(SYSTEM, desk.instance_id)
    return _within(key, expected, actual)


def _within(what: str, expected: Mapping[str, Any], actual: Mapping[str, Any]) -> list[Difference]:
    """Of a mapping only the keys named count, at every depth."""
    found: list[Difference] = []
    for name, value in expected.items():
        there = actual.get(name, "—")
        if isinstance(value, dict) and isinstance(there, dict):
            found += _within(f"{what}.{name}", value, there)
        else:
            found += _equal(f"{what}.{name}", value, there)
    return found


def _visited(key: str, expected: Sequence[str], desk: Desk) -> list[Difference]:
    missed = [each for each in expected if each not in visited(desk)]
    return [Difference(key, _list(expected), f"- {_list(missed)}")] if missed else []


def _not_visited(key: str, expected: Sequence[str], desk: Desk) -> list[Difference]:
    met = [each for each in expected if each in visited(desk)]
    return [Difference(key, _list(expected), f"+ {_list(met)}")] if met else []


def visited(desk: Desk) -> frozenset[str]:
    """Elements where the case, or one that it called, is or has been."""
    return frozenset(activity.element_id for each in desk.family() for activity in desk.engine.activities(SYSTEM, each))


def _equal(what: str, expected: Any, actual: Any) -> list[Difference]:
    is_same = expected == actual and isinstance(expected, bool) == isinstance(actual, bool)
    return [] if is_same else [Difference(what, str(expected), str(actual))]


def _same(what: str, expected: Iterable[str], actual: Iterable[str]) -> list[Difference]:
    return _equal(what, _list(sorted(expected)), _list(sorted(actual)))


def _matched(
    key: str, expected: Sequence[E], actual: Sequence[A], fits: Callable[[E, A], bool], shown: Callable[[A], str]
) -> list[Difference]:
    """Each expected one takes an actual one for itself, the most particular first."""
    left = list(actual)
    missed = []
    for each in sorted(expected, key=lambda one: repr(one).count("None")):
        match = next((one for one in left if fits(each, one)), None)
        if match is None:
            missed.append(each)
        else:
            left.remove(match)
    if not missed and (not left or key.endswith("_include")):
        return []
    return [Difference(key, _list(map(str, expected)), _list(map(shown, actual)))]


def _list(items: Iterable[str]) -> str:
    return ", ".join(items) or "—"


def _time(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%dT%H:%MZ}" if moment else "—"


_COMPARED: dict[str, Callable[[str, Any, Desk], list[Difference]]] = {
    "state": _state,
    "tasks": _tasks,
    "tasks_include": _tasks,
    "overdue": _overdue,
    "timers": _timers,
    "incidents": _incidents,
    "values": _values,
    "visited": _visited,
    "not_visited": _not_visited,
}
