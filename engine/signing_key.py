"""The Ed25519 key that signs checkpoints: made once, readable by its owner only, never in the database."""

import stat
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from engine import secret_file
from engine.errors import EngineError


def signing_key(file: Path) -> Ed25519PrivateKey:
    """Made when there is none. Raises EngineError for one that others may read, and for one that is none."""
    if not file.exists():
        secret_file.keep(file, _generated())
    if stat.S_IMODE(file.stat().st_mode) & 0o077:
        raise EngineError("checkpoint.key_readable", file=str(file))
    try:
        found = load_pem_private_key(file.read_bytes(), password=None)
    except (ValueError, TypeError) as error:
        raise EngineError("checkpoint.no_key", file=str(file)) from error
    if not isinstance(found, Ed25519PrivateKey):
        raise EngineError("checkpoint.no_key", file=str(file))
    return found


def public_text(key: Ed25519PrivateKey) -> str:
    """In hex; what auditors keep."""
    return key.public_key().public_bytes_raw().hex()


def _generated() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
