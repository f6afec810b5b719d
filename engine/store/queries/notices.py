"""In-app notices of a user, and the pulse that tells when a user's lists have changed."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, and_, exists, func, or_, select

from engine.model.view import NoticeView, Page
from engine.store.queries.base import columns
from engine.store.queries.listing import Listing, heads
from engine.store.queries.stream import Stream
from engine.store.queries.task_counts import TaskCountQueries
from engine.store.tables.instance import instance
from engine.store.tables.notice import notice, notice_read, notice_recipient

RECENT = 500  # notices of each of a user's lists: older ones count as read
HEAD = 100  # cases that the pulse looks at

told = notice_recipient.c
_KEYS = (told.created_at, told.notice_id)


class NoticeQueries(TaskCountQueries):
    def notices(
        self,
        user_id: str,
        groups: Collection[str],
        unread_only: bool = False,
        at: str | None = None,
        limit: int = 50,
    ) -> Page:
        """Page of NoticeView, the newest first."""
        rows = select(*columns(notice, NoticeView), _is_read_by(user_id, notice.c.id).label("is_read"))
        streams = [self._unread(user_id, groups)] if unread_only else self._told(user_id, groups)
        order = "notice.unread" if unread_only else "notice.newest"
        return self._page(NoticeView, Listing(order, rows, notice.c.id, streams, is_descending=True), at, limit)

    def was_told(self, user_id: str, groups: Collection[str], root_id: str) -> bool:
        """Whether a notice about the case went to the user or to one of the groups."""
        to_them = _is_to(user_id, groups)
        about = select(notice.c.id).where(notice.c.root_id == root_id)
        return self._first(about.where(exists().where(told.notice_id == notice.c.id, to_them)).limit(1)) is not None

    def unread_count(self, user_id: str, groups: Collection[str]) -> int:
        """Among the newest ones."""
        return self._total(Listing("notice.unread", select(), notice.c.id, [self._unread(user_id, groups)]))[0]

    def unread(self, user_id: str, groups: Collection[str], notice_ids: Collection[str] | None = None) -> list[str]:
        """Ids, among the newest ones or among those given."""
        if notice_ids is None:
            unread = self._unread(user_id, groups)
            ids = select(unread.id.label("id")).where(*unread.where)
        else:
            to_them = _is_to(user_id, groups)
            ids = select(told.notice_id.label("id")).where(told.notice_id.in_(sorted(notice_ids)), to_them)
            ids = ids.where(~_is_read_by(user_id, told.notice_id)).distinct()
        return [each.id for each in self._all(ids)]

    def pulse(self, user_id: str, groups: Collection[str]) -> str:
        """Another text whenever the head of the user's tasks, cases or notices changed, however late that was."""
        counted = (
            *self.task_marks(user_id, groups),
            self._started(user_id),
            (self.unread_count(user_id, groups), self._newest(user_id, groups)),
        )
        return "-".join(f"{first:x}.{second:x}" for first, second in counted)

    def _started(self, user_id: str) -> tuple[int, int]:
        mine = (instance.c.starter_id == user_id, instance.c.parent_id.is_(None))
        cases = select(instance.c.version).where(*mine)
        newest = cases.order_by(instance.c.started_at.desc(), instance.c.id.desc()).limit(HEAD).subquery()
        count, versions = self._first(select(func.count(), func.sum(newest.c.version)))
        return int(count), int(versions or 0)

    def _newest(self, user_id: str, groups: Collection[str]) -> int:
        """Microseconds of the last notice."""
        newest = heads(self._told(user_id, groups), None, 1, is_descending=True)
        found = self._value(select(func.max(newest.c.k0)))
        return 0 if found is None else int(found.timestamp() * 1_000_000)

    def _told(self, user_id: str, groups: Collection[str]) -> list[Stream]:
        """By name that notices are addressed to, those left out that are not shown in the house."""
        in_house = told.created_at.is_not(None)
        return [
            Stream(_KEYS, (told.kind == "user", told.name == user_id, in_house)),
            Stream(_KEYS, (told.kind == "group", in_house), each=(told.name, self._lists(sorted(groups)))),
        ]

    def _unread(self, user_id: str, groups: Collection[str]) -> Stream:
        """Among the newest of each list: what lies deeper was seen or will not be."""
        recent = heads(self._told(user_id, groups), None, RECENT, is_descending=True)
        return Stream(tuple(recent.c), (~_is_read_by(user_id, list(recent.c)[-1]),))


def _is_to(user_id: str, groups: Collection[str]) -> ColumnElement[bool]:
    to_group = and_(told.kind == "group", told.name.in_(sorted(groups)))
    return and_(told.created_at.is_not(None), or_(and_(told.kind == "user", told.name == user_id), to_group))


def _is_read_by(user_id: str, notice_id: ColumnElement[str]) -> ColumnElement[bool]:
    return exists().where(notice_read.c.notice_id == notice_id, notice_read.c.user_id == user_id)
