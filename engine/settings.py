"""Where things are: from the environment, with defaults for one machine."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

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
            handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w") as opened:
                opened.write(secrets.token_hex(32))
        return file.read_text()


def from_environment(environment: Mapping[str, str] = os.environ) -> Settings:
    """KEFUFLOW_DATA, KEFUFLOW_DATABASE_URL, HOST, PORT and KEFUFLOW_HTTPS=1.

    Raises ValueError for a port that is no number.
    """
    data = Path(environment.get("KEFUFLOW_DATA") or "data").expanduser().absolute()
    url = environment.get("KEFUFLOW_DATABASE_URL") or f"sqlite:///{data / 'kefuflow.db'}"
    host = environment.get("HOST") or "127.0.0.1"
    port = int(environment.get("PORT") or 8080)
    return Settings(data, url, host, port, is_https=environment.get("KEFUFLOW_HTTPS") == "1")
