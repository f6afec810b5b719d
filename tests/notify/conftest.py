"""A web server on this machine that answers as it is told, and writes down what it was asked."""

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest


@dataclass
class Asked:
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Server:
    """`status`, `body` and `headers` of every answer; `pause` in seconds between the bytes of the body."""

    port: int = 0
    status: int = 200
    body: bytes = b'{"errcode": 0}'
    headers: dict[str, str] = field(default_factory=dict)
    pause: float = 0
    asked: list[Asked] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@pytest.fixture
def server() -> Iterator[Server]:
    told = Server()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            told.asked.append(Asked(self.path, dict(self.headers), self.rfile.read(length)))
            self.send_response(told.status)
            for name, value in told.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(told.body)))
            self.end_headers()
            self.say()

        def say(self) -> None:
            try:
                for at in range(len(told.body)) if told.pause else ():
                    self.wfile.write(told.body[at : at + 1])
                    self.wfile.flush()
                    time.sleep(told.pause)
                if not told.pause:
                    self.wfile.write(told.body)
            except OSError:
                pass

        def log_message(self, *_: object) -> None:
            pass

    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    told.port = running.server_address[1]
    thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield told
    running.shutdown()
    running.server_close()
