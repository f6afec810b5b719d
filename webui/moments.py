"""Times and time left, as people read them: in the reader's zone, against business time."""

import re
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from flask import current_app, g, has_request_context, session
from markupsafe import Markup

from engine.model.view import UserTaskView
from webui.catalogue import t
from webui.session import current_engine

SOON = timedelta(hours=1)
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_LENGTH = re.compile(
    r"P(?=.)((?P<days>[0-9]{1,6})D)?"
    r"(T(?=.)((?P<hours>[0-9]{1,6})H)?((?P<minutes>[0-9]{1,6})M)?((?P<seconds>[0-9]{1,6})S)?)?"
)


@dataclass(frozen=True, slots=True)
class Deadline:
    """`level`: late, soon, fine or none; `text` says it in words, so that colour never stands alone."""

    level: Literal["late", "soon", "fine", "none"]
    text: str


def now() -> datetime:
    """Business time, asked once for a page."""
    if "now" not in g:
        g.now = current_engine().now()
    return g.now  # type: ignore[no-any-return]


def today() -> str:
    """YYYY-MM-DD of business time, in the reader's zone."""
    return now().astimezone(zone()).date().isoformat()


def zone() -> ZoneInfo:
    """The reader's, else the site's."""
    chosen = session.get("time_zone") if has_request_context() else None
    return ZoneInfo(chosen or current_app.config["TIME_ZONE"])


def typed(text: str) -> datetime:
    """A time as a browser sends it, in the reader's zone.

    Raises ValueError for what is none, and in the first and last year of the calendar, which not every zone can show.
    """
    moment = datetime.fromisoformat(text).replace(tzinfo=zone())
    if not MINYEAR < moment.year < MAXYEAR:
        raise ValueError(text)
    return moment


def short(moment: datetime) -> str:
    """01-05 09:00, with the year when it is another one."""
    local = moment.astimezone(zone())
    is_this_year = local.year == now().astimezone(zone()).year
    return local.strftime("%m-%d %H:%M" if is_this_year else "%Y-%m-%d %H:%M")


def local_input(moment: datetime | None) -> str:
    """As a field for a time holds it, in the reader's zone."""
    return f"{moment.astimezone(zone()):%Y-%m-%dT%H:%M}" if moment else ""


def full(moment: datetime) -> str:
    return f"{moment.astimezone(zone()):%Y-%m-%d %H:%M:%S} {zone().key}"


def when(moment: datetime | None) -> Markup:
    """A <time> element; its title holds the full time."""
    if moment is None:
        return Markup("")
    return Markup('<time datetime="{}" title="{}">{}</time>').format(moment.isoformat(), full(moment), short(moment))


def span(length: timedelta) -> str:
    """3 天, 2 小时, 1 小时 30 分, 45 分钟: no more precise than people need."""
    length = abs(length)
    minutes = int(length.total_seconds() // 60)
    hours, rest = divmod(minutes, 60)
    if length >= 2 * _DAY:
        return t("time.days", count=length.days)
    if length >= 4 * _HOUR or (hours and not rest):
        return t("time.hours", count=hours)
    if hours:
        return t("time.hours_minutes", hours=hours, minutes=rest)
    return t("time.minutes", count=minutes) if minutes else t("time.moment")


def length(text: str) -> str | None:
    """PT1H30M as 1 小时 30 分钟, exactly; None for what is no ISO 8601 duration of days and less."""
    found = _LENGTH.fullmatch(text)
    if not found:
        return None
    return " ".join(t(f"time.{unit}", count=int(count)) for unit, count in found.groupdict().items() if count)


def deadline(due_at: datetime | None, ended_at: datetime | None = None) -> Deadline:
    """How something stands against its due time: now, or when it ended."""
    if due_at is None:
        return Deadline("none", "")
    left = due_at - (ended_at or now())
    if ended_at:
        return Deadline("late", t("due.ended_late", span=span(left))) if left < timedelta() else _in_time()
    if left < timedelta():
        return Deadline("late", t("due.late", span=span(left)))
    return Deadline("soon" if left <= SOON else "fine", t("due.left", span=span(left)))


def task_deadline(task: UserTaskView) -> Deadline:
    return deadline(task.due_at, task.ended_at)


def _in_time() -> Deadline:
    return Deadline("fine", t("due.ended_in_time"))
