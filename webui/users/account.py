"""An account as the form holds it."""

import re
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

_LONGEST = 200
_BETWEEN = re.compile(r"[\s,，、;；]+")


@dataclass(frozen=True, slots=True)
class Account:
    user_id: str = ""
    name: str = ""
    roles: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    is_active: bool = True


def account_in(form: MultiDict[str, str], user_id: str | None = None) -> Account:
    """`user_id` is given for an account that exists: its id stays."""
    more = (group for group in _BETWEEN.split(form.get("more_groups", "")) if group)
    groups = dict.fromkeys([*form.getlist("groups"), *more])
    return Account(
        user_id=user_id or form.get("user_id", "").strip()[:_LONGEST],
        name=form.get("name", "").strip()[:_LONGEST],
        roles=tuple(form.getlist("roles")),
        groups=tuple(groups),
        is_active=user_id is None or form.get("is_active") == "yes",
    )
