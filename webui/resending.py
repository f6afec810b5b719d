"""Forms that can be sent twice and act once: a token drawn with the page becomes the id of the command."""

import re
import secrets

_TOKEN = re.compile(r"[0-9a-f]{32}")


def new_token() -> str:
    return secrets.token_hex(16)


def command_id(user_id: str, token: object) -> str:
    """Of this user only, so that nobody gets the answer to somebody else's command; "" for no or a strange token."""
    return f"web/{user_id}/{token}" if isinstance(token, str) and _TOKEN.fullmatch(token) else ""
