"""An exported family: a JSON file that proves itself, without a database.

    {"format": "kefuflow-history", "version": 1, "root_id": ...,
     "instances": [{"id", "commits": [engine.model.chain.Commit ...], "snapshot": engine.model.instance.Instance,
                    "head": [version, hash] of the last commit}],
     "definitions": [{"id", "file", "digest": sha256 of the source, "source": base64}]}

Instances and definitions are sorted by id, keys by name: the same history gives the same bytes.
"""

from decimal import Decimal
from typing import Literal

import msgspec

from engine.model.chain import Commit
from engine.model.instance import Instance


class InstanceHistory(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    commits: list[Commit]
    snapshot: Instance | None = None
    head: tuple[int, str] | None = None


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """The file that a process definition was deployed from."""

    id: str
    file: str
    digest: str
    source: bytes


class Document(msgspec.Struct, frozen=True, kw_only=True):
    format: Literal["kefuflow-history"] = "kefuflow-history"
    version: Literal[1] = 1
    root_id: str
    instances: list[InstanceHistory]
    definitions: list[Source] = []


_decoder = msgspec.json.Decoder(Document, float_hook=Decimal)


def read(data: bytes) -> Document:
    """Raises msgspec.DecodeError for what is no export."""
    return _decoder.decode(data)
