"""The page of archives and checkpoints, retention on the page of a process, erasure on the record of a customer."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from engine.api import SYSTEM, Engine
from engine.clock import ManualClock
from engine.model.archive import SetRetention
from engine.model.command import CancelInstance

SignIn = Callable[[str], FlaskClient]


def test_an_owner_says_how_long_and_why(sign_in: SignIn, engine: Engine) -> None:
    client = sign_in("owner")
    answer = client.post("/archives/retention/desk", data={"days": "90", "reason": "档案规定"}, follow_redirects=True)
    assert "保留 90 天" in answer.text
    assert engine.retentions(SYSTEM) == {"desk": 90}
    client.post("/archives/retention/desk", data={"days": "", "reason": "撤销"})
    assert engine.retentions(SYSTEM) == {}


@pytest.mark.parametrize("days", ["0", "-3", "很久", "1e3", "9999999"])
def test_nonsense_is_told_and_changes_nothing(sign_in: SignIn, engine: Engine, days: str) -> None:
    answer = sign_in("owner").post("/archives/retention/desk", data={"days": days, "reason": "x"})
    assert answer.status_code >= 400
    assert engine.retentions(SYSTEM) == {}


def test_an_auditor_finds_the_file_of_a_case(
    sign_in: SignIn, engine: Engine, start_case: Callable[..., str], clock: ManualClock, tmp_path: Path
) -> None:
    instance_id = start_case("赵强")
    engine.execute(CancelInstance(instance_id=instance_id), SYSTEM)
    engine.execute(SetRetention(process_key="desk", days=1), SYSTEM)
    clock.advance(timedelta(days=2))
    [made], _ = engine.archive(tmp_path)
    engine.checkpoint(tmp_path, tmp_path / "key")
    shown = sign_in("auditor").get(f"/archives?search={instance_id}").text
    assert made.file in shown and made.digest in shown
    assert engine.checkpoints(SYSTEM)[0].root in shown
    assert sign_in("auditor").get("/archives?search=nobody").text.count(instance_id) == 0
