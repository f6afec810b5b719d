"""An end to a conversation that a slow or silent other side would draw out for ever."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Timer


@contextmanager
def cut_off(after: float, open_socket: Callable[[], socket.socket | None]) -> Iterator[None]:
    """Shuts the socket after so many seconds: whoever reads from it then gets an error or the end."""

    def cut() -> None:
        with suppress(OSError, AttributeError):
            found = open_socket()
            if found is not None:
                found.shutdown(socket.SHUT_RDWR)

    timer = Timer(after, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
