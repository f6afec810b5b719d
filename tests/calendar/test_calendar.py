import json
from datetime import UTC, date, datetime, timedelta

import pytest

from engine.calendar.china import ANNOUNCED_YEARS, china_calendar, china_exceptions
from engine.calendar.functions import feel_functions
from engine.calendar.hours import CENTRE_HOURS, Calendar, DayException, WorkingHours
from engine.calendar.interval import Interval, intervals
from engine.calendar.record import from_record, to_record
from engine.errors import ExpressionError, Rejected

SEEDED_DAYS = [
    (date(2026, 10, 1), False, "国庆节", False, "announced holiday"),
    (date(2026, 10, 10), True, "国庆节调休", False, "Saturday worked in exchange"),
    (date(2026, 1, 2), False, "元旦", False, "a day off in exchange"),
    (date(2027, 1, 1), False, "元旦", True, "beyond the announced years: statutory, provisional"),
    (date(2027, 10, 1), False, "国庆节", True, "beyond the announced years: statutory, provisional"),
]


@pytest.mark.parametrize(("day", "is_open", "name", "provisional", "reason"), SEEDED_DAYS)
def test_seeds(day: date, is_open: bool, name: str, provisional: bool, reason: str) -> None:
    seeded = china_exceptions([day.year])[day]
    assert (seeded.open, seeded.name, seeded.provisional) == (is_open, name, provisional), reason


def test_seeding_never_raises() -> None:
    assert china_exceptions([1800, 1990, 2003, 2100, 2300, 9999]).keys()
    assert china_exceptions([]) == {}


def test_seeding_stays_within_the_years_asked_for() -> None:
    years = {ANNOUNCED_YEARS[-1], ANNOUNCED_YEARS[-1] + 1}
    assert {day.year for day in china_exceptions(years)} == years


def test_a_workday_in_exchange_keeps_the_ordinary_hours() -> None:
    assert china_calendar([2026]).open_on(date(2026, 10, 10)) == (Interval(540, 1080),)


def test_a_day_may_have_hours_of_its_own() -> None:
    short = DayException(open=True, intervals=intervals(["09:00-12:00"]))
    assert Calendar("c", exceptions={date(2026, 12, 31): short}).open_on(date(2026, 12, 31)) == (Interval(540, 720),)


def test_a_calendar_does_not_change_with_the_mapping_it_was_made_from() -> None:
    days: dict[date, DayException] = {}
    calendar = Calendar("c", exceptions=days)
    days[date(2026, 11, 2)] = DayException(open=False)
    assert calendar.open_on(date(2026, 11, 2))
    with pytest.raises(TypeError):
        calendar.exceptions[date(2026, 11, 2)] = DayException(open=False)  # type: ignore[index]


BAD_INTERVALS = ["9-18", "18:00-09:00", "09:00-09:00", "09:00-24:01", "09:60-10:00", "", "22:00-06:00", "٠٩:00-10:00"]


@pytest.mark.parametrize("text", BAD_INTERVALS)
def test_bad_intervals_are_refused(text: str) -> None:
    with pytest.raises(Rejected) as caught:
        Interval.parse(text)
    assert caught.value.code == "calendar.interval_invalid"


def test_overlapping_intervals_are_refused() -> None:
    with pytest.raises(Rejected) as caught:
        intervals(["09:00-12:00", "11:59-13:00"])
    assert caught.value.code == "calendar.interval_overlap"
    assert len(intervals(["09:00-12:00", "12:00-13:00"])) == 2, "touching is no overlap"


def test_a_record_comes_back_equal() -> None:
    calendar = Calendar(
        "c",
        "Europe/Berlin",
        WorkingHours.weekly("00:00-06:00", "22:00-24:00", days=(0, 6)),
        {
            date(2026, 5, 1): DayException(False, None, "Tag der Arbeit", True),
            date(2026, 5, 2): DayException(True, intervals(["10:00-11:00"])),
        },
    )
    assert from_record(json.loads(json.dumps(to_record(calendar)))) == calendar
    seeded = china_calendar(range(2026, 2036))
    assert from_record(json.loads(json.dumps(to_record(seeded)))) == seeded


