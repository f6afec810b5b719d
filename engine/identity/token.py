"""API tokens: shown once, kept as a digest. They are random enough that a plain hash cannot be guessed."""

import re
import secrets
from dataclasses import dataclass
from hashlib import sha256
from hmac import compare_digest

PREFIX = "kf"
_TEXT = re.compile(rf"{PREFIX}_([a-z0-9]{{10}})_([A-Za-z0-9_-]{{43}})")
_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
_ID_LENGTH = 10
_SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class NewToken:
    """`text` is for whoever uses it and for nobody else; `digest` is what is kept."""

    id: str
    text: str
    digest: str


def new_token() -> NewToken:
    token_id = "".join(secrets.choice(_LETTERS) for _ in range(_ID_LENGTH))
    secret = secrets.token_urlsafe(_SECRET_BYTES)
    return NewToken(token_id, f"{PREFIX}_{token_id}_{secret}", digest_of(secret))


def parts(text: str) -> tuple[str, str] | None:
    """Id and digest of what somebody sent; None for what was never a token."""
    found = _TEXT.fullmatch(text)
    return (found[1], digest_of(found[2])) if found else None


def is_same(kept: str, sent: str) -> bool:
    """In a time that tells nothing of where they differ."""
    return compare_digest(kept, sent)


def digest_of(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
