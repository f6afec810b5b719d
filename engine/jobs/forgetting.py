"""Forgets what commands were answered, once nobody is going to send them again."""

from datetime import timedelta

from engine.runtime.services import Services
from engine.store import answered

KEPT = timedelta(days=30)  # business time


class Forgetting:
    """`kept`: how long a command that is sent again is answered as it was."""

    def __init__(self, services: Services, kept: timedelta = KEPT) -> None:
        self._services = services
        self._kept = kept

    def run(self) -> int:
        """In small portions, each a transaction; how many answers are gone."""
        before, store = self._services.clock.now() - self._kept, self._services.store
        with store.read() as reader:
            needed = reader.sending_since(before)
        portion = answered.forget(store, before, needed)
        count = portion.gone
        while portion.last is not None:
            portion = answered.forget(store, before, needed, portion.last)
            count += portion.gone
        return count
