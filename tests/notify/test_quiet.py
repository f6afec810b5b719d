"""When a notice may leave."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.model.contact import Contact
from engine.notify.quiet import clock_time, leaves_at

SHANGHAI = ZoneInfo("Asia/Shanghai")
NIGHT = Contact(quiet_from="22:00", quiet_until="08:00")
NOON = Contact(quiet_from="12:00", quiet_until="13:30")
HOURLY = Contact(digest_minutes=60)
NIGHTLY_HOURLY = Contact(quiet_from="22:00", quiet_until="08:15", digest_minutes=60)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 1, day, hour, minute, tzinfo=SHANGHAI)


ROWS = [
    (at(5, 9), Contact(), "info", at(5, 9), "nothing wished for"),
    (at(5, 23), NIGHT, "info", at(6, 8), "in the evening: next morning"),
    (at(6, 3), NIGHT, "warning", at(6, 8), "before dawn: the same morning"),
    (at(5, 22), NIGHT, "info", at(6, 8), "the first minute is quiet"),
    (at(6, 8), NIGHT, "info", at(6, 8), "the last is not"),
    (at(6, 3), NIGHT, "alert", at(6, 3), "an alert waits for no morning"),
    (at(5, 12, 45), NOON, "info", at(5, 13, 30), "a quiet noon"),
    (at(5, 14), NOON, "info", at(5, 14), "after noon"),
    (at(5, 9, 5), HOURLY, "info", at(5, 10), "gathered until the hour"),
    (at(5, 9), HOURLY, "info", at(5, 10), "on the hour: with the next ones"),
    (at(5, 9, 5), HOURLY, "alert", at(5, 9, 5), "an alert is not gathered"),
    (at(5, 23, 5), HOURLY, "info", at(6, 0), "over midnight"),
    (at(5, 21, 30), NIGHTLY_HOURLY, "info", at(6, 8, 15), "gathered into the quiet hours: after them"),
]


@pytest.mark.parametrize(("now", "contact", "level", "expected", "reason"), ROWS, ids=[row[4] for row in ROWS])
def test_leaves_at(now: datetime, contact: Contact, level: str, expected: datetime, reason: str) -> None:
    assert leaves_at(now, contact, level, SHANGHAI) == expected


CLOCK_TIMES = st.times().map(lambda each: each.strftime("%H:%M"))


@given(st.integers(0, 2880), CLOCK_TIMES, CLOCK_TIMES, st.integers(0, 1440))
def test_never_earlier_never_in_the_quiet_hours_and_soon(minute: int, begin: str, end: str, digest: int) -> None:
    now = at(5 + minute // 1440, minute // 60 % 24, minute % 60)
    contact = Contact(quiet_from=begin, quiet_until=end, digest_minutes=digest)
    left = leaves_at(now, contact, "info", SHANGHAI)
    assert now <= left and (left - now).total_seconds() <= 2 * 86400
    if begin != end:
        assert leaves_at(left, Contact(quiet_from=begin, quiet_until=end), "info", SHANGHAI) == left


@pytest.mark.parametrize("text", ["", "8", "24:00", "08:60", "8:5", "-1:00", "٠٨:٠٠", "08:00:00"])
def test_no_time_of_day(text: str) -> None:
    with pytest.raises(ValueError):
        clock_time(text)
