from datetime import UTC, datetime, timedelta, timezone

import pytest

from engine.clock import ManualClock, OffsetClock, SystemClock

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
