"""Tries come further and further apart, and end; a channel that is down is left in peace."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from engine.notify.retrying import LONGEST_REST, LONGEST_WAIT, MOST_TRIES, Circuit, next_try

NOW = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)


@given(st.integers(1, MOST_TRIES - 1), st.floats(0, 1))
def test_a_wait_is_about_twice_the_one_before(attempts: int, spread: float) -> None:
    waited = next_try(attempts, NOW, spread)
    assert waited is not None
    middle = min(10 * 2 ** (attempts - 1), LONGEST_WAIT.total_seconds())
    assert 0.8 * middle - 1e-3 <= (waited - NOW).total_seconds() <= 1.2 * middle + 1e-3


def test_enough_is_enough() -> None:
    assert next_try(MOST_TRIES, NOW, 0.5) is None


def test_a_circuit_rests_longer_after_each_failure_and_not_at_all_once_it_works() -> None:
    circuit, rests = Circuit(), []
    for _ in range(10):
        circuit.failed(NOW)
        assert circuit.rests_until is not None and not circuit.is_closed(NOW)
        rests.append(circuit.rests_until - NOW)
        assert circuit.is_closed(circuit.rests_until)
    assert rests[:3] == [timedelta(seconds=each) for each in (5, 10, 20)] and rests[-1] == LONGEST_REST
    circuit.worked()
    assert circuit.is_closed(NOW)
