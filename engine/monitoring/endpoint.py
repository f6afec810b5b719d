"""A door of its own for those who watch, beside the pages or in a worker that has none: metrics and health."""

import logging
from collections.abc import Callable, Iterable
from threading import Thread
from typing import Any

from engine.api import Engine
from engine.errors import EngineError

log = logging.getLogger(__name__)

THREADS = 2
Start = Callable[[str, list[tuple[str, str]]], Any]
Answer = tuple[str, str, bytes]
PLAIN = "text/plain; charset=utf-8"


class Endpoint:
    """GET /metrics, /healthz and /readyz where not everybody gets. Raises EngineError when it cannot listen there."""

    def __init__(self, engine: Engine, host: str, port: int) -> None:
        from waitress.server import create_server

        self._engine = engine
        try:
            self._server: Any = create_server(self._answer, host=host, port=port, threads=THREADS, ident=None)
        except (OSError, ValueError) as failure:
            reason = getattr(failure, "strerror", None) or str(failure)
            raise EngineError("server.cannot_listen", host=host, port=port, reason=reason) from failure
        self.port: int = self._server.effective_port
        self._thread = Thread(target=self._server.run, name="metrics", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        self._server.close()

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
