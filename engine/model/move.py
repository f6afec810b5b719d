"""One change of where an instance stands."""

from typing import Literal

import msgspec

from engine.errors import Rejected


class Move(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`cancel` what is active at an element; begin `before` or `after` an element, or go `over` a flow.

    `id` is that of the element or flow. `activity_id` (local) says which, where there are several: the passage that is
    cancelled, or the scope in which it goes on.
    """

    action: Literal["cancel", "before", "after", "over"]
    id: str
    activity_id: str | None = None


def move(action: str, id: str, activity_id: str | None = None) -> Move:
    """From what somebody typed. Raises Rejected `modify.unknown`."""
    try:
        return msgspec.convert({"action": action, "id": id, "activity_id": activity_id}, Move)
    except msgspec.ValidationError:
        raise Rejected("modify.unknown", action=action) from None
