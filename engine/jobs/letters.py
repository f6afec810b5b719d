"""Makes of claimed deliveries the one message that a channel carries, in the language of whoever reads it."""

from collections.abc import Sequence

from engine.model.contact import Contact
from engine.model.view import DeliveryView
from engine.notify.message import Message, Part, Person
from engine.runtime.services import Services
from engine.store.reader import Reader


def letter(services: Services, claimed: Sequence[DeliveryView]) -> Message:
    """`claimed` go to the same person or room. The contact is the one of now, so that a wrong one can be corrected."""
    outside, user_id = services.outside, claimed[0].user_id
    with services.store.read() as reader:
        persons = _persons(reader, claimed)
        language = reader.preferences(user_id).language or "zh" if user_id else outside.language
    parts = tuple(_part(each, language) for each in claimed)
    return Message(claimed[0].id, parts, persons, language, _link(outside.url, claimed))


def _persons(reader: Reader, claimed: Sequence[DeliveryView]) -> tuple[Person, ...]:
    user_id = claimed[0].user_id
    if user_id:
        names = reader.notice_recipients([user_id], [])
    else:
        users, groups = reader.told([each.notice_id for each in claimed])
        names = reader.notice_recipients(users, groups)
    contacts = reader.contacts(names)
    return tuple(Person(each, name, contacts.get(each, Contact())) for each, name in names.items())


def _part(delivery: DeliveryView, language: str) -> Part:
    is_english = language == "en"
    return Part(
        delivery_id=delivery.id,
        notice_id=delivery.notice_id,
        instance_id=delivery.instance_id,
        template=delivery.template,
        level=delivery.level,
        title=(is_english and delivery.title_en) or delivery.title,
        body=(is_english and delivery.body_en) or delivery.body,
        made_at=delivery.created_at,
    )


def _link(url: str, claimed: Sequence[DeliveryView]) -> str:
    """To the case, or to all notices where several were gathered."""
    if not url:
        return ""
    cases = {each.root_id for each in claimed}
    return f"{url}/instances/{cases.pop()}" if len(cases) == 1 else f"{url}/notices"
