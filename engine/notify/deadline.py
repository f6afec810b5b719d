"""An end to a conversation that a slow or silent other side would draw out for ever."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Event, Timer


@contextmanager
def cut_off(after: float, open_socket: Callable[[], socket.socket | None]) -> Iterator[Event]:
    """Shuts the socket after so many seconds: whoever reads from it then gets an error or the end; tells of it."""
    was_cut = Event()

    def cut() -> None:
        was_cut.set()
        with suppress(OSError, AttributeError):
            found = open_socket()
            if found is not None:
                found.shutdown(socket.SHUT_RDWR)

    timer = Timer(after, cut)
    timer.daemon = True
    timer.start()
    try:
        yield was_cut
    finally:
        timer.cancel()
