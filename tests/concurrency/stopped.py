"""Two commands on two engines over one database: the first is stopped at a chosen point while the second goes its way.

Before anything is locked the second overtakes the first; once the family is locked it waits, and sees what was done.
"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import replace
from threading import Event
from typing import Any

from engine.api import SYSTEM, Actor, Engine
from engine.errors import Rejected
from engine.model import command as c
from tests.runtime.office import Office

PATIENCE = 60.0  # seconds after which a test has gone wrong
A_WHILE = 0.1  # seconds that the second gets to come to the lock that the first holds

BEFORE = ("asked",)  # the second overtakes the first
LOCKED = ("loaded", "decided", "recorded")  # the second waits for the first
POINTS = (*BEFORE, "begun", *LOCKED)

Act = tuple[c.Command, Actor]


class Gate:
    """Stops one command at one point until it is opened."""

    def __init__(self, point: str) -> None:
        self.point = point
        self.reached, self.opened = Event(), Event()

    def __call__(self, point: str, command: c.Command) -> None:
        if point == self.point and not self.reached.is_set():
            self.reached.set()
            assert self.opened.wait(PATIENCE), "the gate was never opened"


def stopped(office: Office, beside: Office, first: Act, second: Act, point: str) -> tuple[Any, Any]:
    """Answers or rejections of the first, which is stopped at the point, and of the second."""
    gate = Gate(point)
    held = Engine(replace(office.engine._services, passing=gate))
    with ThreadPoolExecutor(2) as pool:
        one = pool.submit(told, held.execute, *first)
        one.add_done_callback(lambda _: gate.reached.set())  # a command that does not come by is not stopped
        assert gate.reached.wait(PATIENCE), f"{point} was never reached"
        two = pool.submit(told, beside.engine.execute, *second)
        wait([two], A_WHILE if first_wins(point, office.url) else PATIENCE)  # what is not held up comes to its end
        gate.opened.set()
        return result(one), result(two)


def told(execute: Callable[[c.Command, Actor], Any], command: c.Command, actor: Actor) -> Any:
    try:
        return execute(command, actor)
    except Rejected as rejection:
        return rejection


def result(future: Future[Any]) -> Any:
    return future.result(PATIENCE)


def first_wins(point: str, url: str) -> bool:
    """On SQLite a transaction that has begun is the only one; on PostgreSQL the family is locked when it is loaded."""
    return point in LOCKED or (point == "begun" and url.startswith("sqlite"))


def by_system(command: c.Command) -> Act:
    return command, SYSTEM
