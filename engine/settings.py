"""Where things are: from the environment, with defaults for one machine."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkstemp

from engine.errors import EngineError

SHIPPED = Path(__file__).resolve().parent.parent  # holds processes/ and forms/, in a checkout and in a wheel


@dataclass(frozen=True, slots=True)
class Settings:
    """`data`: folder of the SQLite file and the secret key. `database_url`: SQLAlchemy URL.

    `is_https`: a proxy that speaks HTTPS stands before the server, and says who asks.
    """

    data: Path
    database_url: str
    host: str
    port: int
    is_https: bool = False

    def secret_key(self) -> str:
        """Signs the session cookies; made once and readable by its owner only."""
        file = self.data / "secret.key"
        if not file.exists():
            self.data.mkdir(mode=0o700, parents=True, exist_ok=True)
            _write_whole(file, secrets.token_hex(32))
        return file.read_text()


def _write_whole(file: Path, text: str) -> None:
    """The file is there with all of its text, or not at all; one that another process made meanwhile stays."""
    handle, made = mkstemp(dir=file.parent)  # 0600
    with os.fdopen(handle, "w") as opened:
        opened.write(text)
    try:
        os.link(made, file)
    except FileExistsError:
        pass
    finally:
        Path(made).unlink()


def from_environment(environment: Mapping[str, str] = os.environ) -> Settings:
    """KEFUFLOW_DATA, KEFUFLOW_DATABASE_URL, HOST, PORT and KEFUFLOW_HTTPS=1.

    Raises EngineError for a port that is no number.
    """
    data = Path(environment.get("KEFUFLOW_DATA") or "data").expanduser().absolute()
    url = environment.get("KEFUFLOW_DATABASE_URL") or f"sqlite:///{data / 'kefuflow.db'}"
    host = environment.get("HOST") or "127.0.0.1"
    port = environment.get("PORT") or "8080"
    if not port.isascii() or not port.isdigit():
        raise EngineError("server.bad_port", port=port)
    return Settings(data, url, host, int(port), is_https=environment.get("KEFUFLOW_HTTPS") == "1")
