import pytest

from engine.errors import Forbidden, Rejected
from engine.identity.actor import (
    SYSTEM,
    TIMER,
    WORKER,
    Actor,
    is_candidate,
    may_claim,
    may_complete,
    may_release,
    may_see_instance,
    may_see_task,
    person,
)
from engine.identity.permission import Permission as P
from engine.identity.role import ASSIGNABLE, PERMISSIONS, Role

LI = person("li", "李雷", ["agent"], ["junior_agents"])
HAN = person("han", "韩梅梅", ["agent"], ["senior_agents"])
LEAD = person("lead", "班长", ["team_lead"], ["team_leads"])
BOSS = person("boss", "主管", ["supervisor"], ["supervisors"])
OWNER = person("owner", "流程负责人", ["process_owner"])
AUDIT = person("audit", "审计", ["auditor"], ["junior_agents"])
ADMIN = person("admin", "管理员", ["admin"])
GUEST = person("guest", "访客", [], ["junior_agents"])

MINE, OTHERS = "li", "han"
OFFERED: tuple[tuple[str, ...], tuple[str, ...]] = ((), ("junior_agents",))
NAMED: tuple[tuple[str, ...], tuple[str, ...]] = (("li",), ())
NOBODY: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())

# actor, assignee, candidates, see, claim, complete, release, reason
TASKS = [
    (LI, None, OFFERED, True, True, True, False, "offered to the group"),
    (LI, None, NAMED, True, True, True, False, "offered by name"),
    (LI, None, NOBODY, False, False, False, False, "offered to nobody"),
    (LI, MINE, NOBODY, True, False, True, True, "assigned to oneself"),
    (LI, OTHERS, OFFERED, False, False, False, False, "a colleague has it, though it had been offered"),
    (HAN, None, OFFERED, False, False, False, False, "offered to another group"),
    (LEAD, None, OFFERED, True, False, False, False, "sees all, works on none of it"),
    (LEAD, MINE, OFFERED, True, False, False, True, "takes it away, does not do it"),
    (BOSS, MINE, OFFERED, True, False, False, True, "reassigns first"),
    (BOSS, "boss", NOBODY, True, False, True, True, "her own"),
    (AUDIT, None, OFFERED, True, False, False, False, "reads only, even as a candidate"),
    (AUDIT, "audit", NOBODY, True, False, False, False, "reads only, even as the assignee"),
    (OWNER, MINE, OFFERED, False, False, False, False, "works on definitions, not on cases"),
    (ADMIN, MINE, OFFERED, False, False, False, False, "customers' cases are none of the office"),
    (GUEST, None, OFFERED, False, False, False, False, "in the group, but without a role"),
    (SYSTEM, MINE, OFFERED, True, False, False, True, "the engine does nobody's work"),
]


@pytest.mark.parametrize(
    ("actor", "assignee", "candidates", "see", "claim", "complete", "release", "reason"),
    TASKS,
    ids=[t[-1] for t in TASKS],
)
def test_task_rules(actor: Actor, assignee, candidates, see, claim, complete, release, reason) -> None:
    users, groups = candidates
    assert may_see_task(actor, assignee, users, groups) is see
    assert may_claim(actor, assignee, users, groups) is claim
    assert may_complete(actor, assignee, users, groups) is complete
    assert may_release(actor, assignee) is release


def test_the_loser_of_a_race_was_a_candidate() -> None:
    """Lets the command layer say who was faster, where it would otherwise say forbidden."""
    assert is_candidate(LI, *OFFERED)
    assert not is_candidate(HAN, *OFFERED)


INSTANCES = [
    (LI, "li", False, True, "started it"),
    (LI, "han", True, True, "had a task in it"),
    (LI, "han", False, False, "somebody else's case"),
    (LI, None, False, False, "started by a message"),
    (BOSS, "li", False, True, "reads all"),
    (AUDIT, "li", False, True, "reads all"),
    (OWNER, "li", False, True, "reads all"),
    (ADMIN, "li", False, False, "not the office's"),
    (person("", "nameless"), "", False, True, "an empty id is an id like any other for a person"),
]


@pytest.mark.parametrize(("actor", "initiator", "involved", "see", "reason"), INSTANCES)
def test_instance_rules(actor: Actor, initiator: str | None, involved: bool, see: bool, reason: str) -> None:
    assert may_see_instance(actor, initiator, involved) is see, reason


