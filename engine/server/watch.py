"""A door of its own for those who watch, beside the pages or in a worker that has none: metrics and health."""

import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from threading import Thread
from typing import Any

from engine.api import Engine
from engine.server.pages import Pages
from engine.settings import Settings

log = logging.getLogger(__name__)

THREADS = 2
PATIENCE = 1.0  # seconds in which who asks at the end is still answered
Start = Callable[[str, list[tuple[str, str]]], Any]
Answer = tuple[str, str, bytes]
PLAIN = "text/plain; charset=utf-8"


class Endpoint:
    """GET /metrics, /healthz and /readyz on an address where not everybody gets."""

    def __init__(self, engine: Engine, place: Settings, host: str, port: int) -> None:
        """Raises EngineError `server.cannot_listen`."""
        self._engine = engine
        self._pages = Pages(self._answer, replace(place, host=host, port=port, threads=THREADS))
        self._thread = Thread(target=self._pages.serve, name="metrics", daemon=True)

    @property
    def port(self) -> int:
        return self._pages.port

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        self._pages.stop()
        self._thread.join()
        self._pages.drain(time.monotonic() + PATIENCE)

    def _answer(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        doors = {"/metrics": self._metrics, "/healthz": self._health, "/readyz": self._readiness}
        door = doors.get(environ["PATH_INFO"]) if environ["REQUEST_METHOD"] in ("GET", "HEAD") else None
        status, kind, body = door() if door else ("404 Not Found", PLAIN, b"not found\n")
        start(status, [("Content-Type", kind), ("Content-Length", str(len(body)))])
        return [body]

    def _metrics(self) -> Answer:
        try:
            return "200 OK", "text/plain; version=0.0.4; charset=utf-8", self._engine.metrics()
        except Exception:
            log.exception("the figures could not be read")
            return "503 Service Unavailable", PLAIN, b"the database cannot be read\n"

    def _health(self) -> Answer:
        return "200 OK", PLAIN, b"ok\n"

    def _readiness(self) -> Answer:
        reasons = self._engine.unready()
        status = "503 Service Unavailable" if reasons else "200 OK"
        return status, PLAIN, "".join(f"{each}\n" for each in reasons or ["ready"]).encode()
