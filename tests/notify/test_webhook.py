"""A webhook carries the notice, a signature and a key that is the same for every try."""

import hmac
import json
from hashlib import sha256

from engine.notify.guard import Guard
from engine.notify.http import Http
from engine.notify.webhook import Webhook
from tests.notify.conftest import Server
from tests.notify.messages import LIN, SUN, message, part


def test_signed(server: Server) -> None:
    hook = Webhook(f"{server.url}/hook?token=x", "secret", Http(Guard.of(["127.0.0.1"])), lambda: 1767574800.9)
    sent = message(part(1), part(2, title="第二"), persons=(LIN, SUN), link="https://kefu.example.com/instances/i1")
    assert hook.send(sent) == "127.0.0.1", "where it went says nothing of the token"
    (asked,) = server.asked
    expected = hmac.new(b"secret", b"1767574800." + asked.body, sha256).hexdigest()
    assert asked.headers["Kefuflow-Signature"] == f"t=1767574800,v1={expected}"
    assert (asked.path, asked.headers["Idempotency-Key"]) == ("/hook?token=x", "i1.1/email/lin")
    told = json.loads(asked.body)
    assert [each["title"] for each in told["notices"]] == ["投诉 C-1 超时", "第二"]
    assert told["to"] == [{"user_id": "lin", "name": "林晓"}, {"user_id": "sun", "name": "孙丽"}]
    assert told["link"].endswith("/i1") and told["notices"][0]["made_at"] == "2026-01-05T01:00:00Z"


def test_without_a_secret_nothing_is_signed(server: Server) -> None:
    Webhook(server.url, "", Http(Guard.of(["127.0.0.1"]))).send(message())
    assert "Kefuflow-Signature" not in server.asked[0].headers
