"""Reads scenarios.yaml.

    process: complaint                        # key of the process
    shared: {red: &red {...}}                 # anything: a place for YAML anchors
    scenarios:
      - name: 红色投诉超时升级后闭环
        at: 2026-01-05T09:00+08:00            # when business time begins
        start: {by: lin_xiaoyu, values: *red} # through the start form; or {message: name, values: {...}}
        steps:
          - expect: {tasks: [{element: solve_red, candidates: [supervisors], due: 2026-01-05T11:00+08:00}]}
          - advance: PT1H30M                  # every timer fires in its turn; or advance_to: a moment
          - expect: {notices: [{template: red_warning, to: [wang_jianguo]}]}
          - complete: {task: solve_red, by: wang_jianguo, values: {...}}

Steps: advance, advance_to, claim, release, complete, message, signal, set, cancel, retry, expect. Every step but the
first two and `expect` may carry `refused: <code>`: it must be rejected with that code.

`expect` takes state (active, completed, cancelled), tasks, tasks_include, notices, notices_include, overdue, timers,
incidents, values, visited, not_visited. A list names all there is, in any order, unless its key ends in `include`; an
entry is an element id (a template of a notice) or a mapping with more. Of `values`, and of mappings in it, only the
keys named are compared. Notices are those since the last look at them.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from engine.scenario.node import Node, document
from engine.scenario.scenario import (
    Advance,
    Broadcast,
    Cancel,
    Claim,
    Complete,
    Expect,
    ExpectedNotice,
    ExpectedTask,
    ExpectedTimer,
    Release,
    Retry,
    Scenario,
    Send,
    SetValues,
    Start,
    Step,
)

T = TypeVar("T")


def load(path: Path) -> tuple[Scenario, ...]:
    """The scenarios of a file. Raises Rejected (`scenario.*`) with file, line and path."""
    root = document(path).members({"process", "scenarios", "shared"}, needed={"process", "scenarios"})
    process = root["process"].text()
    found = [replace(read_scenario(node), process=process) for node in root["scenarios"].items()]
    names = [scenario.name for scenario in found]
    for node, scenario in zip(root["scenarios"].items(), found, strict=True):
        if names.count(scenario.name) > 1:
            raise node.refuse("scenario.duplicate_name", name=scenario.name)
    return tuple(found)


def read_scenario(node: Node, also: tuple[str, ...] = ()) -> Scenario:
    """`also`: keys that somebody else reads."""
    got = node.members({"name", "at", "start", "steps", *also}, needed=("name", "at", "start"))
    steps = tuple(map(read_step, got["steps"].items())) if "steps" in got else ()
    return Scenario(got["name"].text(), got["at"].moment(), _start(got["start"]), steps, line=node.line)


def _start(node: Node) -> Start:
    got = node.members({"by", "message", "values"})
    if ("by" in got) == ("message" in got):
        raise node.refuse("scenario.by_or_message")
    return Start(_text(got, "by"), _text(got, "message"), _values(got))


def read_step(node: Node) -> Step:
    got = node.members(_STEPS)
    if len(got) != 1:
        raise node.refuse("scenario.one_deed")
    deed, told = next(iter(got.items()))
    return _STEPS[deed](told)


def _on_task(make: Callable[..., Step]) -> Callable[[Node], Step]:
    def read(node: Node) -> Step:
        got = node.members({"task", "by", "refused"}, needed=("task", "by"))
        return make(got["task"].text(), got["by"].text(), _text(got, "refused"))

    return read


def _complete(node: Node) -> Complete:
    got = node.members({"task", "by", "values", "refused"}, needed=("task", "by"))
    return Complete(got["task"].text(), got["by"].text(), _values(got), _text(got, "refused"))


def _broadcast(node: Node) -> Broadcast:
    got = node.members({"name", "values", "refused"}, needed=("name",))
    return Broadcast(got["name"].text(), _values(got), _text(got, "refused"))


def _send(node: Node) -> Send:
    got = node.members({"name", "values", "refused"}, needed=("name",))
    return Send(got["name"].text(), _values(got), _text(got, "refused"))


def _set(node: Node) -> SetValues:
    got = node.members({"values", "by", "refused"}, needed=("values",))
    return SetValues(_values(got), _text(got, "by"), _text(got, "refused"))


def _cancel(node: Node) -> Cancel:
    got = node.members({"by", "reason", "refused"})
    return Cancel(_text(got, "by"), _text(got, "reason") or "", _text(got, "refused"))


def _retry(node: Node) -> Retry:
    got = node.members({"element", "by", "refused"}, needed=("element",))
    return Retry(got["element"].text(), _text(got, "by"), _text(got, "refused"))


def _expect(node: Node) -> Expect:
    got = node.members(_EXPECTED)
    return Expect(**{key: _EXPECTED[key](told) for key, told in got.items()})


def _tasks(node: Node) -> tuple[ExpectedTask, ...]:
    return tuple(map(_task, node.items()))


def _task(node: Node) -> ExpectedTask:
    if node.is_text:
        return ExpectedTask(node.text())
    got = node.members({"element", "assignee", "candidates", "due"}, needed=("element",))
    return ExpectedTask(
        got["element"].text(),
        _text(got, "assignee"),
        got["candidates"].texts() if "candidates" in got else None,
        got["due"].moment() if "due" in got else None,
    )


def _notices(node: Node) -> tuple[ExpectedNotice, ...]:
    return tuple(map(_notice, node.items()))


def _notice(node: Node) -> ExpectedNotice:
    if node.is_text:
        return ExpectedNotice(node.text())
    got = node.members({"template", "to"}, needed=("template",))
    return ExpectedNotice(got["template"].text(), got["to"].texts() if "to" in got else None)


def _timers(node: Node) -> tuple[ExpectedTimer, ...]:
    return tuple(map(_timer, node.items()))


def _timer(node: Node) -> ExpectedTimer:
    if node.is_text:
        return ExpectedTimer(node.text())
    got = node.members({"element", "due"}, needed=("element",))
    return ExpectedTimer(got["element"].text(), got["due"].moment() if "due" in got else None)


def _text(got: dict[str, Node], key: str) -> str | None:
    return got[key].text() if key in got else None


def _values(got: dict[str, Node]) -> dict[str, Any]:
    return got["values"].values() if "values" in got else {}


_STEPS: dict[str, Callable[[Node], Step]] = {
    "advance": lambda node: Advance(by=node.duration()),
    "advance_to": lambda node: Advance(to=node.moment()),
    "claim": _on_task(Claim),
    "release": _on_task(Release),
    "complete": _complete,
    "message": _send,
    "signal": _broadcast,
    "set": _set,
    "cancel": _cancel,
    "retry": _retry,
    "expect": _expect,
}

_EXPECTED: dict[str, Callable[[Node], Any]] = {
    "state": Node.text,
    "tasks": _tasks,
    "tasks_include": _tasks,
    "notices": _notices,
    "notices_include": _notices,
    "overdue": Node.texts,
    "timers": _timers,
    "incidents": Node.texts,
    "values": Node.values,
    "visited": Node.texts,
    "not_visited": Node.texts,
}
