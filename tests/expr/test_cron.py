"""Cron texts: which moments they name, over changes of daylight saving too."""

from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import ExpressionError
from engine.expr import cron

MONDAY = datetime(2026, 1, 5, 1, tzinfo=UTC)  # 09:00 in Shanghai
SHANGHAI = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")


def ticks(text: str, after: datetime, zone: tzinfo, count: int = 3) -> list[str]:
    found, moment = [], after
    while len(found) < count:
        following = cron.parse(text).after(moment, zone)
        if following is None:
            return [*found, "never"]
        found.append(following.astimezone(zone).strftime("%a %m-%d %H:%M:%S"))
        moment = following
    return found


NEXT = [
    ("3 0/5 * * * ?", ["Mon 01-05 09:00:03", "Mon 01-05 09:05:03", "Mon 01-05 09:10:03"], "from 0 on, every 5 minutes"),
    ("0 0 9 ? * MON-FRI", ["Tue 01-06 09:00:00", "Wed 01-07 09:00:00", "Thu 01-08 09:00:00"], "not at this moment"),
    ("0 0 9 ? * 2-6", ["Tue 01-06 09:00:00", "Wed 01-07 09:00:00", "Thu 01-08 09:00:00"], "six fields: 1 is Sunday"),
    ("0 9 * * 1-5", ["Tue 01-06 09:00:00", "Wed 01-07 09:00:00", "Thu 01-08 09:00:00"], "five fields: 0 is Sunday"),
    ("0 8 * * 0,7", ["Sun 01-11 08:00:00", "Sun 01-18 08:00:00", "Sun 01-25 08:00:00"], "five fields: so is 7"),
    ("0 0 12 ? * FRI-MON", ["Mon 01-05 12:00:00", "Fri 01-09 12:00:00", "Sat 01-10 12:00:00"], "over the weekend"),
    ("0 0 9 L * ?", ["Sat 01-31 09:00:00", "Sat 02-28 09:00:00", "Tue 03-31 09:00:00"], "the last day"),
    ("0 0 9 L-3 * ?", ["Wed 01-28 09:00:00", "Wed 02-25 09:00:00", "Sat 03-28 09:00:00"], "three days before it"),
    ("0 0 9 LW * ?", ["Fri 01-30 09:00:00", "Fri 02-27 09:00:00", "Tue 03-31 09:00:00"], "the last working day"),
    ("0 0 9 1W * ?", ["Mon 02-02 09:00:00", "Mon 03-02 09:00:00", "Wed 04-01 09:00:00"], "never out of the month"),
    ("0 0 9 ? * 6L", ["Fri 01-30 09:00:00", "Fri 02-27 09:00:00", "Fri 03-27 09:00:00"], "the last Friday"),
    ("0 0 9 ? * FRI#3", ["Fri 01-16 09:00:00", "Fri 02-20 09:00:00", "Fri 03-20 09:00:00"], "the third Friday"),
    ("0 9 1 * 1", ["Mon 01-12 09:00:00", "Mon 01-19 09:00:00", "Mon 01-26 09:00:00"], "five fields: either day"),
    ("0 0 9 1 * MON", ["Mon 06-01 09:00:00", "Mon 02-01 09:00:00", "Mon 03-01 09:00:00"], "six fields: both days"),
    ("@daily", ["Tue 01-06 00:00:00", "Wed 01-07 00:00:00", "Thu 01-08 00:00:00"], "a macro"),
    ("0 0 12 1 JAN,JUL ?", ["Wed 07-01 12:00:00", "Fri 01-01 12:00:00", "Thu 07-01 12:00:00"], "months by name"),
    ("0 0 12 1 1 ? 2027", ["Fri 01-01 12:00:00", "never"], "a year"),
    ("0 0 12 30 2 ?", ["never"], "a day that does not come"),
]


@pytest.mark.parametrize(("text", "expected", "reason"), NEXT, ids=[row[2] for row in NEXT])
def test_when_it_ticks(text: str, expected: list[str], reason: str) -> None:
    assert ticks(text, MONDAY, SHANGHAI) == expected, reason


BEFORE_SPRING, BEFORE_AUTUMN = datetime(2026, 3, 29, 0, 20, tzinfo=UTC), datetime(2026, 10, 24, 23, 20, tzinfo=UTC)
CHANGES = [
    ("0 30 2 * * ?", BEFORE_SPRING, ["03:30", "02:30"], "a time that does not come: as much later"),
    ("0 0/30 * * * ?", BEFORE_SPRING, ["01:30", "03:00", "03:30", "04:00"], "every half hour: nothing twice"),
    ("0 30 2 * * ?", BEFORE_AUTUMN, ["02:30", "02:30"], "a time that comes twice: once a day"),
    ("0 0/30 * * * ?", BEFORE_AUTUMN, ["01:30", "02:00", "02:30", "02:00", "02:30", "03:00"], "in both of the hours"),
]


@pytest.mark.parametrize(("text", "after", "expected", "reason"), CHANGES, ids=[row[3] for row in CHANGES])
def test_over_a_change_of_daylight_saving(text: str, after: datetime, expected: list[str], reason: str) -> None:
    assert [each[10:15] for each in ticks(text, after, BERLIN, len(expected))] == expected, reason


BAD = [
    ("", ""), ("* * *", "* * *"), ("60 * * * * ?", "60"), ("0 0 0 ? * 0", "0"), ("0 0 0 32 * ?", "32"),
    ("0/0 * * * * ?", "0/0"), ("5-1 * * * * ?", "5-1"), ("0 0 0 ? * XYZ", "XYZ"), ("0 0 0 ? * 6#6", "6#6"),
    ("0 0 0 40W * ?", "40W"), ("*-5 * * * * ?", "*-5"), ("0 0 0 1 1 ? 1900", "1900"), ("x " * 60, ("x " * 60)[:100]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "field"), BAD)
def test_what_cannot_be_read_is_named(text: str, field: str) -> None:
    with pytest.raises(ExpressionError) as failure:
        cron.parse(text)
    assert (failure.value.code, failure.value.params["field"]) == ("expression.cron", field)
    assert not cron.is_cron(text)


fields = st.tuples(
    st.sampled_from(["0", "*/20", "7,31"]),
    st.sampled_from(["*", "0", "5/10", "30"]),
    st.sampled_from(["*", "2", "0,23", "8-18/2"]),
    st.sampled_from(["*", "?", "1,15", "L", "LW", "15W"]),
    st.sampled_from(["*", "3", "10-11"]),
    st.sampled_from(["?", "*", "SUN", "MON-FRI", "SUNL"]),
)


@given(fields, st.integers(0, 3 * 365 * 24), st.sampled_from([SHANGHAI, BERLIN, ZoneInfo("America/New_York"), UTC]))
def test_it_always_moves_ahead_and_misses_nothing(parts: tuple[str, ...], hours: int, zone: tzinfo) -> None:
    """The tick after a moment shortly before a tick is that tick."""
    text, after = " ".join(parts), MONDAY + timedelta(hours=hours)
    first = cron.parse(text).after(after, zone)
    if first is None:
        return
    assert first > after
    for before in (timedelta(microseconds=1), (first - after) / 2):
        assert cron.parse(text).after(first - before, zone) == first
    second = cron.parse(text).after(first, zone)
    assert second is None or second > first
