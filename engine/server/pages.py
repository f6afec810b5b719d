"""The HTTP side of a node: listens from the beginning, and in the end lets the requests at hand be answered."""

import time
from collections.abc import Iterator
from typing import Any

from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.server import BaseWSGIServer, create_server

from engine.errors import EngineError
from engine.jobs.fetching import WAITING
from engine.settings import Settings

BEAT = 1.0  # seconds
ENDING_BEAT = 0.05


class Pages:
    """One thread runs `serve` and `drain`; `stop` may be called from anywhere, a signal handler included."""

    def __init__(self, app: Any, place: Settings) -> None:
        """Raises EngineError `server.cannot_listen`."""
        self._sockets: dict[int, Any] = {}
        self._server = _listening(app, place, self._sockets)
        self._is_stopped = False

    @property
    def port(self) -> int:
        [listener, *_] = self._of(BaseWSGIServer)
        return int(listener.effective_port)

    def serve(self) -> None:
        """Until `stop`."""
        while not self._is_stopped:
            wasyncore.loop(timeout=BEAT, map=self._sockets, count=1)

    def stop(self) -> None:
        self._is_stopped = True
        for listener in self._of(BaseWSGIServer):
            listener.pull_trigger()

    def drain(self, until: float) -> bool:
        """No new connections; idle ones are closed, the others once they are answered. Whether all were by then.

        `until`: of the monotonic clock.
        """
        for listener in self._of(BaseWSGIServer):
            wasyncore.dispatcher.close(listener)  # the trigger by which its threads wake this loop stays
        while (left := list(self._of(HTTPChannel))) and time.monotonic() < until:
            for channel in left:
                channel.will_close = channel.will_close or _is_idle(channel)
            wasyncore.loop(timeout=ENDING_BEAT, map=self._sockets, count=1)
        threads = self._server.task_dispatcher
        threads.shutdown(timeout=max(0.0, until - time.monotonic()))
        return not left and not threads.threads  # one may be at work for somebody who has left

    def _of(self, kind: type) -> Iterator[Any]:
        return (each for each in list(self._sockets.values()) if isinstance(each, kind))


def _is_idle(channel: Any) -> bool:
    return not channel.requests and not channel.total_outbufs_len and channel.request is None


def _listening(app: Any, place: Settings, sockets: dict[int, Any]) -> Any:
    try:
        return create_server(
            app,
            map=sockets,
            host=place.host,
            port=place.port,
            channel_request_lookahead=1,  # says whether a client that is waiting is still there
            threads=place.threads + WAITING,  # waiting workers leave the others to requests that are quick
            ident=None,
            clear_untrusted_proxy_headers=not place.is_https,  # what a proxy says is heard only where there is one
        )
    except (OSError, ValueError) as failure:  # taken, not allowed, or no address of this machine
        reason = getattr(failure, "strerror", None) or str(failure)
        raise EngineError("server.cannot_listen", host=place.host, port=place.port, reason=reason) from failure
