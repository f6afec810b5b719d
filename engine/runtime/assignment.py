"""Work that one person gives to another: assigned, handed over, one task or many; and telling who gets it."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from engine.errors import Rejected
from engine.identity.actor import Actor
from engine.kernel.world import World
from engine.model import command as c
from engine.model import event as e
from engine.model.notice import EMAIL, GIVEN, GIVEN_MANY, IN_APP, NoticeText
from engine.model.view import Refusal, UserTaskView
from engine.notify import given
from engine.runtime.access import authorise, works
from engine.runtime.cases import next_id, write
from engine.runtime.dispatch import Family, Outcome, on_family, once, root_of
from engine.runtime.library import Library
from engine.runtime.services import Services
from engine.runtime.user_tasks import check_task
from engine.runtime.world import world_of
from engine.store.unit_of_work import UnitOfWork

Given = c.AssignUserTask | c.HandOverUserTask

MOST = 200  # tasks at once


def give(services: Services, command: Given, actor: Actor) -> Outcome:
    """Raises Conflict, Forbidden, NotFound, Rejected. `assignee` None gives the task back to its candidates."""

    def carry_out(work: UnitOfWork, known: Given) -> Outcome:
        if _given(services, work, known, actor):
            tell(services, work, known, actor, [known.task_id], known.assignee or "")
        return Outcome()

    return once(services, command, carry_out)


def give_many(services: Services, command: c.AssignUserTasks, actor: Actor) -> Outcome:
    """In one transaction; what cannot be given is answered with the reason, the rest is. Raises Rejected."""
    authorise(actor, command)
    if len(command.task_ids) > MOST:
        raise Rejected("task.too_many", most=MOST)

    def carry_out(work: UnitOfWork, known: c.AssignUserTasks) -> Outcome:
        news, refused = [], []
        for task_id in sorted(set(known.task_ids)):  # everybody waits for families in the same order
            single = c.AssignUserTask(command_id=known.command_id, task_id=task_id, assignee=known.assignee)
            try:
                if _given(services, work, single, actor):
                    news.append(task_id)
            except Rejected as reason:
                refused.append(Refusal(id=task_id, code=reason.code, params=dict(reason.params)))
        if news:
            tell(services, work, known, actor, news, known.assignee)
        return Outcome(refused)

    return once(services, command, carry_out)


def _given(services: Services, work: UnitOfWork, command: Given, actor: Actor) -> bool:
    """Whether this is news to somebody: not to whoever gave it, nor to whoever had it already."""
    before = work.user_task(command.task_id)

    def prepare(work: UnitOfWork, world: World, loaded: Family, known: Given) -> c.Command:
        check_task(work, actor, known, known.task_id, loaded)
        _check_assignee(work, known.assignee)
        if isinstance(known, c.HandOverUserTask):
            _check_works(work, known.assignee)
        return known

    on_family(services, work, command, actor, root_of(command.task_id), prepare)
    knows = {None, actor.user_id, before.assignee if before else None}
    return command.assignee not in knows


def _check_assignee(work: UnitOfWork, user_id: str | None) -> None:
    """None gives the task back to its candidates."""
    user = work.user(user_id) if user_id is not None else None
    if user_id is not None and (user is None or not user.is_active):
        raise Rejected("user.unknown", user=user_id)


def _check_works(work: UnitOfWork, user_id: str) -> None:
    """A task that is handed over must not end with somebody who cannot work on it."""
    user = work.user(user_id)
    if user is None or not works(user):
        raise Rejected("user.does_not_work", user=user_id)


def tell(
    services: Services, work: UnitOfWork, command: c.Command, actor: Actor, task_ids: Sequence[str], user_id: str
) -> None:
    """One notice, however many tasks; it stands in the history of the case of the first."""
    tasks = [task for task_id in task_ids if (task := work.user_task(task_id)) is not None]
    instance_id = tasks[0].instance_id
    loaded = work.family(root_of(instance_id))[instance_id]
    channels = [IN_APP, EMAIL] if _is_reached(work, user_id) else [IN_APP]
    text = _text(services, work, actor, tasks, user_id)
    notice = e.NoticeSent(
        notice_id=next_id(loaded.instance),
        element_id=tasks[0].element_id,
        template=GIVEN if len(tasks) == 1 else GIVEN_MANY,
        users=[user_id],
        deliveries=world_of(services, work).audience.deliveries(channels, "info", [user_id], []),
        title=text.title,
        body=text.body,
        title_en=text.title_en,
        body_en=text.body_en,
    )
    write(services, work, loaded, command, actor, [notice])


def _is_reached(work: UnitOfWork, user_id: str) -> bool:
    """By the one channel outside that reaches a person alone: what somebody is given concerns no room."""
    contact = work.contacts([user_id]).get(user_id)
    return contact is not None and bool(contact.email)


def _text(
    services: Services, work: UnitOfWork, actor: Actor, tasks: Sequence[UserTaskView], user_id: str
) -> NoticeText:
    """In both languages, since nobody knows in which the reader will read it."""
    giver = actor.name if actor.kind == "user" else ""
    zone = ZoneInfo(work.preferences(user_id).time_zone or str(services.env().zone))
    english = Library(services.compiled, work).said("en")
    return NoticeText(
        title=given.title(giver, tasks, "zh", {}),
        body=given.body(tasks, "zh", {}, zone),
        title_en=given.title(giver, tasks, "en", english),
        body_en=given.body(tasks, "en", english, zone),
    )
