"""Whoever comes second waits, and then comes to see it: a lock in vain reaches nobody."""

import secrets
import time
from collections.abc import Callable
from typing import TypeVar

from engine.store.busy import Busy

PAUSES = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2)  # seconds, about, before the next try
PATIENCE = 10.0  # seconds after which it is not tried again

Answer = TypeVar("Answer")


def patiently(work: Callable[[], Answer]) -> Answer:
    """Raises Busy when the others never let go; nothing was written then."""
    until = time.monotonic() + PATIENCE
    for pause in PAUSES:
        try:
            return work()
        except Busy:  # another transaction was first; nothing was written
            if time.monotonic() > until:
                raise
            time.sleep(pause * (0.5 + secrets.randbelow(1000) / 1000))
    return work()
