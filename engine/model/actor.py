"""Who acts, as history writes it down."""

from typing import Literal

import msgspec

ActorKind = Literal["user", "timer", "worker", "system"]


class ActorRef(msgspec.Struct, frozen=True, omit_defaults=True):
    kind: ActorKind = "system"
    id: str = ""  # user id for a user
