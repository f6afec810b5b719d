"""Requests of a worker: JSON both ways, under its token."""

import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext, suppress
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

from engine.client.task import parsed, written


class Refused(Exception):
    """The server said no; sending the same again would not help."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(f"{status} {message}")
        self.status = status


class Unreachable(Exception):
    """Nobody answered, or the server could not: later it may."""


class Http:
    """One connection for each request. `close` ends those that wait for work, from any thread, and begins no more."""

    def __init__(self, url: str, token: str) -> None:
        """`url`: of the server, or of its REST interface (`https://host/engine-rest`)."""
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"{url} is no address of a server")
        self._is_secure = parts.scheme == "https"
        self._host, self._port = parts.hostname, parts.port
        self._base = parts.path.rstrip("/") or "/engine-rest"
        self._token = token
        self._waiting: set[HTTPConnection] = set()
        self._is_closed = False
        self._guard = Lock()

    def post(
        self, path: str, body: Mapping[str, Any], patience: float, key: str = "", *, is_waiting: bool = False
    ) -> Any:
        """Raises Refused, Unreachable. `patience`: seconds for the answer; `key`: sent again, it counts once."""
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
        if key:
            headers["Idempotency-Key"] = key
        connection = (HTTPSConnection if self._is_secure else HTTPConnection)(self._host, self._port, timeout=patience)
        try:
            connection.connect()
            with self._ended_by_close(connection) if is_waiting else nullcontext():
                connection.request("POST", self._base + path, written(body), headers)
                answer = connection.getresponse()
                return _answer(answer.status, answer.read())
        except (OSError, HTTPException) as failure:
            raise Unreachable(str(failure)) from failure
        finally:
            connection.close()

    @contextmanager
    def _ended_by_close(self, connection: HTTPConnection) -> Iterator[None]:
        with self._guard:
            if self._is_closed:
                raise Unreachable("closed")
            self._waiting.add(connection)
        try:
            yield
        finally:
            with self._guard:
                self._waiting.discard(connection)

    def close(self) -> None:
        with self._guard:
            self._is_closed = True
            for connection in self._waiting:
                with suppress(OSError, AttributeError):  # it may not be connected yet, or no more
                    connection.sock.shutdown(socket.SHUT_RDWR)


def _answer(status: int, body: bytes) -> Any:
    if status >= 500 or status == 429:
        raise Unreachable(f"{status}")
    if status >= 400:
        raise Refused(status, body.decode("utf-8", "replace")[:500])
    return parsed(body) if body else None
