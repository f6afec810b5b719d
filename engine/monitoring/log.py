"""Log lines for people (text) or for a collector (one JSON object each), with the ids of what the thread is about."""

import logging
import sys
from datetime import UTC, datetime
from typing import Any

import msgspec

from engine.errors import EngineError
from engine.tracing import current

FORMATS = ("text", "json")
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


class Text(logging.Formatter):
    """As the standard library has it, the ids behind."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:
        ids = " ".join(f"{name}={value}" for name, value in current().items())
        return f"{super().formatMessage(record)} [{ids}]" if ids else super().formatMessage(record)


class Json(logging.Formatter):
    """`time` (UTC), `level`, `logger`, `message`, the ids of command and job, `error` with its traceback."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **current(),
        }
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return msgspec.json.encode(line, enc_hook=str).decode()


def configure(format: str = "text", level: str = "WARNING") -> None:
    """To standard error, and nowhere else. Raises EngineError `server.bad_log`."""
    if format not in FORMATS or level.upper() not in LEVELS:
        raise EngineError("server.bad_log", format=format, level=level)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Json() if format == "json" else Text())
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
