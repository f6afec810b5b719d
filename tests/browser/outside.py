"""What leaves the house: a mail server that keeps every letter, and a web server that keeps every call."""

import email
import threading
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.mail import MailServer

PATIENCE = 300.0  # seconds for a letter to come


class Outside:
    """`settings`: what tells the program of them."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.calls: list[bytes] = []
        self._arrival = threading.Condition()
        self._mail = MailServer(self)
        self._web = ThreadingHTTPServer(("127.0.0.1", 0), _listener(self.calls))
        self.settings = {
            "KEFUFLOW_SMTP_HOST": "127.0.0.1",
            "KEFUFLOW_SMTP_PORT": str(self._mail.port),
            "KEFUFLOW_SMTP_TLS": "none",
            "KEFUFLOW_SMTP_FROM": "desk@kefu.example.com",
            "KEFUFLOW_WEBHOOK_URL": self._url("webhook"),
            "KEFUFLOW_WEBHOOK_SECRET": "secret",
            "KEFUFLOW_WECOM_KEY": "key",
            "KEFUFLOW_WECOM_URL": self._url("wecom"),
            "KEFUFLOW_HTTP_ALLOWED": "127.0.0.1",
        }

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.content
        assert isinstance(content, bytes)
        with self._arrival:
            self.letters.append(email.message_from_bytes(content, policy=default))  # type: ignore[arg-type]
            self._arrival.notify_all()
        return "250 OK"

    def letter(self, subject: str) -> EmailMessage:
        """The first one about this, as soon as it has come."""
        with self._arrival:
            assert self._arrival.wait_for(lambda: self._about(subject), PATIENCE), f"no letter: {subject}"
            return self._about(subject)[0]

    def speaks_of(self, text: str) -> bool:
        """Any letter or call that has come so far."""
        said = [str(each["Subject"]) + each.get_content() for each in self.letters]
        return any(text in each for each in [*said, *(each.decode() for each in self.calls)])

    def _about(self, subject: str) -> list[EmailMessage]:
        return [each for each in self.letters if subject in str(each["Subject"])]

    def open(self) -> "Outside":
        self._mail.start()
        threading.Thread(target=self._web.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def close(self) -> None:
        self._mail.stop()
        self._web.shutdown()
        self._web.server_close()

    def _url(self, path: str) -> str:
        return f"http://127.0.0.1:{self._web.server_address[1]}/{path}"


def _listener(calls: list[bytes]) -> type[BaseHTTPRequestHandler]:
    class Listener(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            calls.append(self.rfile.read(int(self.headers["Content-Length"])))
            answer = b'{"errcode": 0}'
            self.send_response(200)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: Any) -> None:
            """Keep the test output quiet."""

    return Listener
