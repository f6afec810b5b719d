"""A process of its own: pages, jobs or both, and a clean end on Ctrl-C and SIGTERM.

Any number of nodes share a database, without a leader. The pages are loaded only where they are served.
"""

import logging
import os
import signal
import sys
import time
from threading import Event
from types import FrameType

from engine.api import Engine
from engine.errors import EngineError
from engine.server.pages import Pages
from engine.server.watch import Endpoint
from engine.settings import Settings

log = logging.getLogger(__name__)


def serve(engine: Engine, place: Settings) -> int:
    """Pages and jobs in one process. Raises EngineError when it cannot listen there."""
    return _run(engine, place, _pages(engine, place), has_jobs=True)


def web(engine: Engine, place: Settings) -> int:
    """Pages only; due jobs are left to workers. Raises EngineError as `serve`, and without a database to share."""
    _require_shared(engine)
    return _run(engine, place, _pages(engine, place), has_jobs=False)


def work(engine: Engine, place: Settings) -> int:
    """Jobs only. Raises EngineError without a database to share."""
    _require_shared(engine)
    return _run(engine, place, None, has_jobs=True)


def _require_shared(engine: Engine) -> None:
    if not engine.is_shared:
        raise EngineError("server.not_shared")


def _pages(engine: Engine, place: Settings) -> Pages:
    from webui.app import create_app

    return Pages(create_app(engine, secret_key=place.secret_key(), is_secure=place.is_https, hsts=place.hsts), place)


def _run(engine: Engine, place: Settings, pages: Pages | None, *, has_jobs: bool) -> int:
    asked = Event()

    def stop(number: int, frame: FrameType | None) -> None:
        if asked.is_set():
            os._exit(128 + number)  # asked twice: at once, as after a kill
        asked.set()
        if pages is not None:
            pages.stop()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    watched = Endpoint(engine, place, *place.metrics) if place.metrics else None
    if watched is not None:
        watched.start()
    engine.start(has_jobs=has_jobs)
    if pages is None:
        print("Kefuflow: at work", flush=True)
        asked.wait()
    else:
        pages.serve()
    _end(engine, pages, time.monotonic() + place.grace)
    if watched is not None:
        watched.close()
    return 0


def _end(engine: Engine, pages: Pages | None, until: float) -> None:
    """What is in hand ends in time or is given back: a handler that does not come to its end keeps no process."""
    engine.halt()
    is_answered = pages is None or pages.drain(until)
    if not engine.drain(until) or not is_answered:
        log.warning("the time for ending is over; what was still in hand is given back")
        sys.stdout.flush()
        logging.shutdown()
        os._exit(0)
