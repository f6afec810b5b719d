"""Who acts, and whether they may: pure rules on one object, asked by every door."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from engine.errors import Forbidden, Rejected
from engine.identity.permission import Permission
from engine.identity.role import ASSIGNABLE, PERMISSIONS, Role
from engine.model.actor import ActorKind, ActorRef

ANY_TOPIC = "*"


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, or a part of the engine that acts by itself (`kind` other than user)."""

    user_id: str
    name: str
    roles: frozenset[Role] = frozenset()
    groups: frozenset[str] = frozenset()
    kind: ActorKind = "user"
    topics: frozenset[str] = frozenset()  # of external tasks that it may work on

    def works_on(self, topic: str) -> bool:
        """Whether external tasks of this topic may be fetched and finished."""
        return self.kind != "user" or topic in self.topics or ANY_TOPIC in self.topics

    def has(self, permission: Permission) -> bool:
        return any(permission in PERMISSIONS[role] for role in self.roles)

    def require(self, permission: Permission) -> None:
        """Raises Forbidden."""
        if not self.has(permission):
            raise Forbidden("identity.permission_missing", permission=permission.value)

    @property
    def ref(self) -> ActorRef:
        """As history writes it down."""
        return ActorRef(self.kind, self.user_id if self.kind == "user" else "")


_ENGINE = frozenset({Role.SYSTEM})
SYSTEM = Actor("", "system", _ENGINE, kind="system")
TIMER = Actor("", "timer", _ENGINE, kind="timer")
WORKER = Actor("", "worker", _ENGINE, kind="worker")


def person(user_id: str, name: str, roles: Iterable[str] = (), groups: Iterable[str] = ()) -> Actor:
    """Raises Rejected for a role that does not exist or that no person may have."""
    return Actor(user_id, name, frozenset(map(assignable_role, roles)), frozenset(groups))


def robot(
    token_id: str, name: str, roles: Iterable[str] = (), groups: Iterable[str] = (), topics: Iterable[str] = ()
) -> Actor:
    """Another program, by its token: it may what its roles may, and work on its topics. Raises Rejected as `person`."""
    known = person(robot_id(token_id), name, roles, groups)
    return replace(known, topics=frozenset(topics))


def robot_id(token_id: str) -> str:
    """What history calls the holder of a token; no id of a person has a colon."""
    return f"token:{token_id}"


def assignable_role(name: str) -> Role:
    """Raises Rejected."""
    if name not in ASSIGNABLE:
        raise Rejected("identity.role_unknown", role=name)
    return Role(name)


def is_candidate(actor: Actor, candidate_users: Collection[str], candidate_groups: Collection[str]) -> bool:
    """Whether the task was offered to the actor, whoever has it now."""
    return actor.user_id in candidate_users or not actor.groups.isdisjoint(candidate_groups)


def may_see_task(
    actor: Actor, assignee: str | None, candidate_users: Collection[str], candidate_groups: Collection[str]
) -> bool:
    """One's own tasks, those on offer to oneself, or all; a colleague's task is nobody's business."""
    return actor.has(Permission.TASK_READ_ALL) or may_complete(actor, assignee, candidate_users, candidate_groups)


def may_claim(
    actor: Actor, assignee: str | None, candidate_users: Collection[str], candidate_groups: Collection[str]
) -> bool:
    """Only what is on offer and nobody has; whoever may assign takes from others by assigning."""
    offered = assignee is None and is_candidate(actor, candidate_users, candidate_groups)
    return offered and actor.has(Permission.TASK_WORK)


def may_complete(
    actor: Actor, assignee: str | None, candidate_users: Collection[str], candidate_groups: Collection[str]
) -> bool:
    """The assignee, and a candidate while nobody has it, who claims it by completing."""
    if assignee is None:
        return may_claim(actor, assignee, candidate_users, candidate_groups)
    return assignee == actor.user_id and actor.has(Permission.TASK_WORK)


def may_release(actor: Actor, assignee: str | None) -> bool:
    """Give an assigned task back to its candidates: the assignee, or whoever may assign."""
    own = assignee == actor.user_id and actor.has(Permission.TASK_WORK)
    return assignee is not None and (own or actor.has(Permission.TASK_ASSIGN))


def may_see_instance(actor: Actor, initiator: str | None, involved: bool) -> bool:
    """`involved`: has or had a task in it, or has one on offer."""
    own = actor.kind == "user" and initiator == actor.user_id
    return own or involved or actor.has(Permission.INSTANCE_READ)
