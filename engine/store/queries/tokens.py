"""API tokens, and what proves them."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, bindparam, or_, select, update

from engine.model.view import TokenView
from engine.store.queries.base import Queries, columns
from engine.store.queries.driver import DriverRows
from engine.store.tables.token import api_token, token_secret

NOTED_EVERY = timedelta(minutes=1)  # a token at work is no reason to write all the time


_TOKEN: list[Any] = [*columns(api_token, TokenView), token_secret.c.last_used_at]
TOKENS = DriverRows(TokenView, _TOKEN)
HELD_TOKEN = select(*_TOKEN, token_secret.c.digest).join(token_secret).where(api_token.c.id == bindparam("id"))


class TokenQueries(Queries):
    def tokens(self) -> list[TokenView]:
        """The newest first."""
        return self._views(TokenView, _tokens().order_by(api_token.c.created_at.desc(), api_token.c.id))

    def token(self, token_id: str) -> TokenView | None:
        return self._view(TokenView, _tokens().where(api_token.c.id == token_id))

    def held_token(self, token_id: str) -> tuple[TokenView, str] | None:
        """A token, and the digest of what proves it."""
        token = self.token(token_id)
        digest = self._value(select(token_secret.c.digest).where(token_secret.c.token_id == token_id))
        return None if token is None or digest is None else (token, digest)

    def note_token_used(self, token_id: str, real_now: datetime) -> None:
        last = token_secret.c.last_used_at
        is_due = or_(last.is_(None), last < real_now - NOTED_EVERY)
        self._run(update(token_secret).where(token_secret.c.token_id == token_id, is_due).values(last_used_at=real_now))


def is_noted(token: TokenView, real_now: datetime) -> bool:
    """Whether its last use was written down just now."""
    return token.last_used_at is not None and token.last_used_at >= real_now - NOTED_EVERY


def _tokens() -> Select[Any]:
    return select(*_TOKEN).outerjoin(token_secret)
