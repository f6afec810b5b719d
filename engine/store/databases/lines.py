"""Connections that write, handed from one command to the next.

The way into the pool and out again takes an eighth of the processor time of a small command: what it looks after (a
transaction left open, a lost connection) whoever uses a line looks after himself.
"""

from collections import deque
from contextlib import suppress

from sqlalchemy import Engine, PoolProxiedConnection


class Lines:
    """At most so many are kept idle; any thread takes one, and gives it back."""

    def __init__(self, engine: Engine, most: int) -> None:
        self._engine = engine
        self._most = most
        self._idle: deque[PoolProxiedConnection] = deque()

    @property
    def idle(self) -> int:
        return len(self._idle)

    def take(self) -> PoolProxiedConnection:
        """The one that was used last, so that those that are not needed rest."""
        with suppress(IndexError):
            return self._idle.pop()
        return self._engine.raw_connection()  # whose failure has nothing to do with there being none

    def give_back(self, line: PoolProxiedConnection) -> None:
        """Nothing is going on there."""
        if len(self._idle) < self._most:
            self._idle.append(line)
        else:
            line.close()

    def hang_up(self) -> None:
        """Closes all that nobody uses."""
        idle, self._idle = self._idle, deque()
        for line in idle:
            line.invalidate()
            line.close()
        self._engine.dispose()
