"""Pages and jobs in one process; a clean end on Ctrl-C and SIGTERM. Loads the pages only when they are served."""

import signal
from types import FrameType
from typing import Any

from engine.api import Engine
from engine.errors import EngineError
from engine.settings import Settings

THREADS = 8


def serve(engine: Engine, place: Settings) -> int:
    """Until a signal comes; requests and jobs at hand are finished. Raises EngineError when it cannot listen there."""
    server = _listening(engine, place)

    def stop(number: int, frame: FrameType | None) -> None:
        raise SystemExit(0)

    signal.signal(signal.SIGTERM, stop)
    try:
        engine.start()
        server.run()
    except (SystemExit, KeyboardInterrupt):
        pass
    finally:
        server.close()
        engine.stop()
    return 0


def _listening(engine: Engine, place: Settings) -> Any:
    from waitress.server import create_server

    from webui.app import create_app

    app = create_app(engine, secret_key=place.secret_key(), is_secure=place.is_https)
    try:
        return create_server(
            app,
            host=place.host,
            port=place.port,
            threads=THREADS,
            ident=None,
            clear_untrusted_proxy_headers=not place.is_https,  # what a proxy says is heard only where there is one
        )
    except (OSError, ValueError) as failure:  # taken, not allowed, or no address of this machine
        reason = getattr(failure, "strerror", None) or str(failure)
        raise EngineError("server.cannot_listen", host=place.host, port=place.port, reason=reason) from failure
