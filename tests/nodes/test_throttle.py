"""Wrong passwords are counted over all processes, one after the other."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

from sqlalchemy import select

from engine.clock import ManualClock
from engine.runtime import throttle
from engine.runtime.services import Services
from engine.store.tables.login_attempt import login_attempt
from tests.runtime.office import Office

NEVER = timedelta()


def services_of(*offices: Office) -> tuple[ManualClock, list[Services]]:
    clock = ManualClock(datetime(2026, 1, 5, tzinfo=UTC))
    found = [office.engine._services for office in offices]
    for each in found:
        each.store.real_clock = clock
    return clock, found


def test_two_nodes_count_together(open_office: Callable[..., Office]) -> None:
    clock, nodes = services_of(open_office(), open_office())
    for number in range(throttle.MOST):
        assert throttle.admit(nodes[number % 2], "lin", "10.0.0.1") == NEVER
        clock.advance(timedelta(seconds=10))
    assert [throttle.admit(each, "Lin", "10.0.0.1") for each in nodes] == [timedelta(seconds=250)] * 2
    assert throttle.admit(nodes[0], "lin", "10.0.0.2") == NEVER
    throttle.forgive(nodes[0], "LIN", "10.0.0.1")
    assert throttle.admit(nodes[1], "lin", "10.0.0.1") == NEVER


def test_those_who_try_at_once_are_counted_exactly(open_office: Callable[..., Office]) -> None:
    clock, nodes = services_of(open_office(), open_office())
    gate = Barrier(8)

    def attempt(number: int) -> timedelta:
        gate.wait()
        return throttle.admit(nodes[number % 2], "lin", "10.0.0.1")

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(attempt, range(8)))
    assert found.count(NEVER) == throttle.MOST


def test_a_flood_of_made_up_names_is_forgotten(open_office: Callable[..., Office]) -> None:
    clock, [node] = services_of(open_office())
    for number in range(50):
        throttle.admit(node, f"user{number}", "10.0.0.1")
    clock.advance(throttle.WINDOW)
    throttle.admit(node, "lin", "10.0.0.1")
    with node.store.write() as unit:
        assert list(unit.connection.scalars(select(login_attempt.c.user_id))) == ["lin"]
