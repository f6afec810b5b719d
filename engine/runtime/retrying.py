"""Whoever comes second waits, and then comes to see it: a lock in vain reaches nobody."""

import secrets
import time
from collections.abc import Callable
from typing import TypeVar

from engine.errors import Unavailable
from engine.store.busy import Busy
from engine.store.reader import Reader
from engine.store.store import Store

PAUSES = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2)  # seconds, about, before the next try
IN_DOUBT = "store.in_doubt"
PATIENCE = 10.0  # seconds after which it is not tried again

Answer = TypeVar("Answer")


def patiently(work: Callable[[], Answer], is_known_again: bool = False) -> Answer:
    """Raises Busy when the others never let go, and Unavailable; nothing was written then.

    `is_known_again`: work that was done is not done again, so that it may be tried although it may have been done.
    """
    until = time.monotonic() + PATIENCE
    for pause in PAUSES:
        try:
            return work()
        except (Busy, Unavailable) as error:
            may_try = isinstance(error, Busy) or (is_known_again and error.code == IN_DOUBT)
            if not may_try or time.monotonic() > until:
                raise
            time.sleep(pause * (0.5 + secrets.randbelow(1000) / 1000))
    return work()


def at_a_glance(store: Store, look: Callable[[Reader], Answer]) -> Answer:
    """One look without a transaction; once more where the connection had been lost. Raises Busy, Unavailable."""

    def looked() -> Answer:
        with store.glance() as reader:
            return look(reader)

    return patiently(looked)
