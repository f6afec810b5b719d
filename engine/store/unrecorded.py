"""Rows that no event stands for: secrets, files, drafts, and what people have set or seen."""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete

from engine.store.loaded import Fold
from engine.store.queries.accounts import preferences_name
from engine.store.reader import Reader
from engine.store.rows import Rows
from engine.store.tables.account import credential, setting
from engine.store.tables.attachment import attachment_content
from engine.store.tables.definition import resource
from engine.store.tables.draft import draft
from engine.store.tables.notice import notice_read
from engine.store.tables.presence import presence
from engine.store.tables.saved_filter import saved_filter
from engine.store.tables.token import token_secret


class Unrecorded(Reader):
    """The part of a unit that writes them. They are kept in the same transaction as everything else."""

    def __init__(self, connect: Callable[[], Connection], fold: Fold | None) -> None:
        super().__init__(connect, fold)
        self._rows = Rows()

    def put_resource(self, digest: str, body: bytes) -> None:
        self._rows.insert(resource, digest=digest, body=body)

    def put_attachment(self, digest: str, body: bytes) -> None:
        self._rows.insert(attachment_content, digest=digest, body=body)

    def put_draft(self, task_id: str, user_id: str, body: dict[str, Any], at: datetime) -> None:
        self._rows.insert(draft, task_id=task_id, user_id=user_id, body=body, saved_at=at)

    def put_saved_filter(self, user_id: str, page: str, name: str, query: str) -> None:
        self._rows.insert(saved_filter, user_id=user_id, page=page, name=name, query=query)

    def delete_saved_filter(self, user_id: str, page: str, name: str) -> None:
        self._rows.delete(saved_filter, user_id, page, name)

    def put_presence(self, task_id: str, user_id: str, at: datetime, forgotten: datetime) -> None:
        """And forgets who was not seen since then."""
        self._run(delete(presence).where(presence.c.seen_at < forgotten))
        self._rows.insert(presence, task_id=task_id, user_id=user_id, seen_at=at)

    def delete_presence(self, task_id: str, user_id: str) -> None:
        self._rows.delete(presence, task_id, user_id)

    def put_credential(self, user_id: str, password_hash: str) -> None:
        self._rows.insert(credential, user_id=user_id, password_hash=password_hash)

    def put_token_secret(self, token_id: str, digest: str) -> None:
        self._rows.insert(token_secret, token_id=token_id, digest=digest)

    def put_preferences(self, user_id: str, language: str | None, time_zone: str | None) -> None:
        value = {"language": language, "time_zone": time_zone}
        self._rows.insert(setting, name=preferences_name(user_id), value=value)

    def mark_notices_read(
        self, user_id: str, groups: Collection[str], notice_ids: Collection[str] | None, at: datetime
    ) -> None:
        """Those that were sent to the user or to one of the groups; None: all the newest ones."""
        for notice_id in self.unread(user_id, groups, notice_ids):
            self._rows.insert(notice_read, notice_id=notice_id, user_id=user_id, at=at)
