"""Diagrams: refused with reasons, or worked on for a while without anything else than a failure of ours."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

from engine.bpmn.read import ANYTHING, read
from engine.dmn.read import read as read_decisions
from engine.errors import BpmnError, EngineError
from engine.kernel.world import Budget
from engine.model import command as c
from engine.model.definition import ProcessDefinition
from tests.bpmn import test_compensation_rules, test_hostile, test_refusals, test_rules
from tests.bpmn.conftest import file_of, line_of
from tests.fuzz import trees
from tests.fuzz.expressions import made as expression
from tests.fuzz.mutation import mutated
from tests.fuzz.rows import ROWS
from tests.kernel.desk import ROOT, Desk
from tests.kernel.played import choices

PROCESSES = Path(__file__).parents[2] / "processes"
SHIPPED = [path.read_text("utf-8") for path in sorted(PROCESSES.glob("*/*.bpmn"))]
SMALL_ROWS = [
    *((inside,) for _, inside in test_rules.SOUND),
    *(row[2:] for row in test_rules.BROKEN),
    *((test_compensation_rules.in_row(*row[2], beside=row[3]),) for row in test_compensation_rules.WRONG),
    *((line_of(row[0]),) for row in test_refusals.UNSUPPORTED),
    *((line_of(row[1]),) for row in test_refusals.UNKNOWN),
]
SMALL = [file_of(*row).decode() for row in SMALL_ROWS]
RICH = [test_hostile.RICH.decode(), *(file_of(*row).decode() for row in ROWS)]
DECISIONS = {
    element_id: found
    for path in sorted(PROCESSES.glob("*/*.dmn"))
    for found in [read_decisions(path.read_bytes(), path.name)]
    for element_id in found.elements
}
VALUES = (
    "", "true", "-1", "99999999999", "R/PT0S", "R99999999/PT1S", "PT9999999999H", "9999-12-31T23:59:59Z", "0 0 * * * ?",
    "${a", "=1..", "a:b:c", "x" * 5000, "0", "feel", "Parallel", "None", "All", "客诉 1", "P1Y", "=x", "p",
)  # fmt: skip
HOSTILE = (
    '<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>', '<!DOCTYPE d SYSTEM "file:///etc/passwd">',
    '<?xml version="1.1"?>', '<?xml version="1.0" encoding="UTF-16"?>', '<?xml version="1.0" encoding="x-user"?>',
    "<?go on?>", "<!-- -->", "<![CDATA[x]]>", "&#0;", "&#x10FFFF;", "&lt;", "&none;", "\ufeff", "<a:b/>",
    "<x xmlns=''/>", "<" + "a" * 60_000 + "/>", "<a " + " ".join(f'a{n}="x"' for n in range(2000)) + "/>",
    "<a>" * 400, "x" * 200_000,
)  # fmt: skip
COMMANDS = 20  # that are tried
EVENTS = 2_000  # after which it is enough: all of them are folded again after every command


def made(random: Random) -> str:
    """Trees changed, now and then the text or the bytes themselves; what is no UTF-8 is escaped as surrogates."""
    source = random.choice(random.choice((SHIPPED, SMALL, SMALL, RICH, RICH)))
    how = random.random()
    if how < 0.05:
        return mutated(random, [source]).encode("utf-8", "replace").decode()
    if how < 0.1:
        return _flipped(random, source.encode()).decode("utf-8", "surrogateescape")
    if how < 0.15:
        place = random.choice((0, source.index(">") + 1, random.randint(0, len(source))))
        return source[:place] + random.choice(HOSTILE) + source[place:]
    return trees.changed(random, source, CHANGES)


def _flipped(random: Random, data: bytes) -> bytes:
    changed = bytearray(data)
    for _ in range(random.randint(1, 6)):
        changed[random.randrange(len(changed))] ^= 1 << random.randrange(8)
    return bytes(changed)


def _attribute(random: Random, elements: list[Any]) -> None:
    element = random.choice(elements)
    if element.attrib:
        element.set(random.choice(list(element.attrib)), random.choice((*VALUES, trees.plain(expression(random))[:50])))


def _text(random: Random, elements: list[Any]) -> None:
    texts = [each for each in elements if (each.text or "").strip()]
    if texts:
        random.choice(texts).text = random.choice((*VALUES, trees.plain(expression(random))))


CHANGES = (
    *(trees.remove, trees.double, trees.move, trees.exchange, trees.exchange, trees.retag, trees.multiply, trees.nest),
    *(_attribute, _attribute, _text, _text),
)


def judge(source: str) -> None:
    """Raises whatever is no failure of ours, and AssertionError where the history does not give the state."""
    try:
        found = read(source.encode("utf-8", "surrogateescape"), "fuzz.bpmn", ANYTHING)
    except EngineError:
        return
    random = Random(len(source))
    for place in range(min(2, len(found.processes))):
        _work(random, found.processes[place:] + found.processes[:place])


def _work(random: Random, definitions: tuple[ProcessDefinition, ...]) -> None:
    desk = Desk(*definitions, budget=Budget(activities=30, pauses=3))
    desk.library.decided = DECISIONS
    desk.handlers = _Handlers(random)
    given = {"n": random.randint(0, 5), "a": 2, "items": ["a", "b"], "order": {"id": 7}}
    for element_id in (None, *definitions[0].event_starts)[:3]:
        if not desk.saved and _succeeds(partial(desk.start, element_id, **given)):
            _go_on(random, desk)


def _go_on(random: Random, desk: Desk) -> None:
    for _ in range(COMMANDS):
        possible = choices(desk)
        if desk.state != "active" or not possible or len(desk.events()) > EVENTS:
            break
        command = random.choice(possible)
        _come(desk, command)
        _succeeds(partial(desk.do, command))
        _succeeds(partial(desk.works, 5))
    if desk.state == "active":
        _succeeds(partial(desk.do, c.CancelInstance(instance_id=ROOT)))


def _come(desk: Desk, command: c.Command) -> None:
    """The time of the timer."""
    if isinstance(command, c.TriggerTimer):
        instance_id, _, timer_id = command.timer_id.rpartition(".")
        desk.now = max(desk.now, desk.instance(instance_id).timers[timer_id].due_at)


def _succeeds(act: Callable[[], object]) -> bool:
    try:
        act()
    except EngineError:
        return False
    return True


class _Handlers(dict[str, Any]):
    """Whatever is called succeeds, fails, or throws."""

    def __init__(self, random: Random) -> None:
        super().__init__()
        self._random = random

    def __contains__(self, name: object) -> bool:
        return True

    def __missing__(self, name: str) -> Any:
        return self._outcome

    def _outcome(self) -> dict[str, Any]:
        chosen = self._random.random()
        if chosen < 0.1:
            raise ValueError("down")
        if chosen < 0.3:
            raise BpmnError("E", "thrown")
        return {"n": 3, "list": [1, {"a": 2}]}
