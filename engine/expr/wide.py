"""Dates of the years that Python's do not reach, and times with nanoseconds (DMN 1.5, 10.3.2.3.4 to 10.3.2.3.6).

The calendar repeats every 400 years: a wide value is one of Python's within 2000 to 2399, and how many times 400 years
it lies away. It has the attributes of Python's values, so that most functions take either.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

from engine.expr import temporal
from engine.expr.durations import YearMonthDuration

CYCLE, FIRST = 400, 2000
DAYS = 146_097  # of a cycle
MAX_YEAR = 999_999_999
EPOCH = date(FIRST, 1, 1)
DATE = re.compile(r"(?P<year>-?(?:[1-9]\d{4,8}|\d{4}))(?P<rest>-\d\d-\d\d(?:T.*)?)", re.ASCII | re.DOTALL)
FRACTION = re.compile(r"(\.\d{6})(\d+)", re.ASCII)


@dataclass(frozen=True, slots=True)
class WideDate:
    cycles: int
    base: date

    @property
    def year(self) -> int:
        return self.base.year + CYCLE * self.cycles

    def __getattr__(self, name: str) -> Any:
        return getattr(self.base, name)

    def __str__(self) -> str:
        return _year_text(self.year) + self.base.isoformat()[4:]

    @property
    def order(self) -> int:
        return self.cycles * DAYS + (self.base - EPOCH).days


@dataclass(frozen=True, slots=True)
class WideTime:
    base: time
    nanos: int

    def __getattr__(self, name: str) -> Any:
        return getattr(self.base, name)

    def __str__(self) -> str:
        return _with_nanos(temporal.format(self.base), self.base.microsecond, self.nanos)

    @property
    def order(self) -> int:
        return _nanos(self.base) + self.nanos - _offset(self.base.utcoffset())


@dataclass(frozen=True, slots=True)
class WideMoment:
    cycles: int
    base: datetime
    nanos: int

    @property
    def year(self) -> int:
        return self.base.year + CYCLE * self.cycles

    def __getattr__(self, name: str) -> Any:
        return getattr(self.base, name)

    def __str__(self) -> str:
        text = _year_text(self.year) + temporal.format(self.base)[4:]
        return _with_nanos(text, self.base.microsecond, self.nanos)

    def date(self) -> "date | WideDate":
        return narrowed_date(self.cycles, self.base.date())

    def timetz(self) -> time | WideTime:
        return WideTime(self.base.timetz(), self.nanos) if self.nanos else self.base.timetz()

    @property
    def order(self) -> int:
        days = self.cycles * DAYS + (self.base.date() - EPOCH).days
        return days * 86_400_000_000_000 + _nanos(self.base) + self.nanos - _offset(self.base.utcoffset())


Wide = WideDate | WideTime | WideMoment
WIDE = frozenset({WideDate, WideTime, WideMoment})


# building


def narrowed_date(cycles: int, base: date) -> date | WideDate:
    """Python's date where it has one. Raises OverflowError beyond the years of the standard."""
    cycles, base = cycles + _cycles(base.year), base.replace(year=_within(base.year))
    year = base.year + CYCLE * cycles
    if not 1 <= year <= 9999:
        _check(year)
        return WideDate(cycles, base)
    return base.replace(year=year)


def narrowed(cycles: int, base: datetime, nanos: int) -> datetime | WideMoment:
    """Python's date-time where it has one. Raises OverflowError beyond the years of the standard."""
    day = narrowed_date(cycles, base.date())
    if isinstance(day, date) and not nanos:
        return datetime.combine(day, base.timetz())
    cycles, base = cycles + _cycles(base.year), base.replace(year=_within(base.year))
    return WideMoment(cycles, base, nanos)


def make_date(year: int, month: int, day: int) -> date | WideDate:
    """Raises ValueError, OverflowError."""
    return narrowed_date(_cycles(year), date(_within(year), month, day))


def combine(day: date | WideDate, moment: time | WideTime) -> datetime | WideMoment:
    """Raises OverflowError."""
    wide_day, wide_time = lifted(day), moment if isinstance(moment, WideTime) else WideTime(moment, 0)
    return narrowed(wide_day.cycles, datetime.combine(wide_day.base, wide_time.base), wide_time.nanos)


def lifted(value: Any) -> Any:
    """One of Python's values as a wide one; a wide one as it is."""
    if isinstance(value, datetime):
        return WideMoment(_cycles(value.year), value.replace(year=_within(value.year)), 0)
    if isinstance(value, date):
        return WideDate(_cycles(value.year), value.replace(year=_within(value.year)))
    return WideTime(value, 0) if isinstance(value, time) else value


def _cycles(year: int) -> int:
    return (year - FIRST) // CYCLE


def _within(year: int) -> int:
    return FIRST + (year - FIRST) % CYCLE