READS = {P.TASK_READ_ALL, P.INSTANCE_READ, P.INCIDENT_READ, P.USER_READ, P.DEFINITION_READ, P.NOTICE_READ}
READS |= {P.HISTORY_READ, P.HISTORY_EXPORT, P.HISTORY_VERIFY, P.CUSTOMER_READ}

# permission -> the roles that have it; every permission has a row
HOLDERS = {
    P.TASK_WORK: {"agent", "team_lead", "supervisor", "manager"},
    P.TASK_READ_ALL: {"team_lead", "supervisor", "manager", "auditor"},
    P.TASK_ASSIGN: {"team_lead", "supervisor", "manager"},
    P.CASE_START: {"agent", "team_lead", "supervisor", "manager"},
    P.INSTANCE_READ: {"team_lead", "supervisor", "manager", "process_owner", "auditor"},
    P.INSTANCE_CANCEL: {"supervisor", "manager", "process_owner"},
    P.INSTANCE_OPERATE: {"supervisor", "manager", "process_owner"},
    P.INCIDENT_READ: {"supervisor", "manager", "process_owner", "auditor"},
    P.INCIDENT_RESOLVE: {"supervisor", "manager"},
    P.VARIABLES_SET: {"supervisor", "manager", "process_owner"},
    P.HISTORY_READ: {"team_lead", "supervisor", "manager", "process_owner", "auditor"},
    P.HISTORY_EXPORT: {"manager", "auditor"},
    P.HISTORY_VERIFY: {"auditor"},
    P.DEFINITION_READ: set(ASSIGNABLE),
    P.DEFINITION_DEPLOY: {"process_owner"},
    P.CALENDAR_SET: {"manager", "process_owner", "admin"},
    P.USER_READ: {"team_lead", "supervisor", "manager", "auditor", "admin"},
    P.USER_ADMIN: {"admin"},
    P.PERSON_ERASE: {"manager", "admin"},
    P.CLOCK_ADVANCE: set(ASSIGNABLE) - {"auditor"},
    P.NOTICE_READ: set(ASSIGNABLE),
    P.CASE_ADD: {"agent", "team_lead", "supervisor", "manager"},
    P.CASE_OWN: {"team_lead", "supervisor", "manager"},
    P.CUSTOMER_READ: {"agent", "team_lead", "supervisor", "manager", "auditor"},
    P.CUSTOMER_WRITE: {"agent", "team_lead", "supervisor", "manager"},
}


@pytest.mark.parametrize("permission", P)
def test_who_holds_a_permission(permission: P) -> None:
    assert {role for role in ASSIGNABLE if permission in PERMISSIONS[role]} == HOLDERS[permission]


def test_the_auditor_changes_nothing() -> None:
    assert PERMISSIONS[Role.AUDITOR] <= READS


def test_every_role_has_its_permissions() -> None:
    assert PERMISSIONS.keys() == set(Role)


@pytest.mark.parametrize("role", ["system", "", "root", "Agent"])
def test_a_person_gets_only_a_persons_role(role: str) -> None:
    with pytest.raises(Rejected) as caught:
        person("eve", "Eve", [role])
    assert caught.value.code == "identity.role_unknown"


def test_require_names_the_permission() -> None:
    with pytest.raises(Forbidden) as caught:
        LI.require(P.INSTANCE_CANCEL)
    assert (caught.value.code, caught.value.params) == (
        "identity.permission_missing",
        {"permission": "instance.cancel"},
    )
    BOSS.require(P.INSTANCE_CANCEL)


@pytest.mark.parametrize(("actor", "kind"), [(SYSTEM, "system"), (TIMER, "timer"), (WORKER, "worker")])
def test_parts_of_the_engine_may_do_all_and_are_no_person(actor: Actor, kind: str) -> None:
    assert all(actor.has(permission) for permission in P)
    assert (actor.ref.kind, actor.ref.id) == (kind, "")
    assert not may_see_instance(Actor("", "x", kind="timer"), "", involved=False), "no id matches by accident"


def test_history_knows_a_person_by_id() -> None:
    assert (LI.ref.kind, LI.ref.id) == ("user", "li")
