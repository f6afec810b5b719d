"""Rows of API tokens."""

from engine.model.event import TokenCreated, TokenRevoked
from engine.store.appliers.context import Context
from engine.store.rows import Rows
from engine.store.tables.token import api_token


def token_created(rows: Rows, context: Context, event: TokenCreated) -> None:
    rows.insert(
        api_token,
        id=event.token_id,
        name=event.name,
        roles=event.roles,
        groups=event.groups,
        topics=event.topics,
        created_by=context.actor.id or None,
        created_at=context.at,
        expires_at=event.expires_at,
    )


def token_revoked(rows: Rows, context: Context, event: TokenRevoked) -> None:
    rows.update(api_token, event.token_id, revoked_at=context.at)
