"""A new token as the form holds it."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from werkzeug.datastructures import MultiDict

DAYS = (30, 90, 365, 0)  # 0: it never ends
_BETWEEN = re.compile(r"[\s,，、;；]+")


@dataclass(frozen=True, slots=True)
class Wish:
    name: str = ""
    roles: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    days: int = DAYS[1]

    def expires_at(self) -> datetime | None:
        """Real time: a token ends for programs, whatever the clock of a demo says."""
        return datetime.now(UTC) + timedelta(days=self.days) if self.days else None


def wish_in(form: MultiDict[str, str]) -> Wish:
    days = form.get("days", type=int)
    return Wish(
        name=form.get("name", "").strip(),
        roles=tuple(dict.fromkeys(form.getlist("roles"))),
        groups=tuple(dict.fromkeys(form.getlist("groups"))),
        topics=tuple(dict.fromkeys(topic for topic in _BETWEEN.split(form.get("topics", "")) if topic)),
        days=days if days in DAYS else DAYS[1],
    )
