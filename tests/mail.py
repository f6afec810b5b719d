"""A mail server for tests."""

from typing import Any

from aiosmtpd.controller import Controller

from tests.ports import free_port

PATIENCE = 60.0  # seconds to get ready on a busy machine


class MailServer(Controller):
    """On a port of its own on this machine; `handler` is one of aiosmtpd's."""

    def __init__(self, handler: Any) -> None:
        super().__init__(handler, hostname="127.0.0.1", port=free_port(), ready_timeout=PATIENCE)
