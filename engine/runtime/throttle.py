"""Slows down guessing of passwords: after a few attempts in vain a person at an address has to wait.

Counted in the store, by real time, so that it does not matter which process is asked.
"""

from datetime import timedelta

from engine.runtime.services import Services
from engine.store import login_attempts

MOST = 5
WINDOW = timedelta(minutes=5)
LONGEST_NAME = 200


def admit(services: Services, user_id: str, address: str) -> timedelta:
    """Counts an attempt and answers zero; or how long this person at this address has to wait."""
    store = services.store
    now = store.real_clock.now()
    oldest = login_attempts.admit(store, *_key(user_id, address), now - WINDOW, MOST)
    return timedelta() if oldest is None else max(oldest + WINDOW - now, timedelta(seconds=1))


def forgive(services: Services, user_id: str, address: str) -> None:
    """After the right password."""
    login_attempts.forgive(services.store, *_key(user_id, address))


def _key(user_id: str, address: str) -> tuple[str, str]:
    """However the name is written."""
    return user_id.casefold()[:LONGEST_NAME], address[:LONGEST_NAME]
