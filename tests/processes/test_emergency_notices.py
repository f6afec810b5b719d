"""What the notices of an emergency say to people."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from engine.expr.expression import Env
from engine.notify.template import read

NOTICES = Path(__file__).resolve().parents[2] / "processes" / "emergency" / "emergency.notices.yaml"


@pytest.mark.parametrize(("interval", "minutes"), [("PT15M", 15), ("PT1H", 60)])
def test_the_first_judgement_is_due_in_minutes(interval: str, minutes: int) -> None:
    """And not in the notation of the decision table."""
    names = {"mark": "", "case_no": "YJ-1", "plan": "预案", "instruction": "先保人员安全", "is_drill": False}
    templates = read(NOTICES.read_bytes(), NOTICES.name)
    text = templates.rendered(
        "appointed", names | {"tracking_interval": interval}, Env(datetime(2026, 1, 5, tzinfo=UTC))
    )
    assert f"，{minutes} 分钟后首次研判。" in text.body
    assert f"due after {minutes} minutes." in (text.body_en or "")
