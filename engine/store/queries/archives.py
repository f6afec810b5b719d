"""Ended cases whose time is over, and those that went to an archive."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, insert, literal, or_, select

from engine.model.archive import ArchivedCaseView, ArchiveView
from engine.model.view import Page
from engine.store.queries.base import Queries, beginning, columns, containing, text_of
from engine.store.queries.listing import Listing
from engine.store.queries.narrowing import Among, Words, narrowed
from engine.store.queries.stream import Stream
from engine.store.tables.archive import archive, archived_case, retention
from engine.store.tables.delivery import delivery
from engine.store.tables.instance import instance
from engine.store.tables.job import incident, job
from engine.store.tables.notice import notice

row = instance.c
COPIED = ("root_id", "process_key", "process_name", "business_key", "period", "started_at", "ended_at", "customer_id")


class ArchiveQueries(Queries):
    def retentions(self) -> dict[str, int]:
        """Process key -> days that ended cases are kept; without those that are kept for ever."""
        found = self._all(select(retention.c.process_key, retention.c.days).where(retention.c.days.is_not(None)))
        return {each.process_key: each.days for each in found}

    def archivable(self, process_key: str, before: datetime, limit: int, without: Collection[str] = ()) -> list[str]:
        """Roots of families that have ended before this moment and wait for nothing, the oldest first."""
        statement = select(row.id).where(
            row.process_key == process_key,
            row.state != "active",
            row.parent_id.is_(None),
            row.ended_at < before,
            *(~each for each in _unfinished()),
        )
        if without:
            statement = statement.where(row.id.not_in(sorted(without)))
        return [each.id for each in self._all(statement.order_by(row.ended_at, row.id).limit(limit))]

    def family_heads(self, root_ids: Collection[str]) -> dict[str, tuple[int, str]]:
        """Stream -> version and hash, of every instance of these families."""
        statement = select(row.id, row.version, row.head_hash).where(row.root_id.in_(sorted(root_ids)))
        return {each.id: (each.version, each.head_hash) for each in self._all(statement)}

    def lock_roots(self, root_ids: Collection[str]) -> int:
        """How many of them are there; nobody else changes them until the transaction ends."""
        statement = select(row.id).where(row.id.in_(sorted(root_ids))).order_by(row.id).with_for_update()
        return len(self._all(statement))

    def note_archived(self, archive_id: str, root_ids: Collection[str]) -> None:
        """Where they are from now on; they are still in the tables."""
        source = select(literal(archive_id), *(row[name] for name in COPIED)).where(row.id.in_(sorted(root_ids)))
        self._run(insert(archived_case).from_select(["archive_id", *COPIED], source))

    def archives_of_customer(self, customer_id: str) -> list[str]:
        """Files with cases of this customer."""
        found = select(archive.c.file).join(archived_case).where(archived_case.c.customer_id == customer_id)
        return [each.file for each in self._all(found.distinct().order_by(archive.c.file))]

    def archives(self) -> list[ArchiveView]:
        """The newest first."""
        return self._views(ArchiveView, select(archive).order_by(archive.c.made_at.desc(), archive.c.id))

    def archive(self, archive_id: str) -> ArchiveView | None:
        return self._view(ArchiveView, select(archive).where(archive.c.id == archive_id))

    def archived_case(self, root_id: str) -> ArchivedCaseView | None:
        return self._view(ArchivedCaseView, _cases().where(archived_case.c.root_id == root_id))

    def archived_cases(self, search: str = "", at: str | None = None, limit: int = 50) -> Page:
        """Those whose id, business key or process contains the text; the last that ended first."""
        found, text = archived_case.c, text_of(search)
        keys = (found.ended_at, found.root_id)
        words = Words(
            containing(text, found.root_id, found.business_key, found.process_name),
            or_(found.root_id == text, beginning(text, found.business_key)),
        )
        among = Among(lambda more, passing: [Stream(keys, more, passing)], (), keys)
        streams = narrowed(among, [], [], words if text else None, is_descending=True)
        listing = Listing("archived.ended", _cases(), found.root_id, streams, is_descending=True)
        return self._page(ArchivedCaseView, listing, at, limit)

    def periods_in_use(self) -> dict[int, int]:
        """Month -> the families that are still there."""
        statement = select(row.period, func.count().label("families")).where(row.id == row.root_id).group_by(row.period)
        return {each.period: each.families for each in self._all(statement)}

    def roots_of_period(self, period: int, limit: int) -> list[str]:
        statement = select(row.id).where(row.period == period, row.id == row.root_id)
        return [each.id for each in self._all(statement.order_by(row.id).limit(limit))]

    def archived_of_period(self, period: int) -> int:
        return int(self._value(select(func.count()).where(archived_case.c.period == period)))


def _cases() -> Select[Any]:
    return select(*columns(archived_case, ArchivedCaseView), archive.c.file).join(archive)


def _unfinished() -> list[ColumnElement[bool]]:
    """What keeps an ended root from leaving: something called, a job, an incident, a notice on its way."""
    called = instance.alias()
    is_on_its_way = delivery.c.state.in_(("waiting", "failed"))
    return [
        exists().where(called.c.root_id == row.id, called.c.state == "active"),
        exists().where(called.c.root_id == row.id, job.c.instance_id == called.c.id),
        exists().where(and_(incident.c.root_id == row.id, incident.c.state == "open")),
        exists().where(notice.c.root_id == row.id, delivery.c.notice_id == notice.c.id, is_on_its_way),
    ]
