"""A message such as the engine makes, for channels that are tried by themselves."""

from datetime import UTC, datetime
from typing import Any

from engine.model.contact import Contact
from engine.notify.message import Message, Part, Person

AT = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
LIN = Person("lin", "林晓", Contact(email="lin@example.com", phone="13800000000", chat_ids={"wecom": "LinXiao"}))
SUN = Person("sun", "孙丽", Contact(email="sun@example.com", phone="13900000000"))


def part(number: int = 1, **fields: Any) -> Part:
    values = {"title": "投诉 C-1 超时", "body": "请尽快处理。", "level": "alert", "template": "late"} | fields
    return Part(f"i1.{number}/email/lin", f"i1.{number}", "i1", made_at=AT, **values)


def message(*parts: Part, persons: tuple[Person, ...] = (LIN,), **fields: Any) -> Message:
    return Message("i1.1/email/lin", parts or (part(),), persons, **fields)
