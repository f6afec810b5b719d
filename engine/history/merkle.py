"""A Merkle tree over lines of text, as RFC 6962 (Certificate Transparency) section 2.1 has it.

One hash stands for all lines; a path of a few hashes proves that a line is among them.
"""

from collections.abc import Sequence
from hashlib import sha256

Path = list[str]
"""Hashes in hex, from the leaf's neighbour up to below the root."""


def root(lines: Sequence[str]) -> str:
    """In hex; of no lines the hash of nothing."""
    return _tree([_leaf(each) for each in lines]).hex()


def paths(lines: Sequence[str], wanted: Sequence[int]) -> list[Path]:
    """One for each position that is wanted."""
    leaves = [_leaf(each) for each in lines]
    return [[each.hex() for each in _path(leaves, position)] for position in wanted]


def root_from(line: str, position: int, count: int, path: Path) -> str | None:
    """The root that a path leads to; None when it fits no tree of so many lines."""
    if not 0 <= position < count:
        return None
    found, last, rest = _leaf(line), count - 1, [bytes.fromhex(each) for each in path]
    while last:
        if position % 2 or position < last:
            if not rest:
                return None
            beside = rest.pop(0)
            found = _node(beside, found) if position % 2 else _node(found, beside)
        position, last = position // 2, last // 2
    return None if rest else found.hex()


def _leaf(line: str) -> bytes:
    return sha256(b"\x00" + line.encode()).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def _tree(level: list[bytes]) -> bytes:
    """A last one without a neighbour goes up as it is: the same tree as that of the standard."""
    if not level:
        return sha256().digest()
    while len(level) > 1:
        level = _above(level)
    return level[0]


def _above(level: list[bytes]) -> list[bytes]:
    pairs = [_node(level[at], level[at + 1]) for at in range(0, len(level) - 1, 2)]
    return pairs + level[len(pairs) * 2 :]


def _path(level: list[bytes], position: int) -> list[bytes]:
    found: list[bytes] = []
    while len(level) > 1:
        beside = position ^ 1
        if beside < len(level):
            found.append(level[beside])
        level, position = _above(level), position // 2
    return found
