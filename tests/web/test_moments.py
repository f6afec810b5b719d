"""Times and time left, in words."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from webui import moments

NOW = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)  # what conftest's clock says


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(seconds=20), "不到 1 分钟"),
        (timedelta(minutes=1), "1 分钟"),
        (timedelta(minutes=59, seconds=59), "59 分钟"),
        (timedelta(hours=1), "1 小时"),
        (timedelta(hours=1, minutes=30), "1 小时 30 分"),
        (timedelta(hours=7, minutes=50), "7 小时"),  # far enough away: minutes say nothing
        (timedelta(hours=47), "47 小时"),
        (timedelta(days=2), "2 天"),
        (timedelta(days=-3, hours=-5), "3 天"),  # the sign is said by other words
    ],
)
def test_span(app: Flask, length: timedelta, words: str) -> None:
    with app.test_request_context():
        assert moments.span(length) == words


@pytest.mark.parametrize(
    ("due", "ended", "level", "words"),
    [
        (None, None, "none", ""),
        (timedelta(hours=2), None, "fine", "剩余 2 小时"),
        (timedelta(hours=1), None, "soon", "剩余 1 小时"),  # an hour is when one should hurry
        (timedelta(0), None, "soon", "剩余 不到 1 分钟"),
        (timedelta(hours=-3), None, "late", "超时 3 小时"),
        (timedelta(hours=-3), timedelta(hours=-4), "fine", "按时完成"),
        (timedelta(hours=-3), timedelta(hours=-1), "late", "超时 2 小时完成"),
    ],
)
def test_deadline(app: Flask, due: timedelta | None, ended: timedelta | None, level: str, words: str) -> None:
    with app.test_request_context():
        state = moments.deadline(NOW + due if due is not None else None, NOW + ended if ended else None)
    assert (state.level, state.text) == (level, words)


LENGTHS = [
    ("PT6H", "6 小时"),
    ("PT1H30M", "1 小时 30 分钟"),
    ("PT22M30S", "22 分钟 30 秒"),
    ("P3DT4H", "3 天 4 小时"),
    ("PT0S", "0 秒"),
    ("P1M", None),  # a month is no length
    *((text, None) for text in ("P", "PT", "P1DT", "6H", "PT6H ", "PT-6H", "红", "", "P٣D")),
]


@pytest.mark.parametrize(("text", "words"), LENGTHS)
def test_a_duration_is_told_exactly(app: Flask, text: str, words: str | None) -> None:
    with app.test_request_context():
        assert moments.length(text) == words


def test_short_times_are_local_and_name_another_year(app: Flask) -> None:
    with app.test_request_context():
        assert moments.short(NOW) == "01-05 09:00"
        assert moments.short(datetime(2025, 12, 31, 15, 59, tzinfo=UTC)) == "2025-12-31 23:59"
        assert moments.short(datetime(2025, 12, 31, 16, 0, tzinfo=UTC)) == "01-01 00:00"  # already 2026 in Shanghai


def test_when_carries_the_full_time(app: Flask) -> None:
    with app.test_request_context():
        element = moments.when(NOW)
    assert 'datetime="2026-01-05T01:00:00+00:00"' in element
    assert 'title="2026-01-05 09:00:00 Asia/Shanghai"' in element
