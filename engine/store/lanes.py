"""Where a job stands in line: one lane for each sort of worker and level of priority, by due time within a lane.

A claim looks at the head of each lane and nowhere else. Every level is worth a head start; whoever has waited longer
than that goes first, so that nothing starves.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from engine.store.tables.job import EXTERNAL

BASES = {"handler": 10, EXTERNAL: 20}  # all other kinds begin at 0; so does what is not told to stand elsewhere
FROM = (1, 10, 100, 1000)  # priorities at which a level begins; below zero is the lowest
LEVELS = range(-1, len(FROM) + 1)
QUICK = tuple(reversed(LEVELS))  # of the kinds in which no author's code runs, the most urgent first
HANDLERS = tuple(BASES["handler"] + level for level in QUICK)
OURS = (*QUICK, *HANDLERS)
ALL = (*OURS, *(BASES[EXTERNAL] + level for level in QUICK))
HEAD_START = timedelta(seconds=30)  # of each level before the one below


def lane_of(kind: str, priority: int) -> int:
    level = bisect_right(FROM, priority) if priority >= 0 else -1
    return BASES.get(kind, 0) + level


def in_turn(due: Mapping[int, datetime], lanes: Iterable[int], now: datetime) -> list[int]:
    """Those in which something is due by now, the one whose head is most urgent first."""
    return sorted((lane for lane in lanes if lane in due and due[lane] <= now), key=lambda lane: turn(lane, due[lane]))


def turn(lane: int, due_at: datetime) -> tuple[datetime, int]:
    """By which the heads of lanes are compared: the least goes first."""
    return due_at - _level(lane) * HEAD_START, -_level(lane)


def _level(lane: int) -> int:
    return (lane + 1) % 10 - 1
