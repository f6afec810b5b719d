"""A signed checkpoint: the heads of all streams at one moment under one Ed25519 signature (RFC 8032).

Kept where nobody who can write to the database can reach it, it convicts whoever rewrites a history from some commit
on, cuts off its end, or takes a stream away: what a chain alone cannot (docs/checkpoints.md). A file is JSON in gzip:

    {"checkpoint": Checkpoint, "heads": [[stream, version, hash], ...] sorted by stream,
     "positions": [...], "paths": [[...], ...]}      both only in a proof, which has the heads of some streams
"""

import gzip
import zlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Literal

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from msgspec import structs

from engine.errors import EngineError
from engine.history import merkle
from engine.model.chain import Commit
from engine.model.problem import Problem
from engine.model.seal import canonical

Head = tuple[str, int, str]
"""Stream, and version and hash of its last commit."""


class Checkpoint(msgspec.Struct, frozen=True, kw_only=True):
    """What is signed: everything but the signature. `previous`: `digest` of the checkpoint before; hex throughout."""

    format: Literal["kefuflow-checkpoint"] = "kefuflow-checkpoint"
    version: Literal[1] = 1
    made_at: datetime
    count: int
    root: str
    previous: str | None = None
    key: str
    signature: str = ""

    @property
    def statement(self) -> bytes:
        return canonical(structs.replace(self, signature="")).encode()

    @property
    def digest(self) -> str:
        return sha256(self.statement).hexdigest()


class Signed(msgspec.Struct, frozen=True, kw_only=True):
    """A checkpoint with all heads, or (`paths`) the proof that some heads are among them."""

    checkpoint: Checkpoint
    heads: list[Head]
    positions: list[int] | None = None
    paths: list[merkle.Path] | None = None


_decoder = msgspec.json.Decoder(Signed)


def line(head: Head) -> str:
    return canonical(list(head))


def sign(
    key: Ed25519PrivateKey, heads: Mapping[str, tuple[int, str]], made_at: datetime, previous: str | None
) -> Signed:
    """Of all streams there are."""
    listed = [(stream, *heads[stream]) for stream in sorted(heads)]
    root = merkle.root([line(each) for each in listed])
    bare = Checkpoint(
        made_at=made_at, count=len(listed), root=root, previous=previous, key=key.public_key().public_bytes_raw().hex()
    )
    made = structs.replace(bare, signature=key.sign(bare.statement).hex())
    return Signed(checkpoint=made, heads=listed)


def proof(signed: Signed, streams: Sequence[str]) -> Signed:
    """Only these streams, with their paths. Raises EngineError `checkpoint.no_such_stream`."""
    positions = {head[0]: at for at, head in enumerate(signed.heads)}
    for stream in streams:
        if stream not in positions:
            raise EngineError("checkpoint.no_such_stream", stream=stream)
    wanted = sorted(positions[each] for each in streams)
    return Signed(
        checkpoint=signed.checkpoint,
        heads=[signed.heads[at] for at in wanted],
        positions=wanted,
        paths=merkle.paths([line(each) for each in signed.heads], wanted),
    )


def write(signed: Signed) -> bytes:
    return gzip.compress(canonical(signed).encode(), mtime=0)


def read(data: bytes) -> Signed:
    """Raises EngineError `checkpoint.unreadable`."""
    try:
        return _decoder.decode(gzip.decompress(data))
    except (OSError, EOFError, zlib.error, msgspec.DecodeError, UnicodeDecodeError) as error:
        raise EngineError("checkpoint.unreadable") from error


def faults(signed: Signed, key: str | None = None) -> Iterator[Problem]:
    """What does not hold in the file itself; `key`: the public key that it must be signed with, in hex."""
    made = signed.checkpoint
    if key is not None and key != made.key:
        yield Problem("checkpoint.other_key", params={"key": made.key})
    if not _is_signed(made):
        yield Problem("checkpoint.bad_signature")
    if not _is_of_root(signed):
        yield Problem("checkpoint.bad_root")


def _is_signed(made: Checkpoint) -> bool:
    try:
        public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(made.key))
        public.verify(bytes.fromhex(made.signature), made.statement)
    except (InvalidSignature, ValueError):
        return False
    return True


def _is_of_root(signed: Signed) -> bool:
    made = signed.checkpoint
    if signed.paths is None or signed.positions is None:
        return len(signed.heads) == made.count and merkle.root([line(each) for each in signed.heads]) == made.root
    if not len(signed.heads) == len(signed.positions) == len(signed.paths):
        return False
    found = zip(signed.heads, signed.positions, signed.paths, strict=True)
    return all(_leads_to(made, head, at, path) for head, at, path in found)


def _leads_to(made: Checkpoint, head: Head, position: int, path: merkle.Path) -> bool:
    try:
        return merkle.root_from(line(head), position, made.count, path) == made.root
    except ValueError:  # no hex
        return False


def compared(signed: Signed, commits: Mapping[str, Sequence[Commit]]) -> Iterator[Problem]:
    """Whether what was signed is still there, in streams whose chain holds; of streams that are in both."""
    for stream, version, hash in signed.heads:
        if stream in commits:
            found = next((each.hash for each in commits[stream] if each.version == version), None)
            yield from difference(stream, version, hash, found)


def difference(stream: str, version: int, hash: str, found: str | None) -> Iterator[Problem]:
    """`found`: the hash of this commit as it is now; None: there is none."""
    if found != hash:
        code = "checkpoint.cut_off" if found is None else "checkpoint.rewritten"
        yield Problem(code, params={"stream": stream, "version": version})
