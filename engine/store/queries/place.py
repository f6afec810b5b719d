"""A place in an ordered list, as text for the reader: after or before which row a page begins."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from engine.errors import Rejected

LONGEST = 2000


class Place(msgspec.Struct, frozen=True, array_like=True):
    """`order` names the order of the list, `keys` are those of the row."""

    order: str
    is_backward: bool
    keys: tuple[str | int, ...]

    @property
    def text(self) -> str:
        return urlsafe_b64encode(_encoder.encode(self)).decode().rstrip("=")

    def values(self, kinds: Sequence[type]) -> list[Any]:
        """The keys, each of its kind. Raises Rejected `query.bad_place` when they are others."""
        if len(kinds) != len(self.keys):
            raise Rejected("query.bad_place")
        return [_value(key, kind) for key, kind in zip(self.keys, kinds, strict=True)]


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Place)


def place(order: str, keys: Sequence[Any], *, is_backward: bool) -> Place:
    return Place(order, is_backward, tuple(each.isoformat() if isinstance(each, datetime) else each for each in keys))


def read(text: str | None, order: str) -> Place | None:
    """Raises Rejected `query.bad_place` for what is no place of this order."""
    if text is None:
        return None
    try:
        found = _decoder.decode(urlsafe_b64decode(text[:LONGEST] + "=" * (-len(text) % 4)))
    except (ValueError, msgspec.MsgspecError):
        raise Rejected("query.bad_place") from None
    if found.order != order:
        raise Rejected("query.bad_place")
    return found


def _value(key: str | int, kind: type) -> Any:
    try:
        value = datetime.fromisoformat(str(key)) if kind is datetime else key
    except ValueError:
        raise Rejected("query.bad_place") from None
    is_good = value.tzinfo is not None if isinstance(value, datetime) else isinstance(value, kind)
    if not is_good or (isinstance(value, str) and "\x00" in value) or (isinstance(value, int) and abs(value) >= 2**63):
        raise Rejected("query.bad_place")
    return value