def _check(year: int) -> None:
    if abs(year) > MAX_YEAR:
        raise OverflowError(year)


# reading


def parse_date(text: str) -> date | WideDate:
    """`2026-11-22`, and `-2026-11-22` or `12026-11-22`. Raises ExpressionError(`expression.temporal`)."""
    match = _far(text)
    if match is None:
        return temporal.parse_date(text)
    base = temporal.parse_date(f"{_within(int(match['year'])):04}{match['rest']}")
    return narrowed_date(_cycles(int(match["year"])), base)


def parse_time(text: str) -> time | WideTime:
    """As in FEEL, with up to nine digits of seconds. Raises ExpressionError(`expression.temporal`)."""
    plain, nanos = _without_nanos(text)
    base = temporal.parse_time(plain)
    return WideTime(base, nanos) if nanos else base


def parse_datetime(text: str, zone: tzinfo | None = None) -> datetime | WideMoment:
    """As in FEEL, of any year and with up to nine digits. Raises ExpressionError(`expression.temporal`)."""
    plain, nanos = _without_nanos(text)
    match = _far(plain)
    if match is None:
        return narrowed(0, temporal.parse_datetime(plain, zone), nanos)
    base = temporal.parse_datetime(f"{_within(int(match['year'])):04}{match['rest']}", zone)
    return narrowed(_cycles(int(match["year"])), base, nanos)


def _far(text: str) -> re.Match[str] | None:
    """The text of a year that Python has not."""
    match = DATE.fullmatch(text.strip()) if len(text) <= temporal.MAX_TEXT else None
    return match if match and not 1 <= int(match["year"]) <= 9999 else None


def _without_nanos(text: str) -> tuple[str, int]:
    match = FRACTION.search(text) if len(text) <= temporal.MAX_TEXT else None
    if match is None:
        return text, 0
    return text[: match.start(2)] + text[match.end() :], int(match[2][:3].ljust(3, "0"))


# reckoning


def later(value: Wide, by: timedelta) -> Any:
    """The value some elapsed time later. Raises OverflowError, ExpressionError."""
    cycles, days = divmod(by.days, DAYS)
    rest = timedelta(days, by.seconds, by.microseconds)
    if isinstance(value, WideDate):
        return narrowed_date(value.cycles + cycles, value.base + timedelta(days))
    if isinstance(value, WideMoment):
        return narrowed(value.cycles + cycles, temporal.shift(value.base, rest), value.nanos)
    shifted = (datetime.combine(EPOCH, value.base) + rest % timedelta(1)).timetz()
    return WideTime(shifted, value.nanos)


def months_later(value: WideDate | WideMoment, by: YearMonthDuration) -> Any:
    """The same day some months later, or the last of that month. Raises OverflowError."""
    year, month = divmod(value.year * 12 + value.base.month - 1 + by.months, 12)
    day = min(value.base.day, monthrange(_within(year), month + 1)[1])
    base = value.base.replace(year=_within(year), month=month + 1, day=day)
    if isinstance(value, WideMoment):
        assert isinstance(base, datetime)
        return narrowed(_cycles(year), base, value.nanos)
    return narrowed_date(_cycles(year), base)


def between(left: Any, right: Any) -> timedelta:
    """From right to left. Raises ValueError where only one has a zone, OverflowError where it is too long."""
    start, end = lifted(right), lifted(left)
    if isinstance(start, WideDate):
        return timedelta(days=end.order - start.order)
    if (start.base.tzinfo is None) != (end.base.tzinfo is None):
        raise ValueError
    return timedelta(microseconds=(end.order - start.order) // 1000)


def comparable(left: Any, right: Any) -> tuple[int, int] | None:
    """Two numbers that are in the order of the values; None where these have no order."""
    a, b = lifted(left), lifted(right)
    if type(a) is not type(b) or type(a) not in WIDE:
        return None
    if not isinstance(a, WideDate) and (a.base.tzinfo is None) != (b.base.tzinfo is None):
        return None
    return a.order, b.order


# writing


def _year_text(year: int) -> str:
    return f"{'-' if year < 0 else ''}{abs(year):04}"


def _with_nanos(text: str, micros: int, nanos: int) -> str:
    """The text with nine digits of seconds, idle zeros left out."""
    if not nanos:
        return text
    end = text.index(":") + 6
    tail = text[end:].lstrip(".0123456789")
    return f"{text[:end]}.{f'{micros * 1000 + nanos:09}'.rstrip('0')}{tail}"


def _nanos(moment: time | datetime) -> int:
    seconds = (moment.hour * 60 + moment.minute) * 60 + moment.second
    return seconds * 1_000_000_000 + moment.microsecond * 1000


def _offset(offset: timedelta | None) -> int:
    return 0 if offset is None else offset // timedelta(microseconds=1) * 1000
