"""Pages and jobs in one process; a clean end on Ctrl-C and SIGTERM. Loads the pages only when they are served."""

import signal
from types import FrameType

from engine.api import Engine
from engine.settings import Settings

THREADS = 8


def serve(engine: Engine, place: Settings) -> int:
    """Until a signal comes; requests and jobs at hand are finished."""
    from waitress.server import create_server

    from webui.app import create_app

    app = create_app(engine, secret_key=place.secret_key())
    server = create_server(app, host=place.host, port=place.port, threads=THREADS, ident=None)

    def stop(number: int, frame: FrameType | None) -> None:
        raise SystemExit(0)

    signal.signal(signal.SIGTERM, stop)
    engine.start()
    try:
        server.run()
    except (SystemExit, KeyboardInterrupt):
        pass
    finally:
        server.close()
        engine.stop()
    return 0
