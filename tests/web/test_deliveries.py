"""What was sent outside, and how people are reached, on the pages."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from engine.api import SYSTEM, Engine
from engine.clock import ManualClock
from engine.model.command import DeployFiles
from engine.model.contact import Contact

SignIn = Callable[[str], FlaskClient]
TEMPLATES = (Path(__file__).parent / "desk" / "desk.notices.yaml").read_text("utf-8")


def tell(engine: Engine, clock: ManualClock, start_case: Callable[..., str], templates: str) -> str:
    """A case whose notice goes by these templates."""
    engine.execute(DeployFiles(files={"desk.notices.yaml": templates.encode()}), SYSTEM)
    instance_id = start_case()
    clock.advance(timedelta(hours=2))
    engine.settle()
    engine.deliver()
    return instance_id


BY_WECOM = TEMPLATES + "    title_en: Late request of {customer}\n    body_en: b\n    channels: [wecom]\n"
BROKEN = TEMPLATES.replace("两小时内没有办理", "{nothing}")


def test_what_could_not_be_sent_is_told_and_tried_again(
    engine: Engine, clock: ManualClock, start_case: Callable[..., str], sign_in: SignIn
) -> None:
    tell(engine, clock, start_case, BY_WECOM)  # no other way, and that one is not set up here
    client = sign_in("wang")
    page = client.get("/supervision/deliveries").text
    assert "赵强的请求已超时" in page and "这个渠道没有配置" in page and "企业微信" in page
    client.post("/language", data={"language": "en"})
    assert "Late request of 赵强" in client.get("/supervision/deliveries").text
    (dead,) = engine.deliveries(SYSTEM, state="dead").items
    assert client.post("/supervision/deliveries/retry", data={"delivery_id": dead.id}).status_code == 302
    assert "Late request of 赵强" in client.get("/supervision/deliveries?show=waiting").text
    assert "Late request" not in client.get("/supervision/deliveries?show=waiting&channel=email").text


def test_a_notice_that_could_not_be_made(
    engine: Engine, clock: ManualClock, start_case: Callable[..., str], sign_in: SignIn
) -> None:
    tell(engine, clock, start_case, BROKEN)
    client = sign_in("wang")
    page = client.get("/supervision/deliveries?show=unmade").text
    assert "nothing" in page and "late" in page
    (failed,) = engine.notice_failures(SYSTEM).items
    assert client.post("/supervision/deliveries/notices/retry", data={"notice_id": failed.id}).status_code == 422
    engine.execute(DeployFiles(files={"desk.notices.yaml": TEMPLATES.encode()}), SYSTEM)
    assert client.post("/supervision/deliveries/notices/retry", data={"notice_id": failed.id}).status_code == 302
    assert "赵强的请求已超时" in sign_in("lin").get("/notices").text


@pytest.mark.parametrize("show", ["", "dead", "failed", "waiting", "sent", "unmade", "nonsense"])
def test_empty_views(show: str, sign_in: SignIn) -> None:
    assert sign_in("auditor").get(f"/supervision/deliveries?show={show}&channel=pigeon").status_code == 200


def test_ones_own_contact(engine: Engine, sign_in: SignIn) -> None:
    client = sign_in("lin")
    assert client.get("/notices/contact").headers["Location"].endswith("/notices/contact/lin")
    typed = {
        "email": " lin@example.com ",
        "phone": "13800000000",
        "wecom": "LinXiao",
        "quiet_from": "22:00",
        "quiet_until": "08:00",
        "digest_minutes": "30",
    }
    assert client.post("/notices/contact/lin", data=typed).status_code == 302
    assert engine.user_contact(SYSTEM, "lin") == Contact(
        email="lin@example.com",
        phone="13800000000",
        chat_ids={"wecom": "LinXiao"},
        quiet_from="22:00",
        quiet_until="08:00",
        digest_minutes=30,
    )
    page = client.get("/notices/contact/lin").text
    assert "lin@example.com" in page and 'value="30" selected' in page
    refused = client.post("/notices/contact/lin", data=typed | {"email": "lin"})
    assert refused.status_code == 422 and "邮箱地址不正确" in refused.text and "13800000000" in refused.text
