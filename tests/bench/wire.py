"""What goes over the wire to PostgreSQL: a door in front of the server that passes everything on and keeps count.

Statements and round trips are taken from the protocol itself (PostgreSQL, "Frontend/Backend Protocol"), so they are
what the server saw, whichever driver sent them.
"""

import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock, Thread

from sqlalchemy import URL, make_url

FRAME = ("BEGIN", "COMMIT", "ROLLBACK")  # no statements of anybody's work
ANSWERED = b"SQH"  # Sync, Query and Flush: the sender waits for an answer


@dataclass(slots=True)
class Traffic:
    """`statements`: texts in the order in which they were executed, BEGIN and COMMIT left out (round trips: not)."""

    statements: list[str] = field(default_factory=list)
    round_trips: int = 0
    bytes_sent: int = 0


class Wire:
    """Counts what all connections through `url` send; the counting is safe between threads."""

    def __init__(self, server_url: str, folder: Path) -> None:
        self._server = make_url(server_url)
        self._lock = Lock()
        self._traffic = Traffic()
        self._door = socket.socket(socket.AF_UNIX)
        self._door.bind(str(folder / ".s.PGSQL.5432"))
        self._door.listen()
        self.url = self._server.set(
            drivername="postgresql+psycopg", host=None, port=None, query={"host": str(folder), "port": "5432"}
        ).render_as_string(hide_password=False)
        Thread(target=self._serve, daemon=True).start()

    def take(self) -> Traffic:
        """Since it was taken last."""
        with self._lock:
            taken, self._traffic = self._traffic, Traffic()
            return taken

    def close(self) -> None:
        self._door.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._door.accept()
                server = _connected(self._server)
                Thread(target=_pass, args=(server, client), daemon=True).start()
                Thread(target=self._listen, args=(client, server), daemon=True).start()

    def _listen(self, client: socket.socket, server: socket.socket) -> None:
        """Counted first, then passed on: whoever has an answer finds it counted."""
        names: dict[bytes, str] = {}  # of prepared statements
        bound = ""
        with suppress(OSError), client, server:
            for data, messages in _chunks(client):
                for kind, content in messages:
                    if kind == b"P":
                        name, text, _ = content.split(b"\0", 2)
                        names[name] = text.decode()
                    elif kind == b"B":
                        bound = names.get(content.split(b"\0", 2)[1], "")
                    text_run = content[:-1].decode() if kind == b"Q" else bound if kind == b"E" else ""
                    self._count(kind, text_run, len(content) + 5)
                server.sendall(data)

    def _count(self, kind: bytes, text: str, size: int) -> None:
        with self._lock:
            self._traffic.bytes_sent += size
            self._traffic.round_trips += kind in ANSWERED
            if text and not text.startswith(FRAME):
                self._traffic.statements.append(text)


@contextmanager
def wire_to(server_url: str) -> Iterator[Wire]:
    """A door of its own, in a folder with a short name."""
    with tempfile.TemporaryDirectory(prefix="wire-") as folder:
        wire = Wire(server_url, Path(folder))
        try:
            yield wire
        finally:
            wire.close()


def _connected(url: URL) -> socket.socket:
    host, port = url.query.get("host", url.host), int(str(url.query.get("port", url.port or 5432)))
    if str(host).startswith("/"):
        server = socket.socket(socket.AF_UNIX)
        server.connect(f"{host}/.s.PGSQL.{port}")
        return server
    return socket.create_connection((str(host), port))


def _chunks(client: socket.socket) -> Iterator[tuple[bytes, list[tuple[bytes, bytes]]]]:
    """What came, and the messages that are complete with it; the first message of a client has no kind."""
    waiting, is_first = b"", True
    while data := client.recv(1 << 16):
        waiting += data
        messages = []
        while len(waiting) >= 5:
            head = 0 if is_first else 1
            end = head + int.from_bytes(waiting[head : head + 4], "big")
            if len(waiting) < end:
                break
            messages.append((waiting[:head], waiting[head + 4 : end]))
            waiting, is_first = waiting[end:], False
        yield data, messages


def _pass(server: socket.socket, client: socket.socket) -> None:
    with suppress(OSError):
        while data := server.recv(1 << 16):
            client.sendall(data)
        client.shutdown(socket.SHUT_RDWR)
