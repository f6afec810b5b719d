"""Seeds for China: public holidays, and the weekend days that are worked in exchange (调休)."""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache

import chinese_calendar
import holidays

from engine.calendar.hours import CENTRE_HOURS, Calendar, DayException, WorkingHours

_ANNOUNCED = chinese_calendar.holidays.keys() | chinese_calendar.workdays.keys()
ANNOUNCED_YEARS = range(min(_ANNOUNCED).year, max(_ANNOUNCED).year + 1)


def china_calendar(
    years: Iterable[int], *, key: str = "default", zone: str = "Asia/Shanghai", hours: WorkingHours = CENTRE_HOURS
) -> Calendar:
    return Calendar(key, zone, hours, china_exceptions(years))


def china_exceptions(years: Iterable[int]) -> dict[date, DayException]:
    """Never raises: beyond the announced years only the statutory days are known, marked provisional."""
    wanted = frozenset(years)
    announced = dict(_announced_days(wanted.intersection(ANNOUNCED_YEARS)))
    return announced | dict(_statutory_days(wanted.difference(ANNOUNCED_YEARS)))


def _announced_days(years: frozenset[int]) -> Iterator[tuple[date, DayException]]:
    for day, occasion in chinese_calendar.holidays.items():
        if day.year in years:
            yield day, DayException(open=False, name=_chinese(occasion))
    for day, occasion in chinese_calendar.workdays.items():
        if day.year in years:
            yield day, DayException(open=True, name=f"{_chinese(occasion)}调休")


@cache
def _statutory_days(years: frozenset[int]) -> tuple[tuple[date, DayException], ...]:
    if not years:
        return ()
    found = holidays.country_holidays("CN", years=sorted(years), language="zh_CN").items()
    return tuple(
        (day, DayException(open=False, name=name, provisional=True)) for day, name in found if day.year in years
    )


def _chinese(occasion: str) -> str:
    return str(chinese_calendar.Holiday(occasion).chinese)
