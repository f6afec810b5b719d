"""Hands: as many as there are, and known to be free or busy."""

from threading import Event

import pytest

from engine.jobs.hands import Hands


def test_busy_and_free() -> None:
    hands, let_go = Hands(2), Event()
    given = [hands.give(let_go.wait, 30) for _ in range(3)]
    assert hands.free == 0
    assert given[2].cancel(), "no hand has begun with the third"
    let_go.set()
    assert hands.rest()
    assert hands.free == 2
    assert not hands.rest()
    hands.close()


def test_a_hand_that_fails_is_free_again() -> None:
    hands = Hands(1)
    given = hands.give(lambda: 1 / 0)
    hands.rest()
    assert (hands.free, type(given.exception())) == (1, ZeroDivisionError)
    hands.close()


def test_nothing_is_given_to_closed_hands() -> None:
    hands = Hands(1)
    hands.close()
    with pytest.raises(RuntimeError):
        hands.give(print)
    assert hands.free == 1
