"""What would be erased of a customer, for who may erase and sees nothing else of customers."""

from engine.history import timeline
from engine.identity.actor import Actor
from engine.identity.permission import Permission as P
from engine.model.erasure import Erasable
from engine.model.view import CustomerView
from engine.reads.base import Reads
from engine.runtime.customers import known_customer, stream_of


class ErasureReads(Reads):
    def customers_called(self, actor: Actor, text: str) -> list[CustomerView]:
        """Those whose id, name, phone or e-mail is exactly this: whoever asks for an erasure has said it."""
        actor.require(P.PERSON_ERASE)
        with self._services.store.read() as reader:
            return reader.customers_called(text.strip()) if text.strip() else []

    def erasable(self, actor: Actor, customer_id: str) -> Erasable:
        """Raises NotFound."""
        actor.require(P.PERSON_ERASE)
        with self._services.store.read() as reader:
            customer = known_customer(reader, customer_id)
            cases = reader.roots_of_customer(customer_id)
            told = timeline.timeline(reader.commits(stream_of(customer_id)))
            erased = [each.at for each in told if each.kind == "timeline.person_erased"]
            return Erasable(
                customer_id=customer_id,
                name=customer.name,
                device_count=len(reader.devices(customer_id)),
                cases=reader.customer_cases(customer_id),
                case_count=len(cases),
                running=reader.running(cases),
                archives=reader.archives_of_customer(customer_id),
                erased_at=max(erased, default=None),
            )
