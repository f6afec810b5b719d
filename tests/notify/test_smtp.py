"""E-mail in a real conversation with a mail server that is well, slow, unwilling or silent."""

import email
import socket
import threading
import time
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP as Server

from engine.model.contact import Contact
from engine.notify.channel import Undelivered
from engine.notify.message import Person
from engine.notify.smtp import Smtp, Tls
from tests.mail import MailServer
from tests.notify.messages import message, part
from tests.ports import free_port


class Mailbox:
    """Answers as it is told: a whole reply line for `rcpt`, `data`; seconds to wait before each."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.rcpt = self.data = "250 OK"

    async def handle_RCPT(self, server: Server, session: Any, envelope: Any, address: str, options: Any) -> str:
        if self.rcpt.startswith("2"):
            envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(self, server: Server, session: Any, envelope: Any) -> str:
        if self.data.startswith("2"):
            self.letters.append(email.message_from_bytes(envelope.content, policy=default))  # type: ignore[arg-type]
        return self.data


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def port(mailbox: Mailbox) -> Iterator[int]:
    server = MailServer(mailbox)
    server.start()
    yield server.port
    server.stop()


def channel(port: int, patience: float = 30.0, tls: Tls = "none") -> Smtp:
    return Smtp("127.0.0.1", port, "客服中心 <desk@kefu.example.com>", tls, patience=patience)


def undelivered(channel: Smtp, *args: Any, **kwargs: Any) -> Undelivered:
    with pytest.raises(Undelivered) as caught:
        channel.send(message(*args, **kwargs))
    return caught.value


def test_a_letter(mailbox: Mailbox, port: int) -> None:
    sent = message(part(title="第一行\nBcc: all@example.com", body="您好。\n再见。"), link="https://kefu/x")
    assert channel(port).send(sent) == "lin@example.com"
    channel(port).send(sent)
    first, second = mailbox.letters
    assert first["Subject"] == "第一行 Bcc: all@example.com" and first["Bcc"] is None, "a title is one line"
    assert str(first["To"]) == "林晓 <lin@example.com>" and str(first["From"]) == "客服中心 <desk@kefu.example.com>"
    assert first.get_content().splitlines() == ["您好。", "再见。", "", "https://kefu/x"]
    assert first["Message-ID"] == second["Message-ID"], "a second try can be known"
    assert first["Auto-Submitted"] == "auto-generated" and first["Date"].datetime.hour == 1


def test_several_in_one_letter(mailbox: Mailbox, port: int) -> None:
    channel(port).send(message(part(1, title="甲"), part(2, title="乙"), language="zh"))
    channel(port).send(message(part(1, title="A"), part(2, title="B"), language="en"))
    chinese, english = mailbox.letters
    assert (chinese["Subject"], english["Subject"]) == ("2 条通知", "2 notices")
    assert "· 甲" in chinese.get_content() and "· 乙" in chinese.get_content()


REPLIES = [
    ("rcpt", "550 no such user", "smtp.recipient_refused", True, False, "for ever: nobody of that name"),
    ("rcpt", "450 mailbox busy", "smtp.recipient_refused", False, False, "for now: greylisted"),
    ("data", "554 looks like spam", "smtp.refused", True, False, "for ever"),
    ("data", "451 try later", "smtp.refused", False, False, "for now"),
    ("rcpt", "421 closing down", "smtp.recipient_refused", False, False, "for now: it closes"),
]


@pytest.mark.parametrize(
    ("at", "reply", "code", "is_final", "is_down", "reason"), REPLIES, ids=[f"{row[0]} {row[1]}" for row in REPLIES]
)
def test_replies(
    at: str, reply: str, code: str, is_final: bool, is_down: bool, reason: str, mailbox: Mailbox, port: int
) -> None:
    setattr(mailbox, at, reply)
    failure = undelivered(channel(port))
    assert (failure.code, failure.is_final, failure.is_channel_down) == (code, is_final, is_down), reason
    assert failure.params["status"] == int(reply[:3])


def test_no_encryption_where_it_is_wanted(port: int) -> None:
    """Nothing is sent in the clear because the server cannot do better."""
    assert undelivered(channel(port, tls="starttls")).is_channel_down


ADDRESSES = [
    ("", "delivery.no_address", "none"),
    ("lin", "delivery.bad_address", "no domain"),
    ("a@b@c", "delivery.bad_address", "two signs"),
    ("lin@example.com\nRCPT TO:<all@x>", "delivery.bad_address", "a command in it"),
]


@pytest.mark.parametrize(("address", "code", "reason"), ADDRESSES, ids=[row[2] for row in ADDRESSES])
def test_addresses(address: str, code: str, reason: str, port: int) -> None:
    failure = undelivered(channel(port), persons=(Person("x", "X", Contact(email=address)),))
    assert (failure.code, failure.is_final) == (code, True)


def _listening(speak: Any) -> tuple[socket.socket, int]:
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        try:
            caller, _ = listening.accept()
            speak(caller)
        except OSError:
            pass

    threading.Thread(target=serve, daemon=True).start()
    return listening, listening.getsockname()[1]


def _drip(caller: socket.socket) -> None:
    """A greeting that never ends, a byte at a time: no single wait is long."""
    for _ in range(1000):
        caller.sendall(b"2")
        time.sleep(0.05)


TROUBLE = [
    (lambda caller: time.sleep(60), "never answers"),
    (_drip, "accepts slowly"),
    (lambda caller: caller.close(), "hangs up"),
    (lambda caller: caller.sendall(b"421 too busy\r\n"), "is too busy"),
    (lambda caller: caller.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n"), "is no mail server"),
]


@pytest.mark.parametrize(("speak", "reason"), TROUBLE, ids=[row[1] for row in TROUBLE])
def test_a_server_in_trouble_is_down_and_soon_known_to_be(speak: Any, reason: str) -> None:
    listening, port = _listening(speak)
    began = time.monotonic()
    with listening:
        failure = undelivered(channel(port, patience=0.5))
    assert time.monotonic() - began < 30
    assert failure.is_channel_down and not failure.is_final, failure


def test_nobody_listens() -> None:
    assert undelivered(channel(free_port())).code == "smtp.no_answer"
