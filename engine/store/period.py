"""The month in which a root instance started, as a number: 202611. History is partitioned by it (DESIGN section 6)."""

from datetime import UTC, datetime

LASTING = 0  # of the streams that belong to no case: definitions, customers, the system


def period_of(at: datetime) -> int:
    """By UTC."""
    moment = at.astimezone(UTC)
    return moment.year * 100 + moment.month


def following(period: int) -> int:
    year, month = divmod(period, 100)
    return (year + 1) * 100 + 1 if month == 12 else period + 1
