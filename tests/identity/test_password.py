import re

import pytest

from engine.errors import Rejected
from engine.identity.password import LONGEST, hash_password, is_outdated, random_password, verify_password

SECRET = "correct horse 电池"
KEPT = hash_password(SECRET)

VERIFICATIONS = [
    (KEPT, SECRET, True, "the password"),
    (KEPT, SECRET + " ", False, "not quite"),
    (KEPT, "", False, "nothing"),
    (None, SECRET, False, "no such user"),
    ("", SECRET, False, "an account without a password"),
    ("plain text", "plain text", False, "what is kept is no hash"),
    (KEPT, "x" * (LONGEST + 1), False, "too long to look at"),
    (KEPT, "\ud800" * 12, False, "no text"),
]


@pytest.mark.parametrize(
    ("kept", "password", "is_right", "reason"),
    VERIFICATIONS,
    ids=[row[3] for row in VERIFICATIONS],  # hashes are random
)
def test_verify(kept: str | None, password: str, is_right: bool, reason: str) -> None:
    assert verify_password(kept, password) is is_right, reason


def test_hashes_are_salted_argon2id_of_today() -> None:
    assert KEPT.startswith("$argon2id$")
    assert SECRET not in KEPT
    assert hash_password(SECRET) != KEPT
    assert not is_outdated(KEPT)
    assert is_outdated("$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$9sTbSlTio3Biev89thdrlKKiCaYsjjYVJxGAL3swxpQ")


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("", "identity.password_length"),
        ("123456789", "identity.password_length"),
        ("x" * 201, "identity.password_length"),
        ("\ud800" * 12, "identity.password_unusable"),
    ],
)
def test_bad_passwords_are_refused(password: str, code: str) -> None:
    with pytest.raises(Rejected) as caught:
        hash_password(password)
    assert caught.value.code == code


def test_random_passwords_are_readable_and_differ() -> None:
    made = {random_password() for _ in range(200)}
    assert len(made) == 200
    assert all(re.fullmatch(r"[a-hjkmnp-z2-9]{4}(-[a-hjkmnp-z2-9]{4}){3}", each) for each in made)
