"""Passwords: kept as argon2id hashes only, and made at random for new accounts."""

import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from engine.errors import Rejected

SHORTEST, LONGEST = 10, 200  # the upper limit keeps a login from costing memory and time without end
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing to confuse: no i l o 0 1
_GROUPS, _GROUP_LENGTH = 4, 4

_hasher = PasswordHasher()


def hash_password(password: str) -> str:
    """Raises Rejected when it is too short, too long, or not text that can be encoded."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise Rejected("identity.password_length", shortest=SHORTEST, longest=LONGEST)
    try:
        return _hasher.hash(password)
    except UnicodeError as problem:
        raise Rejected("identity.password_unusable") from problem


def verify_password(kept: str | None, password: str) -> bool:
    """Takes as long for an unknown user (`kept` None) as for a wrong password, so that names cannot be probed."""
    if len(password) > LONGEST:
        return False
    try:
        return _hasher.verify(kept or _nobody(), password) and bool(kept)
    except (VerificationError, InvalidHashError, UnicodeError):
        return False


def is_outdated(kept: str) -> bool:
    """Whether the hash was made with weaker settings than today's; hash anew at the next login."""
    return _hasher.check_needs_rehash(kept)


def random_password() -> str:
    """Four groups of four, about 79 bits: kq7m-x2ac-9wpd-t4hb."""
    groups = ("".join(secrets.choice(_ALPHABET) for _ in range(_GROUP_LENGTH)) for _ in range(_GROUPS))
    return "-".join(groups)


@cache
def _nobody() -> str:
    return _hasher.hash(secrets.token_hex())
