"""Conditions on variables as Camunda 7 writes them in a query: `amount_gt_100,city_eq_Beijing`."""

import re

from engine.errors import Rejected
from engine.model.search import Condition

_CONDITION = re.compile(r"(\w+?)_(eq|neq|gt|gteq|lt|lteq|like)_(.*)", re.DOTALL)


def conditions(text: str) -> list[Condition]:
    """All of them are to hold. `like` takes a beginning: `name_like_Pu%`. Raises Rejected `search.bad_condition`."""
    return [_condition(each) for each in text.split(",") if each]


def _condition(text: str) -> Condition:
    found = _CONDITION.fullmatch(text)
    if found is None:
        raise Rejected("search.bad_condition", text=text)
    name, operator, value = found.groups()
    if operator != "like":
        return Condition(name, operator, value)
    if not value.endswith("%") or "%" in value[:-1]:
        raise Rejected("search.bad_condition", text=text)
    return Condition(name, "starts", value[:-1])
