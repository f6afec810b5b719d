"""The one way out over HTTP: guarded addresses, no redirects, a time limit, a small answer."""

import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import SplitResult, urlsplit

from engine.notify.channel import Undelivered
from engine.notify.deadline import cut_off
from engine.notify.guard import Guard

LARGEST_ANSWER = 64 * 1024  # bytes
TRY_AGAIN = frozenset({408, 425, 429})
PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Http:
    """`patience` in seconds, for a whole exchange."""

    guard: Guard = field(default_factory=Guard)
    patience: float = 15.0

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> bytes:
        """The body of a 2xx answer. Raises Undelivered."""
        parts = urlsplit(url)
        connection = self._connection(parts)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        try:
            with cut_off(self.patience, lambda: connection.line) as was_cut:
                connection.request("POST", target, body, {"User-Agent": "Kefuflow", **headers})
                answer = connection.getresponse()
                said = answer.read(LARGEST_ANSWER + 1)
            if was_cut.is_set():  # what looks like the end of the answer is not
                raise TimeoutError
        except (OSError, HTTPException, ValueError) as failure:  # ValueError: of a line that was cut
            raise Undelivered("http.no_answer", is_channel_down=True, reason=type(failure).__name__) from None
        finally:
            connection.close()
        _check(answer.status, said)
        return said

    def _connection(self, parts: SplitResult) -> "_Http | _Https":
        try:
            port = parts.port or PORTS.get(parts.scheme, 0)
        except ValueError:
            port = 0
        if not port or not parts.hostname:
            raise Undelivered("http.bad_url", is_final=True)
        address = self.guard.address_of(parts.hostname, port)
        if parts.scheme == "https":
            return _Https(parts.hostname, port, address, self.patience)
        return _Http(parts.hostname, port, address, self.patience)


def _check(status: int, said: bytes) -> None:
    if len(said) > LARGEST_ANSWER:
        raise Undelivered("http.large_answer", limit=LARGEST_ANSWER)
    if 300 <= status < 400:
        raise Undelivered("http.redirected", is_final=True, status=status)
    if status >= 500 or status in TRY_AGAIN:
        raise Undelivered("http.status", is_channel_down=True, status=status)
    if not 200 <= status < 300:
        raise Undelivered("http.status", is_final=True, status=status)


class _Http(HTTPConnection):
    """Connects to the address that was checked: the name is not asked for a second time.

    `line` stays when the connection has handed its socket to the answer.
    """

    def __init__(self, host: str, port: int, address: str, timeout: float) -> None:
        super().__init__(host, port, timeout=timeout)
        self._address = address
        self.line: socket.socket | None = None

    def connect(self) -> None:
        self.line = self.sock = socket.create_connection((self._address, self.port), self.timeout)


class _Https(HTTPSConnection):
    def __init__(self, host: str, port: int, address: str, timeout: float) -> None:
        super().__init__(host, port, timeout=timeout, context=_trust())
        self._address = address
        self.line: socket.socket | None = None

    def connect(self) -> None:
        dialled = socket.create_connection((self._address, self.port), self.timeout)
        wrapped = _trust().wrap_socket(dialled, server_hostname=self.host, do_handshake_on_connect=False)
        self.line = self.sock = wrapped
        wrapped.do_handshake()  # within the time limit, now that the line can be cut


@cache
def _trust() -> ssl.SSLContext:
    return ssl.create_default_context()
