"""What became of notices on their way out, and sending again what failed."""

from msgspec import structs

from engine.errors import NotFound, Rejected
from engine.identity.actor import Actor
from engine.model import command as c
from engine.model import event as e
from engine.model.view import DeliveryView
from engine.runtime.access import authorise
from engine.runtime.dispatch import Outcome, once, recorded, root_of
from engine.runtime.services import Services
from engine.runtime.world import world_of
from engine.store.unit_of_work import UnitOfWork

STREAM = "delivery:all"


def settle(services: Services, command: c.SettleDeliveries, actor: Actor) -> Outcome:
    """Results that come too late, because somebody else has claimed the delivery since, are passed over."""
    authorise(actor, command)

    def carry_out(work: UnitOfWork, known: c.SettleDeliveries) -> Outcome:
        work.head(STREAM)
        found = {each.id: each for each in work.deliveries_of([each.delivery_id for each in known.results])}
        events = [_fact(found[each.delivery_id], each) for each in known.results if _is_held(found, each)]
        _record(services, work, known, actor, events)
        return Outcome()

    return once(services, command, carry_out)


def _is_held(found: dict[str, DeliveryView], result: c.DeliveryResult) -> bool:
    delivery = found.get(result.delivery_id)
    return delivery is not None and delivery.fence == result.fence and delivery.state in ("waiting", "failed")


def _fact(delivery: DeliveryView, result: c.DeliveryResult) -> e.Event:
    attempts = delivery.attempts + 1
    if result.code is None:
        return e.DeliverySent(delivery_id=delivery.id, attempts=attempts, address=result.address)
    return e.DeliveryFailed(
        delivery_id=delivery.id,
        attempts=attempts,
        code=result.code,
        params=result.params,
        due_at=result.retry_at,
        address=result.address,
    )


def retry(services: Services, command: c.RetryDelivery, actor: Actor) -> Outcome:
    """Raises NotFound, and Rejected for one that was not given up."""
    authorise(actor, command)

    def carry_out(work: UnitOfWork, known: c.RetryDelivery) -> Outcome:
        work.head(STREAM)
        found = work.delivery(known.delivery_id)
        if found is None:
            raise NotFound("delivery.unknown", delivery=known.delivery_id)
        if found.state != "dead":
            raise Rejected("delivery.not_dead", delivery=known.delivery_id)
        retried = e.DeliveryRetried(delivery_id=found.id, due_at=services.clock.now())
        _record(services, work, known, actor, [retried])
        return Outcome()

    return once(services, command, carry_out)


def _record(services: Services, work: UnitOfWork, command: c.Command, actor: Actor, events: list[e.Event]) -> None:
    work.record(
        STREAM,
        None,
        None,
        events,
        after=None,
        command_id=command.command_id,
        actor=actor.ref,
        at=services.clock.now(),
    )


def send_again(services: Services, command: c.RetryNotice, actor: Actor) -> Outcome:
    """A notice whose template failed, also when its instance has ended. Raises Rejected while it still fails."""
    authorise(actor, command)

    def carry_out(work: UnitOfWork, known: c.RetryNotice) -> Outcome:
        loaded = work.family(root_of(known.notice_id))
        request = _request(work, known)
        ended = work.stored_instance(request.instance_id) if request.instance_id not in loaded else None
        if ended is not None:
            loaded[request.instance_id] = ended
        return recorded(services, work, world_of(services, work), loaded, request, actor)

    return once(services, command, carry_out)


def _request(work: UnitOfWork, command: c.RetryNotice) -> c.SendNotice:
    found = work.notice_failure(command.notice_id)
    if found is None:
        raise NotFound("notice.unknown", notice=command.notice_id)
    if found.state != "open":
        raise Rejected("notice.already_sent", notice=command.notice_id)
    return c.SendNotice(
        command_id=command.command_id,
        instance_id=found.instance_id,
        element_id=found.element_id,
        repairs=found.id.rpartition(".")[2],
        request=structs.replace(c.NoticeRequest(template=found.template), **found.request),
        variables=found.variables,
    )
