"""Where things are: from the environment, with defaults for one machine."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from engine import secret_file
from engine.errors import EngineError

SHORTEST_SECRET = 32  # characters
HSTS = 365 * 24 * 3600  # seconds
SHIPPED = Path(__file__).resolve().parent.parent  # holds processes/ and forms/, in a checkout and in a wheel


@dataclass(frozen=True, slots=True)
class Settings:
    """`data`: folder of the SQLite file and the secret key. `database_url`: SQLAlchemy URL.

    `is_https`: a proxy that speaks HTTPS stands before the server, and says who asks; `hsts`: seconds for which
    browsers are told to ask over HTTPS only, 0: never. `grace`: seconds in which a node
    ends. `secret`: what signs the cookies where several machines serve pages; else it is kept in a file.
    `external_topics`: of service tasks that are left to workers outside; "*": all that no handler is registered for.
    """

    data: Path
    database_url: str
    host: str
    port: int
    is_https: bool = False
    hsts: int = HSTS
    grace: float = 25.0
    lease: float = 60.0
    answers: timedelta = timedelta(days=30)  # for which a command that is sent again gets the answer that it had
    threads: int = 8
    secret: str = field(default="", repr=False)
    log_format: str = "text"
    log_level: str = "WARNING"
    metrics: tuple[str, int] | None = None  # where those who watch may ask
    external_topics: frozenset[str] = frozenset()
    archive: Path = Path("data/archive")  # folder of the files that ended cases go to
    keeps_archive: bool = False  # whether this process fills it by itself
    checkpoints: Path = Path("data/checkpoints")  # folder that signed checkpoints are written to
    makes_checkpoints: bool = False  # whether this process does so once a day
    checkpoint_key: Path = Path("data/checkpoint.key")  # file of the private key

    def secret_key(self) -> str:
        """Signs the session cookies; the same on all nodes. Made once and readable by its owner only."""
        if self.secret:
            return self.secret
        file = self.data / "secret.key"
        if not file.exists():
            secret_file.keep(file, secrets.token_hex(32).encode())
        return file.read_text()


def from_environment(environment: Mapping[str, str] = os.environ) -> Settings:
    """KEFUFLOW_DATA, _DATABASE_URL, _SECRET_KEY, _GRACE, _LEASE, _ANSWERS, _THREADS, _HTTPS=1, _HSTS, _LOG,

    _LOG_LEVEL, _METRICS, _EXTERNAL_TOPICS, _ARCHIVE, _CHECKPOINTS, _CHECKPOINT_KEY; HOST and PORT have no such prefix.

    Raises EngineError for a number that is none, and for a secret that could be guessed.
    """
    data = Path(environment.get("KEFUFLOW_DATA") or "data").expanduser().absolute()
    secret = environment.get("KEFUFLOW_SECRET_KEY") or ""
    if secret and len(secret) < SHORTEST_SECRET:
        raise EngineError("server.short_secret", count=SHORTEST_SECRET)
    return Settings(
        data=data,
        database_url=environment.get("KEFUFLOW_DATABASE_URL") or f"sqlite:///{data / 'kefuflow.db'}",
        host=environment.get("HOST") or "127.0.0.1",
        port=_number(environment, "PORT", 8080),
        is_https=environment.get("KEFUFLOW_HTTPS") == "1",
        hsts=_number(environment, "KEFUFLOW_HSTS", HSTS),
        grace=_number(environment, "KEFUFLOW_GRACE", 25),
        lease=max(1, _number(environment, "KEFUFLOW_LEASE", 60)),
        answers=timedelta(days=max(1, _number(environment, "KEFUFLOW_ANSWERS", 30))),
        threads=max(1, _number(environment, "KEFUFLOW_THREADS", 8)),
        secret=secret,
        log_format=environment.get("KEFUFLOW_LOG") or "text",
        log_level=environment.get("KEFUFLOW_LOG_LEVEL") or "WARNING",
        metrics=_address(environment, "KEFUFLOW_METRICS"),
        external_topics=frozenset((environment.get("KEFUFLOW_EXTERNAL_TOPICS") or "").replace(",", " ").split()),
        archive=_path(environment, "KEFUFLOW_ARCHIVE", data / "archive"),
        checkpoints=_path(environment, "KEFUFLOW_CHECKPOINTS", data / "checkpoints"),
        makes_checkpoints=bool(environment.get("KEFUFLOW_CHECKPOINTS")),
        checkpoint_key=_path(environment, "KEFUFLOW_CHECKPOINT_KEY", data / "checkpoint.key"),
        keeps_archive=bool(environment.get("KEFUFLOW_ARCHIVE")) or not environment.get("KEFUFLOW_DATABASE_URL"),
    )


def _path(environment: Mapping[str, str], name: str, default: Path) -> Path:
    return Path(environment.get(name) or default).expanduser().absolute()


def _address(environment: Mapping[str, str], name: str) -> tuple[str, int] | None:
    """`9102` is on loopback, `0.0.0.0:9102` on all addresses; None for no text."""
    host, _, port = (environment.get(name) or "").rpartition(":")
    return (host or "127.0.0.1", _number({name: port}, name, 0)) if port else None


def _number(environment: Mapping[str, str], name: str, default: int) -> int:
    return number(name, environment.get(name) or str(default))


def number(name: str, text: str) -> int:
    """Raises EngineError for a text that is no number."""
    if not text.isascii() or not text.isdigit():
        raise EngineError("server.bad_number", name=name, value=text)
    return int(text)
