"""A signed POST to a system of the house's choosing.

`Kefuflow-Signature: t=<seconds>,v1=<hex HMAC-SHA256 of "<seconds>.<body>" with the secret>`; `Idempotency-Key` is the
same for every try of a message.
"""

import hmac
import time
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

import msgspec

from engine.notify.http import Http
from engine.notify.message import Message


@dataclass(frozen=True, slots=True)
class Webhook:
    url: str
    secret: str
    http: Http
    seconds: Callable[[], float] = time.time

    def send(self, message: Message) -> str:
        body = msgspec.json.encode(_document(message))
        headers = {"Content-Type": "application/json", "Idempotency-Key": message.key}
        if self.secret:
            headers["Kefuflow-Signature"] = signature(self.secret, int(self.seconds()), body)
        self.http.post(self.url, body, headers)
        return urlsplit(self.url).hostname or ""  # the rest of the URL may be a secret


def signature(secret: str, seconds: int, body: bytes) -> str:
    digest = hmac.new(secret.encode(), f"{seconds}.".encode() + body, sha256).hexdigest()
    return f"t={seconds},v1={digest}"


def _document(message: Message) -> dict[str, Any]:
    return {
        "notices": [
            {
                "id": part.notice_id,
                "instance_id": part.instance_id,
                "template": part.template,
                "level": part.level,
                "title": part.title,
                "body": part.body,
                "made_at": part.made_at,
            }
            for part in message.parts
        ],
        "to": [{"user_id": person.user_id, "name": person.name} for person in message.persons],
        "link": message.link,
    }
