"""Who is told of each command: its kind, how it ended, how long it took."""

from collections.abc import Callable
from contextvars import Token
from time import perf_counter
from types import TracebackType

from engine.errors import Rejected
from engine.model.command import Command
from engine.store.busy import Busy
from engine.tracing import COMMAND

Observer = Callable[[str, str, float], None]
"""Kind of the command; obeyed, rejected, busy or failed; seconds. Called after every command, on its thread."""


def unobserved(kind: str, outcome: str, seconds: float) -> None:
    """Nobody wants to know."""


class Observed:
    """A block that carries out a command. A class, because a generator would cost as much as a small command."""

    __slots__ = ("_began", "_command", "_observer", "_token")

    def __init__(self, observer: Observer, command: Command) -> None:
        self._observer = observer
        self._command = command

    def __enter__(self) -> None:
        self._token: Token[Command | None] = COMMAND.set(self._command)
        self._began = perf_counter()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        seconds = perf_counter() - self._began
        COMMAND.reset(self._token)
        self._observer(type(self._command).__name__, outcome_of(error), seconds)


def outcome_of(error: BaseException | None) -> str:
    if error is None:
        return "obeyed"
    if isinstance(error, Busy):
        return "busy"
    return "rejected" if isinstance(error, Rejected) else "failed"
