"""What a channel carries: one notice, or several that were gathered, to one person or to a room."""

from dataclasses import dataclass, field
from datetime import datetime

from engine.locale.words import words
from engine.model.contact import Contact

LONGEST_TITLE = 200  # characters


@dataclass(frozen=True, slots=True)
class Person:
    user_id: str
    name: str
    contact: Contact = field(default_factory=Contact)


@dataclass(frozen=True, slots=True)
class Part:
    """One notice as it is told to a reader of one language."""

    delivery_id: str
    notice_id: str
    instance_id: str
    template: str
    level: str
    title: str
    body: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Message:
    """`key` is the same for every try. `persons`: to whom it goes, or who is named in the room."""

    key: str
    parts: tuple[Part, ...]
    persons: tuple[Person, ...] = ()
    language: str = "zh"
    link: str = ""

    @property
    def title(self) -> str:
        """On one line."""
        if len(self.parts) == 1:
            title = self.parts[0].title
        else:
            title = words("notice.digest_title", {"count": len(self.parts)}, self.language)
        return " ".join(title.split())[:LONGEST_TITLE]

    @property
    def body(self) -> str:
        if len(self.parts) == 1:
            told = self.parts[0].body
        else:
            told = "\n\n".join(f"· {part.title}\n{part.body}" for part in self.parts)
        return "\n\n".join(each for each in (told, self.link) if each)

    @property
    def text(self) -> str:
        return "\n".join(each for each in (self.title, self.body) if each)


def shortened(text: str, most: int) -> str:
    """To so many bytes of UTF-8, whole characters."""
    encoded = text.encode("utf-8", "replace")
    if len(encoded) <= most:
        return encoded.decode()
    return encoded[: most - 3].decode("utf-8", "ignore") + "…"