GOOD = to_record(Calendar("c"))
BAD_RECORDS = [
    ({}, "calendar.record_invalid", "nothing"),
    (GOOD | {"key": 1}, "calendar.record_invalid", "key is no text"),
    (GOOD | {"zone": "Mars/Olympus"}, "calendar.zone_unknown", "no such zone"),
    (GOOD | {"zone": "../../etc/passwd"}, "calendar.zone_unknown", "a zone is a name, not a path"),
    (GOOD | {"zone": ""}, "calendar.zone_unknown", "empty zone"),
    (GOOD | {"week": [[]] * 6}, "calendar.week_length", "six days"),
    (GOOD | {"week": 7}, "calendar.record_invalid", "no week"),
    (GOOD | {"week": [[7]] * 7}, "calendar.record_invalid", "interval is no text"),
    (GOOD | {"week": [["25:00-26:00"]] * 7}, "calendar.interval_invalid", "no such hour"),
    (GOOD | {"exceptions": {"2026-02-30": {"open": True}}}, "calendar.record_invalid", "no such day"),
    (GOOD | {"exceptions": {"2026-02-03": {}}}, "calendar.record_invalid", "open or not?"),
    (GOOD | {"exceptions": []}, "calendar.record_invalid", "a list"),
]


@pytest.mark.parametrize(("record", "code", "reason"), BAD_RECORDS, ids=[row[-1] for row in BAD_RECORDS])
def test_bad_records_are_refused(record: dict, code: str, reason: str) -> None:
    with pytest.raises(Rejected) as caught:
        from_record(record)
    assert caught.value.code == code


FEEL = feel_functions(china_calendar(range(2026, 2029)))
MONDAY = datetime(2026, 11, 2, 1, tzinfo=UTC)  # 09:00 in Shanghai
CALLS = [
    ("add working time", (MONDAY, timedelta(hours=8)), MONDAY + timedelta(hours=8), "values"),
    ("add working time", ("2026-11-02T09:00:00+08:00", "PT8H"), MONDAY + timedelta(hours=8), "texts"),
    (
        "add working time",
        ("2026-11-02T09:00:00", "PT30M"),
        MONDAY + timedelta(minutes=30),
        "without a zone: the calendar's",
    ),
    (
        "add working time",
        ("2026-11-02T01:00:00Z", "P1D"),
        datetime(2026, 11, 4, 7, tzinfo=UTC),
        "a day is 24 hours of opening",
    ),
    ("add working time", (MONDAY, "PT0.5S"), MONDAY + timedelta(seconds=0.5), "fractions"),
    ("working time between", ("2026-11-02T00:00", "2026-11-03T00:00"), timedelta(hours=9), "one day"),
    ("working time between", ("2026-11-03T00:00", "2026-11-02T00:00"), timedelta(hours=-9), "overdue is negative"),
    ("is working time", ("2026-11-02T09:00",), True, "open"),
    ("is working time", ("2026-11-01T09:00",), False, "Sunday"),
]


@pytest.mark.parametrize(("name", "arguments", "result", "reason"), CALLS)
def test_feel_functions(name: str, arguments: tuple, result: object, reason: str) -> None:
    assert FEEL[name](*arguments) == result, reason


class YearMonthDuration:
    months = 1


BAD_CALLS = [
    ("add working time", (MONDAY, "P1M"), "calendar.not_a_duration", "a month has no number of hours"),
    ("add working time", (MONDAY, "P1Y"), "calendar.not_a_duration", "nor a year"),
    ("add working time", (MONDAY, YearMonthDuration()), "calendar.not_a_duration", "nor its value"),
    ("add working time", (MONDAY, "P"), "calendar.not_a_duration", "empty"),
    ("add working time", (MONDAY, "PT"), "calendar.not_a_duration", "empty"),
    ("add working time", (MONDAY, "P1DT"), "calendar.not_a_duration", "nothing after T"),
    ("add working time", (MONDAY, "P99999999999D"), "calendar.not_a_duration", "too long for anything"),
    ("add working time", (MONDAY, None), "calendar.not_a_duration", "null"),
    ("add working time", (MONDAY, 8), "calendar.not_a_duration", "a number has no unit"),
    ("add working time", (MONDAY, "-PT1H"), "calendar.negative_duration", "backwards"),
    ("add working time", (None, "PT1H"), "calendar.not_a_time", "null"),
    ("is working time", ("tomorrow",), "calendar.not_a_time", "not a time"),
]


@pytest.mark.parametrize(("name", "arguments", "code", "reason"), BAD_CALLS)
def test_feel_functions_refuse(name: str, arguments: tuple, code: str, reason: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        FEEL[name](*arguments)
    assert caught.value.code == code, reason


def test_the_centre_is_open_on_weekdays_from_nine_to_six() -> None:
    assert CENTRE_HOURS.week == ((Interval(540, 1080),),) * 5 + ((), ())
