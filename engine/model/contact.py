"""How a person is reached outside the house."""

import msgspec


class Contact(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`chat_ids`: robot channel -> the id by which it knows the person. Quiet from and until: "HH:MM" where they are.

    `digest_minutes`: what is no alert is gathered and leaves that often; 0: each at once.
    """

    email: str = ""
    phone: str = ""
    chat_ids: dict[str, str] = {}
    quiet_from: str | None = None
    quiet_until: str | None = None
    digest_minutes: int = 0
