"""What administrators do with API tokens."""

from datetime import datetime

from engine.model.command import Command


class CreateToken(Command, frozen=True, kw_only=True):
    """`token_id` and `digest` are those of a new token; its text stays with whoever made it. Answers the id.

    `roles` and `groups`: what it may do over REST. `topics`: external tasks that it may work on, "*" for all.
    `expires_at`: real time; None: never.
    """

    token_id: str
    digest: str
    name: str
    roles: list[str] = []
    groups: list[str] = []
    topics: list[str] = []
    expires_at: datetime | None = None


class RevokeToken(Command, frozen=True, kw_only=True):
    """It is good for nothing from now on."""

    token_id: str
