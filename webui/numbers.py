"""JSON as the engine knows it: decimals stay exact on the way in and are numbers on the way out."""

import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from flask import Flask
from flask.json.provider import DefaultJSONProvider


class ExactJSON(DefaultJSONProvider):
    ensure_ascii = False

    @staticmethod
    def default(value: Any) -> Any:
        if isinstance(value, Decimal):
            return int(value) if value == value.to_integral_value() else float(value)
        if isinstance(value, (date, datetime)):
            return value.isoformat()
        return DefaultJSONProvider.default(value)

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        """Raises ValueError, also for NaN and Infinity, which are no JSON, and for what is nested too deep."""
        try:
            return json.loads(s, parse_float=Decimal, parse_constant=_refuse, **kwargs)
        except RecursionError:
            raise ValueError("nested too deep") from None


def install(app: Flask) -> None:
    app.json = ExactJSON(app)


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is no JSON")
