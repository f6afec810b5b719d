"""The pages of an engine of this process, served as the product does it; nobody is still answered when it ends."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from time import monotonic

from engine.api import Engine
from engine.server.pages import Pages
from engine.settings import from_environment
from webui.app import create_app

PATIENCE = 120.0  # seconds after which a test has gone wrong


@contextmanager
def served(engine: Engine) -> Iterator[str]:
    """The address; threads of this process answer. The engine carries out no jobs any more when it is over."""
    pages = Pages(create_app(engine, secret_key="test"), from_environment({"PORT": "0"}))
    thread = Thread(target=pages.serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{pages.port}"
    finally:
        pages.stop()
        thread.join(PATIENCE)
        engine.halt()
        assert pages.drain(monotonic() + PATIENCE), "somebody is still answered"
