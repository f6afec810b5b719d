"""The fields of a record as a form sends them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from engine.errors import Rejected

CUSTOMER = ("name", "phone", "email", "address", "note")
DEVICE = ("model", "serial", "plate", "note")


def customer_in(form: Mapping[str, str]) -> dict[str, Any]:
    return {name: form.get(name, "").replace("\r\n", "\n") for name in CUSTOMER}


def device_in(form: Mapping[str, str]) -> dict[str, Any]:
    """Raises Rejected for a day that is none."""
    fields: dict[str, Any] = {name: form.get(name, "").replace("\r\n", "\n") for name in DEVICE}
    return fields | {"sold_on": _day(form.get("sold_on", "").strip())}


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Rejected("page.bad_date") from None
