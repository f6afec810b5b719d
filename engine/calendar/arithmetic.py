"""Working time: exact arithmetic on the instants at which a calendar opens and closes."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta, tzinfo

from engine.calendar.hours import Calendar
from engine.calendar.interval import wall_time
from engine.errors import ExpressionError

HORIZON = timedelta(days=3660)  # ten years: a calendar that never opens is refused, not searched for ever
_ZERO = timedelta()
_ONE_DAY = timedelta(days=1)
_TICK = timedelta(microseconds=1)

Span = tuple[datetime, datetime]  # an opening and its closing, aware, in UTC


def add_working_time(calendar: Calendar, start: datetime, duration: timedelta) -> datetime:
    """The earliest instant, in UTC, at which `duration` of opening time has passed since `start`.

    Raises ExpressionError for a naive start, a negative duration, or a result beyond the horizon.
    """
    left = duration
    if left < _ZERO:
        raise ExpressionError("calendar.negative_duration", seconds=duration.total_seconds())
    moment = _utc(calendar, start)
    if left == _ZERO:
        return moment
    for opens, closes in _spans(calendar, moment):
        begins = max(opens, moment)
        if closes - begins >= left:
            return begins + left
        left -= closes - begins
    raise _beyond(calendar)


def working_time_between(calendar: Calendar, start: datetime, end: datetime) -> timedelta:
    """Opening time from start to end; negative when the end comes first.

    Raises ExpressionError for a naive datetime, or when the two are further apart than the horizon.
    """
    first, last = _utc(calendar, start), _utc(calendar, end)
    if last < first:
        return -working_time_between(calendar, end, start)
    if last - first > HORIZON:
        raise _beyond(calendar)
    total = _ZERO
    for opens, closes in _spans(calendar, first):
        if opens >= last:
            break
        total += min(closes, last) - max(opens, first)
    return total


def is_working_time(calendar: Calendar, at: datetime) -> bool:
    """Whether the calendar is open; the closing instant is closed. Raises ExpressionError for a naive datetime."""
    moment = _utc(calendar, at)
    return any(opens <= moment < closes for opens, closes in _day(calendar, _local_day(calendar, moment)))


def _spans(calendar: Calendar, after: datetime) -> Iterator[Span]:
    """What is open after an instant, in order, until the horizon or the end of the year 9999."""
    day = _local_day(calendar, after)
    for _ in range(HORIZON.days + 2):
        for span in _day(calendar, day):
            if span[1] > after:
                yield span
        if day == date.max:
            break
        day += _ONE_DAY


def _day(calendar: Calendar, day: date) -> tuple[Span, ...]:
    """The spans of one local date; remembered, because deadlines fall on the same few days again and again."""
    known = calendar.spans.get(day)
    if known is None:
        with _bounded(calendar):
            known = calendar.spans[day] = _spans_of(calendar, day)
    return known


def _spans_of(calendar: Calendar, day: date) -> tuple[Span, ...]:
    spans = (
        (_instant(wall_time(day, each.start), calendar.tz), _instant(wall_time(day, each.end), calendar.tz))
        for each in calendar.open_on(day)
    )
    return tuple((opens, closes) for opens, closes in spans if opens < closes)


def _instant(local: datetime, zone: tzinfo) -> datetime:
    """The first instant at which a wall clock shows `local` or, where the clocks skip it, a later time."""
    first, second = (local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if first <= second:
        return first
    before, after = second, first  # `local` does not exist: the transition lies between these
    while after - before > _TICK:
        middle = before + (after - before) / 2
        if middle.astimezone(zone).replace(tzinfo=None) < local:
            before = middle
        else:
            after = middle
    return after


def _local_day(calendar: Calendar, moment: datetime) -> date:
    with _bounded(calendar):
        return moment.astimezone(calendar.tz).date()


@contextmanager
def _bounded(calendar: Calendar) -> Iterator[None]:
    """The end of the year 9999 is a horizon too."""
    try:
        yield
    except OverflowError as problem:
        raise _beyond(calendar) from problem


def _beyond(calendar: Calendar) -> ExpressionError:
    return ExpressionError("calendar.beyond_horizon", calendar=calendar.key, days=HORIZON.days)


def _utc(calendar: Calendar, moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ExpressionError("calendar.naive_time", at=moment.isoformat())
    with _bounded(calendar):
        return moment.astimezone(UTC)
