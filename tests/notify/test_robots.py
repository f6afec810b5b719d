"""Robots are spoken to in their own way, signed, and not believed because they say 200."""

import base64
import hmac
import json
from hashlib import sha256
from urllib.parse import parse_qs, urlsplit

import pytest

from engine.notify.channel import Undelivered
from engine.notify.guard import Guard
from engine.notify.http import Http
from engine.notify.message import Message
from engine.notify.robots import LARGEST, Robot
from tests.notify.conftest import Asked, Server
from tests.notify.messages import LIN, SUN, message, part

NOW = 1767574800.25


def said(server: Server, channel: str, sent: Message | None = None, secret: str = "") -> tuple[Asked, dict]:
    robot = Robot(channel, "key/1", secret, Http(Guard.of(["127.0.0.1"])), server.url + "/", lambda: NOW)
    assert robot.send(sent or message(persons=(LIN, SUN))) == "林晓, 孙丽"
    return server.asked[-1], json.loads(server.asked[-1].body)


def test_wecom(server: Server) -> None:
    asked, told = said(server, "wecom")
    assert asked.path == "/cgi-bin/webhook/send?key=key%2F1"
    assert told["text"] == {
        "content": "投诉 C-1 超时\n请尽快处理。",
        "mentioned_list": ["LinXiao"],
        "mentioned_mobile_list": ["13900000000"],
    }, "whoever is known by an account is not called by phone as well"


def test_dingtalk(server: Server) -> None:
    asked, told = said(server, "dingtalk", secret="SEC")
    query = parse_qs(urlsplit(asked.path).query)
    expected = base64.b64encode(hmac.new(b"SEC", b"1767574800250\nSEC", sha256).digest()).decode()
    assert (query["access_token"], query["timestamp"], query["sign"]) == (["key/1"], ["1767574800250"], [expected])
    assert told["at"] == {"atUserIds": [], "atMobiles": ["13800000000", "13900000000"], "isAtAll": False}
    assert told["text"]["content"].endswith("\n@13800000000 @13900000000")


def test_feishu(server: Server) -> None:
    server.body = b'{"code": 0, "msg": "success"}'
    asked, told = said(server, "feishu", secret="SEC")
    expected = base64.b64encode(hmac.new(b"1767574800\nSEC", b"", sha256).digest()).decode()
    assert (asked.path, told["timestamp"], told["sign"]) == ("/open-apis/bot/v2/hook/key%2F1", "1767574800", expected)
    assert told["content"]["text"] == "投诉 C-1 超时\n请尽快处理。"


def test_a_customers_words_call_nobody(server: Server) -> None:
    server.body = b'{"code": 0}'
    _, told = said(server, "feishu", message(part(body='<at user_id="all"></at>'), persons=(LIN, SUN)))
    assert "<at" not in told["content"]["text"]


@pytest.mark.parametrize("channel", ["wecom", "dingtalk"])
def test_a_long_text_is_shortened_at_a_character(channel: str, server: Server) -> None:
    _, told = said(server, channel, message(part(body="长" * 20_000), persons=(LIN, SUN)))
    text = told["text"]["content"]
    assert len(text.encode()) <= LARGEST[channel] + 100 and "长…" in text


ANSWERS = [
    (b'{"errcode": 45009, "errmsg": "api freq out of limit"}', "robot.refused", "too many"),
    (b'{"code": 19021, "msg": "sign match fail"}', "robot.refused", "a wrong signature"),
    (b'{"StatusCode": 1}', "robot.refused", "an old way to say no"),
    (b"{}", "robot.refused", "not a word of success"),
    (b"<html>captive portal</html>", "robot.bad_answer", "somebody else answered"),
    (b"[]", "robot.bad_answer", "no object"),
]


@pytest.mark.parametrize(("answer", "code", "reason"), ANSWERS, ids=[row[2] for row in ANSWERS])
def test_200_is_not_success(answer: bytes, code: str, reason: str, server: Server) -> None:
    server.body = answer
    with pytest.raises(Undelivered) as caught:
        said(server, "wecom")
    failure = caught.value
    assert (failure.code, failure.is_final, failure.is_channel_down) == (code, False, True)
