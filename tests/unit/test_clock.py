from datetime import UTC, datetime, timedelta, timezone

import pytest

from engine.clock import ManualClock, MeasuredClock, OffsetClock, SystemClock, since_boot

MONDAY = datetime(2026, 11, 2, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_the_system_clock_is_aware_and_utc() -> None:
    assert SystemClock().now().tzinfo is UTC


def test_a_manual_clock_only_goes_forwards() -> None:
    clock = ManualClock(MONDAY)
    clock.set(MONDAY)
    clock.advance(HOUR)
    assert clock.now() == MONDAY + HOUR
    with pytest.raises(ValueError):
        clock.set(MONDAY)
    with pytest.raises(ValueError):
        clock.advance(-HOUR)
    assert clock.now() == MONDAY + HOUR


def test_a_manual_clock_answers_in_utc() -> None:
    clock = ManualClock(MONDAY.astimezone(timezone(8 * HOUR)))
    assert clock.now() == MONDAY
    assert clock.now().tzinfo is UTC
    with pytest.raises(ValueError):
        clock.set(datetime(2027, 1, 1))


def test_an_offset_only_grows_and_time_runs_on_under_it() -> None:
    base = ManualClock(MONDAY)
    clock = OffsetClock(base, 2 * HOUR)
    clock.advance(HOUR)
    base.advance(HOUR)
    assert clock.offset == 3 * HOUR
    assert clock.now() == MONDAY + 4 * HOUR
    with pytest.raises(ValueError):
        clock.move_to(2 * HOUR)
    assert clock.offset == 3 * HOUR


class Server:
    """Another machine that answers after so many seconds; `steady` counts them, and those that pass between."""

    def __init__(self) -> None:
        self.ahead, self.slow, self.passed = HOUR, 0.0, 0.0

    def ask(self) -> datetime:
        self.passed += self.slow / 2
        answer = self.true()
        self.passed += self.slow / 2
        return answer

    def true(self) -> datetime:
        return MONDAY + self.ahead + timedelta(seconds=self.passed)

    def steady(self) -> float:
        return self.passed


def test_time_is_the_servers_and_goes_on_between_two_answers() -> None:
    server = Server()
    clock = MeasuredClock(server.ask, server.steady)
    server.passed += 60
    assert clock.now() == server.true() == MONDAY + HOUR + timedelta(seconds=60)


@pytest.mark.parametrize("hours", [2, -2])
def test_a_servers_clock_that_was_set_is_followed(hours: int) -> None:
    server = Server()
    clock = MeasuredClock(server.ask, server.steady)
    server.ahead += hours * HOUR
    assert clock.now() == server.true() - hours * HOUR
    assert clock.measure() == hours * HOUR
    assert (clock.now(), clock.measure()) == (server.true(), timedelta())


def test_an_answer_that_took_long_moves_nothing_within_its_doubt() -> None:
    """Time does not tremble with the network: it would run backwards every other time."""
    server = Server()
    clock = MeasuredClock(server.ask, server.steady)
    server.slow = 3.0
    server.ahead += timedelta(seconds=1)
    assert clock.measure() == timedelta()
    server.slow = 0.5
    assert clock.measure() == timedelta(seconds=1)


def test_seconds_since_boot_only_grow() -> None:
    assert 0 < since_boot() <= since_boot()
