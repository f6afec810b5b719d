"""In-app notices of a user, and the pulse that tells when a user's lists have changed."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select

from engine.model.view import NoticeView, Page
from engine.store.queries.base import Queries, columns
from engine.store.queries.user_tasks import claimable
from engine.store.tables.instance import instance
from engine.store.tables.notice import notice, notice_read, notice_recipient
from engine.store.tables.user_task import user_task


class NoticeQueries(Queries):
    def notices(
        self, user_id: str, groups: Collection[str], unread_only: bool = False, offset: int = 0, limit: int = 50
    ) -> Page:
        """Page of NoticeView, the newest first."""
        fields = [*columns(notice, NoticeView), _is_read_by(user_id).label("is_read")]
        statement = select(*fields).where(sent_to(user_id, groups))
        if unread_only:
            statement = statement.where(~_is_read_by(user_id))
        order = (notice.c.created_at.desc(), notice.c.id.desc())
        return self._page(NoticeView, statement, order, offset, limit)

    def was_told(self, user_id: str, groups: Collection[str], root_id: str) -> bool:
        """Whether a notice about the case went to the user or to one of the groups."""
        about = select(notice.c.id).where(sent_to(user_id, groups), notice.c.root_id == root_id)
        return self._first(about.limit(1)) is not None

    def unread_count(self, user_id: str, groups: Collection[str]) -> int:
        unread = select(func.count()).select_from(notice).where(sent_to(user_id, groups), ~_is_read_by(user_id))
        return int(self._value(unread))

    def pulse(self, user_id: str, groups: Collection[str]) -> str:
        """Another text whenever the user's tasks, cases or notices changed, however late the change was committed."""
        open_tasks = user_task.c.state == "open"
        parts = (
            self._marks(claimable(user_id, groups)),
            self._marks(open_tasks & (user_task.c.assignee == user_id)),
            self._started(user_id),
            self._notices(user_id, groups),
        )
        return "-".join(f"{first:x}.{second:x}" for first, second in parts)

    def _marks(self, condition: ColumnElement[bool]) -> tuple[int, int]:
        return self._pair(select(func.count(), func.sum(user_task.c.mark)).where(condition))

    def _started(self, user_id: str) -> tuple[int, int]:
        mine = and_(instance.c.starter_id == user_id, instance.c.parent_id.is_(None))
        return self._pair(select(func.count(), func.sum(instance.c.version)).where(mine))

    def _notices(self, user_id: str, groups: Collection[str]) -> tuple[int, int]:
        total = self._value(select(func.count()).select_from(notice).where(sent_to(user_id, groups)))
        read = self._value(select(func.count()).select_from(notice_read).where(notice_read.c.user_id == user_id))
        return int(total), int(read)

    def _pair(self, statement: Any) -> tuple[int, int]:
        count, total = self._first(statement)
        return int(count), int(total or 0)


def sent_to(user_id: str, groups: Collection[str]) -> ColumnElement[bool]:
    names = or_(
        and_(notice_recipient.c.kind == "user", notice_recipient.c.name == user_id),
        and_(notice_recipient.c.kind == "group", notice_recipient.c.name.in_(sorted(groups))),
    )
    is_in_app = notice.c.is_in_app.is_not(False)
    return notice.c.id.in_(select(notice_recipient.c.notice_id).where(names)) & is_in_app


def _is_read_by(user_id: str) -> ColumnElement[bool]:
    return exists().where(notice_read.c.notice_id == notice.c.id, notice_read.c.user_id == user_id)
