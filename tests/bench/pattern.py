"""One case as the engine left it in the tables, and copies of it that are as good as carried out: ids, times, people,
digests of personal values and the hash chain are those that the engine would have written."""

import re
import sqlite3
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from engine.api import Engine
from engine.clock import ManualClock
from engine.model.chain import GENESIS, link
from engine.model.seal import digest, payload_from
from engine.store.schema import TABLES

CASE = "bench0case"  # the id of a pattern's case; every id inside it begins so
BEGINS = datetime(2026, 1, 5, 1, tzinfo=UTC)
_MOMENT = r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d"
_CONSTANT, _TOKEN = 0, 1

Play = Callable[[Engine, ManualClock], None]
"""Deploys what it needs, starts the instance CASE and takes it as far as its copies are to be."""


@dataclass(frozen=True, slots=True)
class Copy:
    """`words`: what stands for each word of the pattern, such as the name of a group."""

    id: str
    later: timedelta  # whole seconds after the pattern
    words: Mapping[str, str]


class Template:
    """A text with tokens in it."""

    def __init__(self, text: str, tokens: re.Pattern[str]) -> None:
        parts = tokens.split(text)  # constants and, between them, tokens
        self._parts = parts
        self._places = [(place, parts[place]) for place in range(_TOKEN, len(parts), 2)]

    def filled(self, values: Mapping[str, str]) -> str:
        parts = self._parts.copy()
        for place, token in self._places:
            parts[place] = values[token]
        return "".join(parts)


class Pattern:
    """`rows`: table -> its rows as SQLite keeps them, parents before children."""

    def __init__(self, rows: Mapping[str, list[dict[str, Any]]], words: Collection[str] = ()) -> None:
        self._rows = rows
        self._history = sorted(rows["history"], key=lambda row: (row["stream"], row["version"]))
        self._payloads = [payload_from(row["body"]) for row in rows.get("payload", ())]
        hashes, digests = [row["hash"] for row in self._history], [key for each in self._payloads for key in each]
        self._tokens = re.compile(f"({'|'.join([CASE, _MOMENT, *map(re.escape, words), *hashes, *digests])})")

    def texts(self, copy: Copy) -> dict[str, str]:
        """Table -> the rows of a copy, as lines for COPY."""
        values = self._values(copy)
        return {table: template.filled(values) for table, template in self._lines.items()}

    @cached_property
    def columns(self) -> dict[str, list[str]]:
        return {table: list(rows[0]) for table, rows in self._rows.items()}

    def _values(self, copy: Copy) -> dict[str, str]:
        values = {CASE: copy.id, **copy.words}
        for text, at in self._moments.items():
            values[text] = (at + copy.later).isoformat()
        for key, salt, template in self._personal:
            values[key] = digest(salt, template.filled(values).encode())
        heads: dict[str, str] = {}
        for stream, old_hash, body in self._bodies:
            values[old_hash] = heads[stream] = link(heads.get(stream, GENESIS), body.filled(values))
        return values

    @cached_property
    def _lines(self) -> dict[str, Template]:
        return {
            table: self._template("".join("\t".join(map(_copied, row.values())) + "\n" for row in rows))
            for table, rows in self._rows.items()
        }

    @cached_property
    def _moments(self) -> dict[str, datetime]:
        found = {each for text in self._all_texts() for each in re.findall(_MOMENT, text)}
        return {text: datetime.fromisoformat(text) for text in sorted(found)}

    @cached_property
    def _personal(self) -> list[tuple[str, str, Template]]:
        kept = [item for payload in self._payloads for item in payload.items()]
        return [(key, salt, self._template(bytes(raw).decode())) for key, (salt, raw) in kept]

    @cached_property
    def _bodies(self) -> list[tuple[str, str, Template]]:
        return [(row["stream"], row["hash"], self._template(row["body"])) for row in self._history]

    def _template(self, text: str) -> Template:
        return Template(text, self._tokens)

    def _all_texts(self) -> Iterator[str]:
        return (value for rows in self._rows.values() for row in rows for value in row.values() if type(value) is str)


def record(play: Play, words: Collection[str] = ()) -> Pattern:
    """Carries a case through on a database of its own."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "pattern.db"
        with Engine.open(f"sqlite:///{path}", clock=ManualClock(BEGINS)) as engine:
            play(engine, engine._services.clock)  # type: ignore[arg-type]
        connection = sqlite3.connect(path)
        connection.row_factory = sqlite3.Row
        rows = {table.name: _of_case(connection, table.name) for table in TABLES}
        connection.close()
    return Pattern({name: found for name, found in rows.items() if found}, words)


def _of_case(connection: sqlite3.Connection, table: str) -> list[dict[str, Any]]:
    found = map(dict, connection.execute(f'SELECT * FROM "{table}" ORDER BY rowid'))
    return [row for row in found if any(type(value) is str and CASE in value for value in row.values())]


_ESCAPES = {"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_ESCAPED = re.compile(r"[\\\n\r\t]")


def _copied(value: Any) -> str:
    """As COPY reads it."""
    return r"\N" if value is None else _ESCAPED.sub(lambda found: _ESCAPES[found[0]], str(value))
