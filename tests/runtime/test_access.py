"""Every command for every role, and the rules on the object, against a table written by hand."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from engine.api import SYSTEM, Actor
from engine.clock import OffsetClock, SystemClock
from engine.errors import Conflict, Forbidden, NotFound, Rejected
from engine.identity.actor import person
from engine.model import archive as a
from engine.model import checkpoint as k
from engine.model import command as c
from engine.model import external_task as x
from engine.model import operation as o
from engine.model import token as t
from engine.model.erasure import EraseCustomer
from engine.runtime.commands import CAPABILITIES
from tests.runtime.diagram import diagram, user
from tests.runtime.office import LIN, MONDAY, QIAN, SUN, Office

ROLES = ("agent", "team_lead", "supervisor", "manager", "process_owner", "auditor", "admin")
NOBODY = frozenset[str]()
EVERYBODY = frozenset(ROLES)
WORKS = frozenset({"agent", "team_lead", "supervisor", "manager"})
LEADS = WORKS - {"agent"}
MENDS = frozenset({"supervisor", "manager"})
KEEPS = MENDS | {"process_owner"}

COMMANDS: list[tuple[c.Command, frozenset[str]]] = [
    (c.StartInstance(key="p"), WORKS),
    (c.StartInstance(key="p", element_id="work"), MENDS),
    (c.StartInstance(key="p", message="go"), MENDS),
    (c.AssignUserTask(task_id="no.1", assignee=None), LEADS),
    (c.AssignUserTasks(task_ids=[], assignee="x"), LEADS),
    (c.ChangeDueDate(task_id="no.1", due_at=MONDAY), LEADS),
    (c.CancelInstance(instance_id="no"), KEEPS),
    (o.SuspendInstance(instance_id="no"), KEEPS),
    (o.ModifyInstance(instance_id="no", moves=[]), KEEPS),
    (o.MigrateInstance(instance_id="no", version=1), KEEPS),
    (o.MigrateInstances(instance_ids=[], version=1), KEEPS),
    (o.RestartInstance(instance_id="no"), KEEPS),
    (o.ResumeInstance(instance_id="no"), KEEPS),
    (o.SetJobRetries(job_id="no.1", retries=1), MENDS),
    (o.SetJobPriority(job_id="no.1", priority=1), MENDS),
    (x.CompleteExternalTask(task_id="no.1", worker_id="w"), NOBODY),
    (x.FailExternalTask(task_id="no.1", worker_id="w"), NOBODY),
    (x.ThrowExternalTaskError(task_id="no.1", worker_id="w", code="c"), NOBODY),
    (x.ExtendExternalTaskLock(task_id="no.1", worker_id="w", seconds=1), NOBODY),
    (x.UnlockExternalTask(task_id="no.1"), MENDS),
    (o.SuspendDefinition(definition_id="no"), KEEPS),
    (o.ResumeDefinition(definition_id="no"), KEEPS),
    (c.RetryIncident(incident_id="no.1"), MENDS),
    (c.SetVariables(scope_id="no", variables={}), KEEPS),
    (c.TriggerActivity(activity_id="no.1"), KEEPS),
    (c.CorrelateMessage(name="no"), KEEPS),
    (c.BroadcastSignal(name="no"), KEEPS),
    (c.EvaluateConditions(), KEEPS),
    (c.RetryNotice(notice_id="no.1"), MENDS),
    (c.RetryDelivery(delivery_id="no.1"), MENDS),
    (c.DeployFiles(files={}), frozenset({"process_owner"})),
    (c.SaveDefinitionDraft(kind="form", key="f", content=b"{}"), frozenset({"process_owner"})),
    (c.DiscardDefinitionDraft(draft_id="no", revision=1), frozenset({"process_owner"})),
    (c.PublishDefinitionDraft(draft_id="no", revision=1, comment="x"), frozenset({"process_owner"})),
    (c.CreateUser(user_id="new", name="x"), frozenset({"admin"})),
    (c.CreateUser(user_id="new", name="x", password="-"), frozenset({"admin"})),
    (c.ChangeUser(user_id="no", name="x"), frozenset({"admin"})),
    (EraseCustomer(customer_id="no", reason="x"), frozenset({"manager", "admin"})),
    (a.SetRetention(process_key="no", days=1), frozenset({"process_owner"})),
    (t.CreateToken(token_id="no", digest="no", name="x"), frozenset({"admin"})),
    (t.RevokeToken(token_id="no"), frozenset({"admin"})),
    (c.ChangePassword(user_id="no", password="long enough, that"), frozenset({"admin"})),
    (c.AdvanceClock(seconds=1), WORKS | {"process_owner", "admin"}),
    (c.SetCalendar(key="centre", calendar={}), frozenset({"manager", "process_owner", "admin"})),
    (c.ReadNotices(), EVERYBODY),
    (c.AddComment(instance_id="no", text="x"), WORKS),
    (c.BeginAdHocActivity(activity_id="no.1", element_id="x"), WORKS),
    (c.AddAttachment(instance_id="no", name="x", content=b"x"), WORKS),
    (c.SetOwner(instance_id="no", user_id="lin"), LEADS),
    (c.LinkCustomer(instance_id="no"), WORKS),
    (c.CreateCustomer(name="x"), WORKS),
    (c.ChangeCustomer(customer_id="no", name="x"), WORKS),
    (c.CreateDevice(customer_id="no", model="x"), WORKS),
    (c.ChangeDevice(device_id="no", model="x"), WORKS),
    (c.TransferDevice(device_id="no", customer_id="no"), WORKS),
    (c.CreateDemo(begins_at=MONDAY), NOBODY),
    (c.TriggerTimer(timer_id="no.1"), NOBODY),
    (c.CompleteJob(job_id="no.1", fence=1), NOBODY),
    (k.RecordCheckpoint(digest="no", root="", count=0, key="", file="no", made_at=MONDAY), NOBODY),
    (a.ArchiveCases(archive_id="no", file="no", digest="", size=0, root_ids=[], heads={}), NOBODY),
    (c.FailJob(job_id="no.1", fence=1, message=""), NOBODY),
    (c.ContinueStep(job_id="no.1", fence=1), NOBODY),
    (c.DeliverMessage(job_id="no.1", fence=1), NOBODY),
    (c.SettleBuffer(job_id="no.1", fence=1), NOBODY),
    (c.ReceiveSignal(name="no", subscription_id="no.1"), NOBODY),
    (c.DeliverSignal(job_id="no.1", fence=1), NOBODY),
    (c.SettleDeliveries(results=[]), NOBODY),
]
ON_A_TASK = {
    c.CompleteUserTask, c.ClaimUserTask, c.ReleaseUserTask, c.ThrowTaskError, c.ThrowTaskEscalation,
    c.HandOverUserTask, c.SetFollowUp, c.SaveDraft, o.ReturnUserTask, o.WithdrawUserTask, c.NotePresence,
}  # fmt: skip
ONES_OWN = {c.SaveFilter, c.DeleteFilter, c.ChangePreferences, c.ChangeContact}


@pytest.fixture(scope="module")
def shared() -> Iterator[Office]:
    """A demo, so that its clock may be moved."""
    office = Office("sqlite://", clock=OffsetClock(SystemClock()))  # type: ignore[arg-type]
    office.do(c.CreateDemo(begins_at=MONDAY))
    office.hire()
    office.deploy(diagram("p", "start > work > end", user("work")))
    yield office
    office.close()


def is_allowed(office: Office, command: c.Command, actor: Actor) -> bool:
    """Whatever else may be wrong with the command."""
    try:
        office.do(command, actor)
    except Forbidden:
        return False
    except Rejected:
        return True
    except Exception as failure:
        assert "refused" in str(failure)
    return True


@pytest.mark.parametrize(("command", "allowed"), COMMANDS, ids=[str(each[0])[:50] for each in COMMANDS])
def test_who_may(shared: Office, command: c.Command, allowed: frozenset[str]) -> None:
    found = {role for role in ROLES if is_allowed(shared, command, person("x", "x", [role], ["desk"]))}
    assert found == allowed
    assert not is_allowed(shared, command, person("x", "x", [], ["desk"])) or isinstance(command, c.ReadNotices)


def test_no_command_is_left_out() -> None:
    assert {type(command) for command, _ in COMMANDS} | ON_A_TASK | ONES_OWN == CAPABILITIES.keys()


def test_whoever_has_two_roles_may_what_either_may(shared: Office) -> None:
    both = person("x", "x", ["auditor", "process_owner"])
    assert is_allowed(shared, c.DeployFiles(files={}), both)
    assert not is_allowed(shared, c.CreateUser(user_id="n", name="n"), both)


# the object

LEAD = person("he", "何静", ["team_lead"], ["leads"])
AUDITOR = person("xu", "徐颖", ["auditor"], ["desk"])  # in the group, but no role that works
OWNER = person("wu", "吴刚", ["process_owner"], ["desk"])
ACTIONS: list[tuple[str, str | None, dict[str, str]]] = [  # action, who has it, actor -> what happens
    ("claim", None, {"lin": "ok", "sun": "ok", "qian": "no", "he": "no", "xu": "no", "wu": "no"}),
    ("claim", "lin", {"lin": "ok", "sun": "taken", "qian": "no", "xu": "no", "wu": "no"}),
    ("complete", None, {"lin": "ok", "sun": "ok", "qian": "no", "he": "no", "xu": "no", "wu": "no"}),
    ("complete", "lin", {"lin": "ok", "sun": "no", "qian": "no", "he": "no", "xu": "no", "wu": "no"}),
    ("release", "lin", {"lin": "ok", "sun": "no", "qian": "no", "he": "ok", "xu": "no", "wu": "no"}),
    ("release", None, {"lin": "no", "qian": "no"}),
    ("throw", "lin", {"lin": "ok", "sun": "no", "qian": "no", "he": "no", "xu": "no"}),
    ("escalate", "lin", {"lin": "ok", "sun": "no", "qian": "no", "he": "no", "xu": "no"}),
    ("complete", "qian", {"qian": "ok", "lin": "no"}),
]
ACTORS = {each.user_id: each for each in (LIN, SUN, QIAN, LEAD, AUDITOR, OWNER)}
CASES = [(action, holder, who, what) for action, holder, row in ACTIONS for who, what in row.items()]
MAKE: dict[str, Callable[[str], c.Command]] = {
    "claim": lambda task_id: c.ClaimUserTask(task_id=task_id),
    "complete": lambda task_id: c.CompleteUserTask(task_id=task_id),
    "release": lambda task_id: c.ReleaseUserTask(task_id=task_id),
    "throw": lambda task_id: c.ThrowTaskError(activity_id=task_id, code="BAD"),
    "escalate": lambda task_id: c.ThrowTaskEscalation(activity_id=task_id, code="UP"),
}


@pytest.mark.parametrize(("action", "holder", "who", "what"), CASES)
def test_whose_task_it_is(shared: Office, action: str, holder: str | None, who: str, what: str) -> None:
    task_id = shared.task(shared.start())
    if holder is not None:
        shared.do(c.AssignUserTask(task_id=task_id, assignee=holder))
    found: Any = "ok"
    try:
        shared.do(MAKE[action](task_id), ACTORS[who])
    except Forbidden:
        found = "no"
    except Conflict as conflict:
        found = "taken"
        assert conflict.params["user"] == holder
    except Rejected as rejected:
        assert rejected.code == "error.uncaught"  # the right was there, the diagram catches nothing
    assert found == what or {found, what} == {"no", "taken"}, "not obeyed, whichever way it is said"


def test_the_engine_may_on_every_task(shared: Office) -> None:
    task_id = shared.task(shared.start())
    shared.do(c.AssignUserTask(task_id=task_id, assignee="lin"))
    shared.do(c.CompleteUserTask(task_id=task_id), SYSTEM)
    assert shared.engine.user_task(SYSTEM, task_id).state == "completed"


def test_a_task_goes_to_people_who_are_there(shared: Office) -> None:
    task_id = shared.task(shared.start())
    with pytest.raises(Rejected) as rejected:
        shared.do(c.AssignUserTask(task_id=task_id, assignee="nobody"), LEAD)
    assert rejected.value.code == "user.unknown"


def test_only_one_s_own_password(shared: Office) -> None:
    shared.do(c.ChangePassword(user_id="lin", password="a password of lin"), LIN)
    with pytest.raises(Forbidden):
        shared.do(c.ChangePassword(user_id="lin", password="another of mine"), SUN)
    assert shared.engine.authenticate("lin", "a password of lin")
    assert shared.engine.authenticate("lin", "another of mine") is None


def test_an_administrator_does_not_lock_the_last_door(shared: Office) -> None:
    admin = person("gao", "高平", ["admin"])
    shared.do(c.CreateUser(user_id="gao", name="高平", roles=["admin"]))
    for command in (
        c.ChangeUser(user_id="gao", name="高平", roles=["admin"], is_active=False),
        c.ChangeUser(user_id="gao", name="高平", roles=["agent"]),
    ):
        with pytest.raises(Rejected) as rejected:
            shared.do(command, admin)
        assert rejected.value.code == "user.self_lockout"


GROUPED = diagram("g", "start > work > end", user("work"), candidateStarterGroups="leads")


def test_only_some_groups_start_some_processes(shared: Office) -> None:
    shared.deploy(GROUPED)
    with pytest.raises(Forbidden) as forbidden:
        shared.do(c.StartInstance(key="g"), LIN)
    assert forbidden.value.code == "process.not_startable"
    assert shared.do(c.StartInstance(key="g"), LEAD)
    assert ["g" in {view.key for view in shared.engine.startable(each)} for each in (LIN, LEAD)] == [False, True]


def test_some_people_start_a_process_beside_some_groups(shared: Office) -> None:
    mixed = {"candidateStarterGroups": "leads", "candidateStarterUsers": "lin, gao"}
    shared.deploy(diagram("m", "start > work > end", user("work"), **mixed))
    shared.deploy(diagram("n", "start > work > end", user("work"), candidateStarterUsers="nobody"))
    for each in (LIN, LEAD):
        assert shared.do(c.StartInstance(key="m"), each)
        with pytest.raises(Forbidden):
            shared.do(c.StartInstance(key="n"), each)


# reads

Read = Callable[[Any, Actor, str, str], Any]  # engine, actor, instance, task
INSTANCE = {"sun", "he", "wu", "xu"}  # sun may claim its task
READS: list[tuple[str, Read, set[str]]] = [
    ("task", lambda e, a, i, t: e.user_task(a, t), {"sun", "he", "xu"}),
    ("task form", lambda e, a, i, t: e.task_form(a, t), {"sun", "he", "xu"}),
    ("all tasks", lambda e, a, i, t: e.user_tasks(a, "all"), {"he", "xu"}),
    ("overdue tasks", lambda e, a, i, t: e.user_tasks(a, "overdue"), {"he", "xu"}),
    ("my tasks", lambda e, a, i, t: e.user_tasks(a, "mine"), {"sun", "qian", "he", "wu", "xu"}),
    ("instance", lambda e, a, i, t: e.instance(a, i), INSTANCE),
    ("activities", lambda e, a, i, t: e.activities(a, i), INSTANCE),
    ("variables", lambda e, a, i, t: e.variables(a, i), INSTANCE),
    ("local variables", lambda e, a, i, t: e.local_variables(a, i), INSTANCE),
    ("tasks of an instance", lambda e, a, i, t: e.instance_tasks(a, i), INSTANCE),
    ("timers", lambda e, a, i, t: e.timers(a, i), INSTANCE),
    ("jobs", lambda e, a, i, t: e.jobs(a, i), INSTANCE),
    ("subscriptions", lambda e, a, i, t: e.subscriptions(a, i), INSTANCE),
    ("called", lambda e, a, i, t: e.called(a, i), INSTANCE),
    ("timeline", lambda e, a, i, t: e.timeline(a, i), INSTANCE),
    ("its incidents", lambda e, a, i, t: e.instance_incidents(a, i), INSTANCE),
    ("all instances", lambda e, a, i, t: e.instances(a), {"he", "wu", "xu"}),
    ("my instances", lambda e, a, i, t: e.instances(a, folder="started"), {"sun", "qian", "he", "wu", "xu"}),
    ("instance ids", lambda e, a, i, t: e.instance_ids(a), {"xu"}),
    ("replay", lambda e, a, i, t: e.replay(a, i), {"he", "wu", "xu"}),
    ("verify", lambda e, a, i, t: e.verify(a, i), {"he", "wu", "xu"}),
    ("verify all", lambda e, a, i, t: list(e.verify_all(a)), {"xu"}),
    ("export", lambda e, a, i, t: e.export(a, i), {"xu"}),
    ("incidents", lambda e, a, i, t: e.incidents(a), {"wu", "xu"}),
    ("jobs of all cases", lambda e, a, i, t: e.job_lines(a), {"wu", "xu"}),
    ("commits", lambda e, a, i, t: e.found_commits(a), {"xu"}),
    ("definitions", lambda e, a, i, t: e.definitions(a), {"sun", "qian", "he", "wu", "xu"}),
    ("source", lambda e, a, i, t: e.source(a, "p:1"), {"sun", "qian", "he", "wu", "xu"}),
    ("check", lambda e, a, i, t: e.check(a, {}), {"he", "wu", "xu"}),
    ("users", lambda e, a, i, t: e.users(a), {"he", "xu"}),
    ("without a password", lambda e, a, i, t: e.without_password(a), {"he", "xu"}),
]
READERS = {each.user_id: each for each in (SUN, QIAN, LEAD, OWNER, AUDITOR)}


@pytest.mark.parametrize(("what", "read", "allowed"), READS, ids=[each[0] for each in READS])
def test_who_may_read(shared: Office, what: str, read: Read, allowed: set[str]) -> None:
    instance_id = shared.start()
    task_id = shared.task(instance_id)
    found = set()
    for user_id, actor in READERS.items():
        try:
            read(shared.engine, actor, instance_id, task_id)
        except Forbidden:
            continue
        found.add(user_id)
    assert found == allowed


def test_what_does_not_exist_is_not_found(shared: Office) -> None:
    engine = shared.engine
    for read in (
        lambda: engine.user_task(SYSTEM, "no.1"),
        lambda: engine.instance(SYSTEM, "no"),
        lambda: engine.variables(SYSTEM, "no"),
        lambda: engine.source(SYSTEM, "no:1"),
        lambda: engine.start_form(SYSTEM, "no"),
        lambda: engine.user_tasks(SYSTEM, "no"),
        lambda: engine.instances(SYSTEM, folder="no"),
        lambda: engine.export(SYSTEM, "no"),
    ):
        with pytest.raises(NotFound):
            read()


def test_whoever_took_part_still_sees_what_was_done(shared: Office) -> None:
    instance_id = shared.start()
    task_id = shared.task(instance_id)
    shared.do(c.CompleteUserTask(task_id=task_id), LIN)
    assert shared.engine.user_task(LIN, task_id).completed_by == "lin"
    assert shared.engine.instance(LIN, instance_id).state == "completed"
    with pytest.raises(Forbidden):
        shared.engine.user_task(QIAN, task_id)
    for actor in (SUN, QIAN):
        with pytest.raises(Forbidden):
            shared.engine.instance(actor, instance_id)


PAGES = [("negative", -5), ("huge", 10**30), ("none", 0)]


@pytest.mark.parametrize(("reason", "limit"), PAGES)
def test_pages_stay_within_bounds(shared: Office, reason: str, limit: int) -> None:
    for _ in range(3):
        shared.start()
    page = shared.engine.instances(SYSTEM, limit=limit)
    assert 1 <= len(page.items) <= 200
    assert page.total >= 3
    assert shared.engine.user_tasks(SYSTEM, "all", limit=limit).total >= 3


def test_counts_tell_an_agent_nothing_of_others(shared: Office) -> None:
    task_id = shared.task(shared.start())
    shared.do(c.ChangeDueDate(task_id=task_id, due_at=MONDAY))
    assert shared.engine.user_task_counts(QIAN)["overdue"] == 0
    assert shared.engine.user_task_counts(LEAD)["overdue"] >= 1
