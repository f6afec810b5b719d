"""Robots in group chats of WeCom 企业微信, DingTalk 钉钉 and Feishu 飞书; HTTP 200 may still carry a refusal."""

import hmac
import time
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from urllib.parse import quote, quote_plus

import msgspec

from engine.model.notice import DINGTALK, FEISHU, WECOM
from engine.notify.channel import Undelivered
from engine.notify.http import Http
from engine.notify.message import Message, Person, shortened

LARGEST = {WECOM: 2_000, DINGTALK: 15_000, FEISHU: 15_000}  # bytes of text
BASES = {
    WECOM: "https://qyapi.weixin.qq.com",
    DINGTALK: "https://oapi.dingtalk.com",
    FEISHU: "https://open.feishu.cn",
}


@dataclass(frozen=True, slots=True)
class Robot:
    """`key` is what its address ends with; `secret` signs, where that was switched on for it."""

    channel: str
    key: str
    secret: str
    http: Http
    base: str = ""
    seconds: Callable[[], float] = time.time

    def send(self, message: Message) -> str:
        url, document = SPEAK[self.channel](self, message)
        headers = {"Content-Type": "application/json", "Idempotency-Key": message.key}
        base = (self.base or BASES[self.channel]).rstrip("/")
        _check(self.http.post(base + url, msgspec.json.encode(document), headers))
        return ", ".join(person.name for person in message.persons)


def _check(said: bytes) -> None:
    """WeCom and DingTalk say `errcode`, Feishu `code`; 0 is good. What is refused for one is refused for the next."""
    try:
        answer = msgspec.json.decode(said, type=dict[str, Any])
    except msgspec.DecodeError:
        raise Undelivered("robot.bad_answer", is_channel_down=True) from None
    number = answer.get("errcode", answer.get("code", answer.get("StatusCode")))
    if number != 0:
        reason = str(answer.get("errmsg") or answer.get("msg") or "")[:200]
        raise Undelivered("robot.refused", is_channel_down=True, number=str(number), reason=reason)


def _wecom(robot: Robot, message: Message) -> tuple[str, dict[str, Any]]:
    text = {
        "content": shortened(message.text, LARGEST[WECOM]),
        "mentioned_list": _ids(message, WECOM),
        "mentioned_mobile_list": _phones(message, WECOM),
    }
    return f"/cgi-bin/webhook/send?key={quote(robot.key, safe='')}", {"msgtype": "text", "text": text}


def _dingtalk(robot: Robot, message: Message) -> tuple[str, dict[str, Any]]:
    url = f"/robot/send?access_token={quote(robot.key, safe='')}"
    if robot.secret:
        url += f"&{dingtalk_signature(robot.secret, int(robot.seconds() * 1000))}"
    ids, phones = _ids(message, DINGTALK), _phones(message, DINGTALK)
    named = " ".join(f"@{each}" for each in (*ids, *phones))  # whoever is not named in the text is not called
    text = shortened(message.text, LARGEST[DINGTALK]) + (f"\n{named}" if named else "")
    at = {"atUserIds": ids, "atMobiles": phones, "isAtAll": False}
    return url, {"msgtype": "text", "text": {"content": text}, "at": at}


def dingtalk_signature(secret: str, milliseconds: int) -> str:
    sign = hmac.new(secret.encode(), f"{milliseconds}\n{secret}".encode(), sha256).digest()
    return f"timestamp={milliseconds}&sign={quote_plus(b64encode(sign))}"


def _feishu(robot: Robot, message: Message) -> tuple[str, dict[str, Any]]:
    named = "".join(f'<at user_id="{_escaped(each)}"></at> ' for each in _ids(message, FEISHU))
    text = named + _escaped(shortened(message.text, LARGEST[FEISHU]))
    signed = feishu_signature(robot.secret, int(robot.seconds())) if robot.secret else {}
    document = {**signed, "msg_type": "text", "content": {"text": text}}
    return f"/open-apis/bot/v2/hook/{quote(robot.key, safe='')}", document


def feishu_signature(secret: str, seconds: int) -> Mapping[str, str]:
    sign = hmac.new(f"{seconds}\n{secret}".encode(), b"", sha256).digest()
    return {"timestamp": str(seconds), "sign": b64encode(sign).decode()}


def _escaped(text: str) -> str:
    """A customer's words must not call everybody: <at user_id="all">."""
    return text.replace("<", "＜").replace('"', "＂") if "<" in text else text


def _ids(message: Message, channel: str) -> list[str]:
    return [person.contact.chat_ids[channel] for person in message.persons if person.contact.chat_ids.get(channel)]


def _phones(message: Message, channel: str) -> list[str]:
    return [person.contact.phone for person in message.persons if _has_phone_only(person, channel)]


def _has_phone_only(person: Person, channel: str) -> bool:
    return bool(person.contact.phone) and not person.contact.chat_ids.get(channel)


SPEAK: Mapping[str, Callable[[Robot, Message], tuple[str, dict[str, Any]]]] = {
    WECOM: _wecom,
    DINGTALK: _dingtalk,
    FEISHU: _feishu,
}
