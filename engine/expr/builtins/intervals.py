"""Relations of points and ranges (DMN 1.5, 10.3.4.8, after HL7 CQL). Open-ended ranges have none of them (null)."""

from collections.abc import Callable
from operator import eq, lt
from typing import Any

from engine.expr.range import Range
from engine.expr.run import Run
from engine.expr.signature import builtin

Relation = Callable[[Any, Any], bool]


def _less(left: Any, right: Any) -> bool:
    """`<`; raises TypeError between types that have no order, null among them."""
    return bool(lt(left, right))


def _ends_before(end: Any, end_included: bool, start: Any, start_included: bool) -> bool:
    return _less(end, start) or (end == start and not (end_included and start_included))


def _starts_no_later(left: Range, right: Range) -> bool:
    same = left.start == right.start and (left.start_included or not right.start_included)
    return _less(left.start, right.start) or same


def _ends_no_earlier(left: Range, right: Range) -> bool:
    same = left.end == right.end and (left.end_included or not right.end_included)
    return _less(right.end, left.end) or same


def _before(left: Range, right: Range) -> bool:
    return _ends_before(left.end, left.end_included, right.start, right.start_included)


def _includes(left: Range, right: Range) -> bool:
    return _starts_no_later(left, right) and _ends_no_earlier(left, right)


def _includes_point(range_: Range, point: Any) -> bool:
    return _includes(range_, _only(point))


def _only(point: Any) -> Range:
    return Range(point, point, True, True)


def _meets(left: Range, right: Range) -> bool:
    return left.end_included and right.start_included and bool(left.end == right.start)


def _overlaps(left: Range, right: Range) -> bool:
    return not _before(left, right) and not _before(right, left)


def _overlaps_before(left: Range, right: Range) -> bool:
    begins = _starts_no_later(left, right) and not _starts_no_later(right, left)
    return begins and _overlaps(left, right) and _ends_no_earlier(right, left)


def _same_start(left: Range, right: Range) -> bool:
    return bool(left.start == right.start) and left.start_included == right.start_included


def _same_end(left: Range, right: Range) -> bool:
    return bool(left.end == right.end) and left.end_included == right.end_included


def _starts(left: Range, right: Range) -> bool:
    return _same_start(left, right) and _ends_no_earlier(right, left)


def _finishes(left: Range, right: Range) -> bool:
    return _same_end(left, right) and _starts_no_later(right, left)


def _starts_at(point: Any, range_: Range) -> bool:
    return range_.start_included and bool(range_.start == point)


def _finishes_at(point: Any, range_: Range) -> bool:
    return range_.end_included and bool(range_.end == point)


def _coincide(left: Range, right: Range) -> bool:
    return _same_start(left, right) and _same_end(left, right)


def _swapped(relation: Relation) -> Relation:
    return lambda left, right: relation(right, left)


def _register(name: str, parameters: str, relation: Relation) -> None:
    @builtin(f"{name}({parameters})")
    def related(run: Run, left: Any, right: Any) -> bool:
        for value in (left, right):
            if type(value) is Range and (value.start is None or value.end is None):
                raise TypeError
        return relation(left, right)


POINTS = "point1: point, point2: point"
POINT_RANGE = "point: point, range: range"
RANGE_POINT = "range: range, point: point"
RANGES = "range1: range, range2: range"

_register("before", POINTS, _less)
_register("before", POINT_RANGE, lambda point, range_: _before(_only(point), range_))
_register("before", RANGE_POINT, lambda range_, point: _before(range_, _only(point)))
_register("before", RANGES, _before)
_register("after", POINTS, _swapped(_less))
_register("after", POINT_RANGE, lambda point, range_: _before(range_, _only(point)))
_register("after", RANGE_POINT, lambda range_, point: _before(_only(point), range_))
_register("after", RANGES, _swapped(_before))
_register("meets", RANGES, _meets)
_register("met by", RANGES, _swapped(_meets))
_register("overlaps", RANGES, _overlaps)
_register("overlaps before", RANGES, _overlaps_before)
_register("overlaps after", RANGES, _swapped(_overlaps_before))
_register("finishes", POINT_RANGE, _finishes_at)
_register("finishes", RANGES, _finishes)
_register("finished by", RANGE_POINT, _swapped(_finishes_at))
_register("finished by", RANGES, _swapped(_finishes))
_register("includes", RANGE_POINT, _includes_point)
_register("includes", RANGES, _includes)
_register("during", POINT_RANGE, _swapped(_includes_point))
_register("during", RANGES, _swapped(_includes))
_register("starts", POINT_RANGE, _starts_at)
_register("starts", RANGES, _starts)
_register("started by", RANGE_POINT, _swapped(_starts_at))
_register("started by", RANGES, _swapped(_starts))
_register("coincides", POINTS, eq)
_register("coincides", RANGES, _coincide)
