"""E-mail over SMTP (RFC 5321): one message to one person."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from hashlib import sha256
from typing import Literal

from engine.notify.channel import Undelivered
from engine.notify.deadline import cut_off
from engine.notify.message import Message, Person

Tls = Literal["starttls", "tls", "none"]


@dataclass(frozen=True, slots=True)
class Smtp:
    """`patience` in seconds, for a whole conversation."""

    host: str
    port: int
    sender: str
    tls: Tls = "starttls"
    user: str = ""
    password: str = ""
    patience: float = 30.0

    def send(self, message: Message) -> str:
        person = message.persons[0] if message.persons else None
        if person is None or not person.contact.email:
            raise Undelivered("delivery.no_address", is_final=True)
        letter = self._letter(message, person)
        client = self._client()
        try:
            with cut_off(self.patience, lambda: client.sock), _failures():
                client.connect(self.host, self.port)
                self._sign_in(client)
                client.send_message(letter)
        finally:
            _end(client)
        return person.contact.email

    def _client(self) -> smtplib.SMTP:
        name = self.sender.rpartition("@")[2].strip("> ") or "localhost"
        if self.tls == "tls":
            trust = ssl.create_default_context()
            client: smtplib.SMTP = smtplib.SMTP_SSL(timeout=self.patience, context=trust, local_hostname=name)
        else:
            client = smtplib.SMTP(timeout=self.patience, local_hostname=name)
        client._host = self.host  # type: ignore[attr-defined]  # the certificate is checked against it
        return client

    def _sign_in(self, client: smtplib.SMTP) -> None:
        if self.tls == "starttls":
            client.starttls(context=ssl.create_default_context())
        if self.user:
            client.login(self.user, self.password)

    def _letter(self, message: Message, person: Person) -> EmailMessage:
        letter = EmailMessage()
        try:
            letter["From"] = self.sender
            letter["To"] = Address(_one_line(person.name), addr_spec=person.contact.email)
            letter["Subject"] = message.title
        except (ValueError, IndexError, MessageError):  # no address that a letter could bear
            raise Undelivered("delivery.bad_address", is_final=True) from None
        letter["Date"] = format_datetime(message.parts[0].made_at)
        domain = self.sender.rpartition("@")[2].strip("> ") or "kefuflow"
        letter["Message-ID"] = f"<{sha256(message.key.encode()).hexdigest()[:40]}@{domain}>"
        letter["Auto-Submitted"] = "auto-generated"
        letter.set_content(message.body)
        return letter


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _end(client: smtplib.SMTP) -> None:
    """The letter has been taken, or not: how the conversation ends changes nothing."""
    if client.sock is not None:
        client.sock.settimeout(1)
        with suppress(OSError, smtplib.SMTPException):
            client.quit()
    client.close()


@contextmanager
def _failures() -> Iterator[None]:
    """4xx is for now, 5xx for ever (RFC 5321 4.2.1); who cannot even be talked to is down."""
    try:
        yield
    except smtplib.SMTPRecipientsRefused as refused:
        status = next(iter(refused.recipients.values()))[0]
        raise Undelivered("smtp.recipient_refused", is_final=status >= 500, status=status) from None
    except smtplib.SMTPDataError as refused:
        status = refused.smtp_code
        raise Undelivered("smtp.refused", is_final=status >= 500, status=status) from None
    except smtplib.SMTPResponseException as refused:
        raise Undelivered("smtp.unable", is_channel_down=True, status=refused.smtp_code) from None
    except UnicodeError:
        raise Undelivered("delivery.bad_address", is_final=True) from None
    except (OSError, smtplib.SMTPException, ValueError) as failure:  # ValueError: of a line that was cut
        raise Undelivered("smtp.no_answer", is_channel_down=True, reason=type(failure).__name__) from None
