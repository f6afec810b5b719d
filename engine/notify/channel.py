"""What every channel can do, and how it says that it could not."""

from typing import Any, Protocol

from engine.errors import EngineError
from engine.notify.message import Message


class Undelivered(EngineError):
    """It did not leave, as far as is known. `is_final`: trying again is of no use.

    `is_channel_down`: nothing else would leave either, so the channel is left in peace for a while.
    """

    def __init__(self, code: str, *, is_final: bool = False, is_channel_down: bool = False, **params: Any) -> None:
        super().__init__(code, **params)
        self.is_final = is_final
        self.is_channel_down = is_channel_down


class Channel(Protocol):
    """Safe to use from several threads; ends within its time limit, whatever the other side does."""

    def send(self, message: Message) -> str:
        """Answers where it went. Raises Undelivered. At least once: the other side knows a second try by its key."""
        ...
