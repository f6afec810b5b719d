"""Dates, times and both, in the texts that form-js writes."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from engine.errors import FieldProblem
from forms.component import Component
from forms.scope import Scope

_TIME = r"(?:[01]\d|2[0-3]):[0-5]\d"
_OFFSET = r"[+-](?:0\d|1[0-4]):[0-5]\d"
_ZONES = {"utc_offset": f"(?:{_OFFSET}|Z)", "utc_normalized": "Z", "no_timezone": "", "": f"(?:{_OFFSET}|Z)?"}
_DATE = r"\d{4}-\d\d-\d\d"
_SHAPES = {"date": _DATE, "time": _TIME, "datetime": f"{_DATE}T{_TIME}"}
EXAMPLES = {"date": "2026-11-02", "time": "09:30", "datetime": "2026-11-02T09:30"}


@dataclass(frozen=True, slots=True)
class Moment:
    """`subtype`: date, time or datetime. `zone_format`: utc_offset, utc_normalized, no_timezone, or any ("")."""

    subtype: str
    zone_format: str = ""
    no_past: bool = False

    @property
    def empty(self) -> None:
        return None

    def typed(self, value: Any) -> str | None:
        if value is None or value == "":
            return None
        if not isinstance(value, str) or not self._shape().fullmatch(value) or not self._exists(value):
            raise FieldProblem("form.date_invalid", example=EXAMPLES[self.subtype])
        return value

    def check(self, value: Any, scope: Scope, before: Any) -> None:
        if not self.no_past or value == before:  # a day that has passed since it was chosen may stay
            return
        today = scope.env.now.astimezone(scope.env.zone).date()
        if self._day(value, scope) < today:
            raise FieldProblem("form.date_past", today=today.isoformat())

    def shown(self, value: Any) -> Any:
        return value

    def _shape(self) -> re.Pattern[str]:
        zone = "" if self.subtype == "date" else _ZONES[self.zone_format]
        return re.compile(_SHAPES[self.subtype] + zone, re.ASCII)

    def _exists(self, value: str) -> bool:
        """Whether the calendar has that day."""
        if self.subtype == "time":
            return True
        try:
            date.fromisoformat(value[:10])
        except ValueError:
            return False
        return True

    def _day(self, value: str, scope: Scope) -> date:
        """The date that a moment falls on where the user is."""
        moment = datetime.fromisoformat(value)
        return moment.astimezone(scope.env.zone).date() if moment.tzinfo else moment.date()


def read_moment(component: Component) -> Moment:
    subtype = component.text("subtype") or "date"
    zone_format = component.text("timeSerializingFormat")
    if subtype not in _SHAPES:
        component.report("form.property_invalid", property="subtype")
        subtype = "date"
    if zone_format not in _ZONES:
        component.report("form.property_invalid", property="timeSerializingFormat")
        zone_format = ""
    no_past = component.flag("disallowPassedDates") is True and subtype != "time"
    return Moment(subtype, zone_format, no_past)
