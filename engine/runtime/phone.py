"""The phone number of the customer, among the variables of a case."""

from collections.abc import Mapping
from typing import Any

PHONES = ("customer_phone", "contact", "phone")  # variables that hold the number, the first one counts


def phone_in(variables: Mapping[str, Any]) -> str:
    """Empty where none of them holds a text."""
    found = next((variables[name] for name in PHONES if isinstance(variables.get(name), str)), "")
    return str(found).strip()
