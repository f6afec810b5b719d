"""Gives the disk back that removed cases have used: empty partitions are dropped, pages of a file are cut off."""

import logging
from datetime import datetime

from engine.store import partitions
from engine.store.busy import Busy
from engine.store.period import period_of
from engine.store.store import Store

log = logging.getLogger(__name__)

FEW = 0.1  # of the cases of a month: they move, so that its partition can go
PORTION = 200  # families that move in one transaction


def free(store: Store, now: datetime) -> list[int]:
    """The months whose partitions were dropped; on SQLite the file shrinks."""
    if not store.is_partitioned:
        store.shrink()
        return []
    with store.write() as unit:
        over = [month for month in partitions.months(unit.connection) if 0 < month < period_of(now)]
    return [month for month in over if _is_left_by_stragglers(store, month, period_of(now)) and _dropped(store, month)]


def _is_left_by_stragglers(store: Store, month: int, to: int) -> bool:
    """Once nearly all have gone to an archive, the others move to the present month."""
    with store.read() as reader:
        left, gone = reader.periods_in_use().get(month, 0), reader.archived_of_period(month)
    if left > FEW * (left + gone):
        return False
    while roots := _some(store, month):
        with store.write() as unit:
            unit.lock_roots(roots)
            partitions.move(unit.connection, roots, to)
    return True


def _some(store: Store, month: int) -> list[str]:
    with store.read() as reader:
        return reader.roots_of_period(month, PORTION)


def _dropped(store: Store, month: int) -> bool:
    try:
        with store.write() as unit:
            return partitions.drop(unit.connection, month)
    except Busy:
        log.info("partition %06d is dropped later: the table is in use", month)
        return False
