"""Session cookies, dated by the time that all nodes share.

By the clocks of their own machines, the node that is behind would take a cookie of the one ahead for a forged one.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import SignatureExpired, TimestampSigner, URLSafeTimedSerializer


def install(app: Flask, now: Callable[[], datetime]) -> None:
    class Signer(TimestampSigner):
        def get_timestamp(self) -> int:
            return int(now().timestamp())

        def unsign(self, signed_value: str | bytes, max_age: int | None = None, return_timestamp: bool = False) -> Any:
            """One from the future is ours as well: it was made before time was set back."""
            unsign: Any = super().unsign
            try:
                return unsign(signed_value, max_age, return_timestamp)
            except SignatureExpired as expired:
                if expired.date_signed is None or expired.date_signed <= now():
                    raise
                return unsign(signed_value, None, return_timestamp)

    app.session_interface = Cookies(Signer)


class Cookies(SecureCookieSessionInterface):
    def __init__(self, signer: type[TimestampSigner]) -> None:
        self._signer = signer

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        found = super().get_signing_serializer(app)
        if found is not None:
            found.signer = self._signer
        return found
