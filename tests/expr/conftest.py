"""A fixed moment to evaluate at."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from engine.expr.env import Env

NOW = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)


@pytest.fixture
def env() -> Env:
    return Env(now=NOW, zone=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def lenient() -> Env:
    return Env(now=NOW, zone=ZoneInfo("Asia/Shanghai"), strict=False)
