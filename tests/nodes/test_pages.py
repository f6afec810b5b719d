"""The HTTP side of a node comes to a clean end."""

import http.client
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from engine.server.pages import Pages
from engine.settings import from_environment


class Slow:
    """An application whose answers wait until they are let go."""

    def __init__(self) -> None:
        self.asked, self.let_go = threading.Event(), threading.Event()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/slow":
            self.asked.set()
            self.let_go.wait(60)
        body = b"x" * 300_000  # more than fits into the buffers of the socket
        start_response("200 OK", [("Content-Length", str(len(body)))])
        return [body]


@pytest.fixture
def app() -> Slow:
    return Slow()


@pytest.fixture
def pages(app: Slow, tmp_path: Path) -> Iterator[Pages]:
    place = from_environment({"KEFUFLOW_DATA": str(tmp_path), "PORT": "0"})
    made = Pages(app, place)
    yield made
    made.drain(0)


def get(pages: Pages, path: str, connection: http.client.HTTPConnection | None = None) -> int:
    asking = connection or http.client.HTTPConnection("127.0.0.1", pages.port, timeout=60)
    asking.request("GET", path)
    return len(asking.getresponse().read())


def test_requests_at_hand_are_answered_and_nobody_else(app: Slow, pages: Pages) -> None:
    kept = http.client.HTTPConnection("127.0.0.1", pages.port, timeout=60)
    with ThreadPoolExecutor(3) as pool:
        serving = pool.submit(pages.serve)
        assert get(pages, "/", kept) == 300_000
        slow = pool.submit(get, pages, "/slow")
        assert app.asked.wait(60)
        port = pages.port
        pages.stop()
        serving.result(60)
        draining = pool.submit(pages.drain, time.monotonic() + 60)
        assert kept.sock.recv(1) == b"", "an idle connection is closed at once"
        with pytest.raises(ConnectionRefusedError):
            http.client.HTTPConnection("127.0.0.1", port, timeout=60).connect()
        app.let_go.set()
        assert slow.result(60) == 300_000
        assert draining.result(60)


def test_a_request_that_does_not_end_keeps_nobody(app: Slow, pages: Pages) -> None:
    with ThreadPoolExecutor(2) as pool:
        serving = pool.submit(pages.serve)
        slow = pool.submit(get, pages, "/slow")
        assert app.asked.wait(60)
        pages.stop()
        serving.result(60)
        assert not pages.drain(time.monotonic() + 0.2)
        app.let_go.set()
        pages.drain(time.monotonic() + 60)
        slow.exception(60)


def test_a_request_whose_sender_has_left_is_at_hand_too(app: Slow, pages: Pages) -> None:
    """Its thread still uses the engine, which must not be closed beneath it."""
    with ThreadPoolExecutor(1) as pool:
        serving = pool.submit(pages.serve)
        with socket.create_connection(("127.0.0.1", pages.port)) as asking:
            asking.sendall(b"GET /slow HTTP/1.1\r\nHost: here\r\n\r\n")
            assert app.asked.wait(60)
        pages.stop()
        serving.result(60)
        assert not pages.drain(time.monotonic() + 0.2)
        app.let_go.set()
        assert pages.drain(time.monotonic() + 60)
