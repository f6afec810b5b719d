"""Cron texts, as timers of Camunda and Flowable hold them: `0 0/5 8-18 ? * MON-FRI`.

Six fields (second, minute, hour, day of month, month, day of week) or seven (year) are read as Quartz does, so that
1 is Sunday; five fields (minute first) as Unix does, so that 0 and 7 are Sunday. Names (`MON`, `JAN`), `?`, `L`,
`L-3`, `W`, `LW`, `6L`, `6#3` and the macros (`@daily`) mean the same in both. Where both days are given, both have to
hold; in five fields one is enough.

A tick that the clocks jump over comes as much later; one that they pass twice comes once, but every time in cron texts
that name no hour.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache

from engine.errors import ExpressionError

MACROS = {
    "@yearly": "0 0 0 1 1 ?", "@annually": "0 0 0 1 1 ?", "@monthly": "0 0 0 1 * ?", "@weekly": "0 0 0 ? * SUN",
    "@daily": "0 0 0 * * ?", "@midnight": "0 0 0 * * ?", "@hourly": "0 0 * * * ?",
}  # fmt: skip
MONTH_NAMES = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
MONTHS = {name: number for number, name in enumerate(MONTH_NAMES, 1)}
DAYS = {name: number for number, name in enumerate(("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"))}  # inside
LAST_YEAR = 2199
HORIZON = 40  # years; 29 February falls on each day of the week within
LONGEST = 100  # characters
HOURS = frozenset(range(24))
_HOUR = timedelta(hours=1)
_PART = re.compile(r"(?P<from>\*|[0-9]{1,4}|[A-Z]{3})(?:-(?P<to>[0-9]{1,4}|[A-Z]{3}))?(?:/(?P<step>[0-9]{1,4}))?")
_LAST_DAY = re.compile(r"L(?:-(?P<before>[0-9]{1,2}))?(?P<workday>W)?")
_NEAREST = re.compile(r"(?P<day>[0-9]{1,2})W")
_LAST_OF_WEEK = re.compile(r"(?P<day>[0-9]|[A-Z]{3})L")
_NTH = re.compile(r"(?P<day>[0-9]|[A-Z]{3})#(?P<nth>[1-5])")


@dataclass(frozen=True, slots=True)
class MonthDays:
    """Days of a month; `marks` are those that depend on the month: "L", "L-3", "LW", "15W". None: every day."""

    numbers: frozenset[int] | None
    marks: tuple[str, ...] = ()

    def has(self, day: date) -> bool:
        return self.numbers is None or day.day in self.numbers or any(_marked(mark, day) for mark in self.marks)


@dataclass(frozen=True, slots=True)
class WeekDays:
    """Days of the week, Sunday 0; `nth` are (day, which of the month, 0 the last). None: every day."""

    numbers: frozenset[int] | None
    nth: tuple[tuple[int, int], ...] = ()

    def has(self, day: date) -> bool:
        if self.numbers is None:
            return True
        number = day.isoweekday() % 7
        which = (day.day + 6) // 7
        is_last = day.day + 7 > _length(day)
        return number in self.numbers or any(
            number == at and (n == which or (n == 0 and is_last)) for at, n in self.nth
        )


@dataclass(frozen=True, slots=True)
class Cron:
    """When it ticks, in the local time of a zone."""

    text: str
    seconds: tuple[int, ...]
    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    month_days: MonthDays
    months: frozenset[int]
    week_days: WeekDays
    years: frozenset[int] | None = None
    is_either_day: bool = False

    def after(self, moment: datetime, zone: tzinfo) -> datetime | None:
        """The first tick later than `moment` (aware), in UTC; None when there is none within `HORIZON`."""
        for day in self._days(moment.astimezone(zone).date()):
            ticks = [tick for tick in (self._tick(day, *hour, moment, zone) for hour in self._hours()) if tick]
            if ticks:
                return min(ticks)
        return None

    def _days(self, start: date) -> Iterator[date]:
        for year in range(start.year, min(LAST_YEAR, start.year + HORIZON) + 1):
            if self.years is not None and year not in self.years:
                continue
            for month in sorted(self.months):
                for number in range(1, monthrange(year, month)[1] + 1) if (year, month) >= _month(start) else ():
                    day = date(year, month, number)
                    if day >= start and self._has_day(day):
                        yield day

    def _has_day(self, day: date) -> bool:
        of_month, of_week = self.month_days.has(day), self.week_days.has(day)
        is_choice = self.is_either_day and None not in (self.month_days.numbers, self.week_days.numbers)
        return of_month or of_week if is_choice else of_month and of_week

    def _hours(self) -> Iterator[tuple[int, int]]:
        """Hours with their fold; an hour that comes twice counts twice only where no hour is named."""
        for hour in self.hours:
            yield from ((hour, fold) for fold in ((0, 1) if HOURS.issubset(self.hours) else (0,)))

    def _tick(self, day: date, hour: int, fold: int, after: datetime, zone: tzinfo) -> datetime | None:
        """The first tick in this hour that is later than `after`."""
        begin = _utc(day, time(hour, fold=fold), zone)
        if begin is None or begin + 2 * _HOUR <= after:
            return None
        is_every_hour = HOURS.issubset(self.hours)
        for minute in self.minutes:
            for second in self.seconds:
                tick = _utc(day, time(hour, minute, second, fold=fold), zone)
                if tick is not None and tick > after and not (is_every_hour and _is_jumped(tick, day, hour, zone)):
                    return tick
        return None


@lru_cache(maxsize=1024)
def parse(text: str) -> Cron:
    """Raises ExpressionError(`expression.cron`) naming the field that cannot be read."""
    stripped = text.strip().upper()
    fields = MACROS.get(stripped.lower(), stripped).split() if len(text) <= LONGEST else []
    if len(fields) not in (5, 6, 7):
        raise ExpressionError("expression.cron", text=text[:LONGEST], field=text[:LONGEST])
    is_unix = len(fields) == 5
    second, minute, hour, day, month, week_day, year = (["0"] * is_unix + fields + ["*"])[:7]
    try:
        return Cron(
            text=text.strip(),
            seconds=tuple(sorted(_numbers(second, 0, 59))),
            minutes=tuple(sorted(_numbers(minute, 0, 59))),
            hours=tuple(sorted(_numbers(hour, 0, 23))),
            month_days=_month_days(day),
            months=_numbers(month, 1, 12, MONTHS),
            week_days=_week_days(week_day, 0 if is_unix else -1),
            years=None if year in ("*", "?") else _numbers(year, 1970, LAST_YEAR),
            is_either_day=is_unix,
        )
    except _BadField as bad:
        raise ExpressionError("expression.cron", text=text[:LONGEST], field=str(bad)) from None


def is_cron(text: str) -> bool:
    try:
        parse(text)
    except ExpressionError:
        return False
    return True


class _BadField(ValueError):
    """Holds the part that cannot be read."""


def _numbers(field: str, low: int, high: int, names: dict[str, int] | None = None) -> frozenset[int]:
    return frozenset(number for part in field.split(",") for number in _part(part, low, high, names or {}))


def _part(part: str, low: int, high: int, names: dict[str, int]) -> range:
    """`*`, `5`, `1-5`, `*/15`, `3/5` (from 3 on), `1-30/7`."""
    found = _PART.fullmatch(part)
    if found is None or (found["from"] == "*" and found["to"]):
        raise _BadField(part)
    first = low if found["from"] == "*" else _number(found["from"], names)
    is_open = found["from"] == "*" or (found["step"] is not None and found["to"] is None)
    last = high if is_open else _number(found["to"] or found["from"], names)
    step = int(found["step"] or 1)
    if not (low <= first <= last <= high and step):
        raise _BadField(part)
    return range(first, last + 1, step)


def _number(text: str, names: dict[str, int]) -> int:
    if text.isdigit():
        return int(text)
    if text not in names:
        raise _BadField(text)
    return names[text]


def _month_days(field: str) -> MonthDays:
    if field in ("*", "?"):
        return MonthDays(None)
    parts = field.split(",")
    marks = tuple(part for part in parts if _LAST_DAY.fullmatch(part) or _NEAREST.fullmatch(part))
    for mark in marks:
        nearest = _NEAREST.fullmatch(mark)
        if nearest and not 1 <= int(nearest["day"]) <= 31:
            raise _BadField(mark)
    plain = [part for part in parts if part not in marks]
    return MonthDays(frozenset(number for part in plain for number in _part(part, 1, 31, {})), marks)


def _week_days(field: str, shift: int) -> WeekDays:
    """`shift`: what is added to a number so that Sunday is 0."""
    if field in ("*", "?"):
        return WeekDays(None)
    names = {name: number - shift for name, number in DAYS.items()}
    numbers, nth = set[int](), list[tuple[int, int]]()
    for part in field.split(","):
        last, marked = _LAST_OF_WEEK.fullmatch(part), _NTH.fullmatch(part)
        if part == "L":
            numbers.add(6)
        elif last is not None:
            nth.append((_week_day(part, _number(last["day"], names), shift), 0))
        elif marked is not None:
            nth.append((_week_day(part, _number(marked["day"], names), shift), int(marked["nth"])))
        else:
            numbers |= {_week_day(part, number, shift) for number in _week_part(part, names, shift)}
    return WeekDays(frozenset(numbers), tuple(nth))


def _week_part(part: str, names: dict[str, int], shift: int) -> list[int]:
    """`FRI-MON` goes over the end of the week."""
    found = _PART.fullmatch(part)
    if found is not None and found["to"] and found["from"] != "*":
        first, last = _number(found["from"], names), _number(found["to"], names)
        if first > last:
            return [*_part(f"{first}-{6 - shift}", -shift, 7, {}), *_part(f"{-shift}-{last}", -shift, 7, {})]
    return list(_part(part.replace("*", f"{-shift}-{6 - shift}"), -shift, 7, names))


def _week_day(part: str, number: int, shift: int) -> int:
    if not -shift <= number <= 7:
        raise _BadField(part)
    return (number + shift) % 7


def _marked(mark: str, day: date) -> bool:
    last = _LAST_DAY.fullmatch(mark)
    if last is not None:
        number = _length(day) - int(last["before"] or 0)
        return number > 0 and day.day == (_nearest(day, number) if last["workday"] else number)
    nearest = _NEAREST.fullmatch(mark)
    return nearest is not None and int(nearest["day"]) <= _length(day) and day.day == _nearest(day, int(nearest["day"]))


def _nearest(day: date, number: int) -> int:
    """The working day (Monday to Friday) of the month that lies nearest."""
    week_day = day.replace(day=number).isoweekday()
    if week_day == 6:
        return number - 1 if number > 1 else number + 2
    if week_day == 7:
        return number + 1 if number < _length(day) else number - 2
    return number


def _length(day: date) -> int:
    return monthrange(day.year, day.month)[1]


def _month(day: date) -> tuple[int, int]:
    return day.year, day.month


def _utc(day: date, at: time, zone: tzinfo) -> datetime | None:
    """None for the second passage of a time that comes only once."""
    local = datetime.combine(day, at, zone)
    if at.fold and local.utcoffset() == local.replace(fold=0).utcoffset():
        return None
    if at.fold and _offset_grows(local):
        return None
    return local.astimezone(UTC)


def _offset_grows(local: datetime) -> bool:
    """In a gap, where `fold` stands for the offset after it."""
    return (local.utcoffset() or timedelta()) > (local.replace(fold=0).utcoffset() or timedelta())


def _is_jumped(tick: datetime, day: date, hour: int, zone: tzinfo) -> bool:
    """The clocks never showed this time; where every hour ticks, the next one does anyway."""
    shown = tick.astimezone(zone)
    return (shown.date(), shown.hour) != (day, hour)
