"""Every event changes exactly the rows that it should, on both databases."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any, get_args

import pytest

from engine.model import event as e
from engine.model import instance as m
from engine.model.event import AnyEvent
from engine.store.appliers.registry import APPLIERS, nothing
from engine.store.reader import Reader
from engine.store.store import Store
from tests.store.build import AT, activity, deploy, go_on, instance, record_fact, start, task

LATER = AT + timedelta(hours=2)


def test_every_event_has_an_applier() -> None:
    assert set(APPLIERS) == set(get_args(AnyEvent))


def test_only_these_events_change_no_row() -> None:
    without = {each.__name__ for each, applier in APPLIERS.items() if applier is nothing}
    assert without == {
        "FlowTaken",
        "TokenPlaced",
        "TokenArrived",
        "ActivityStarted",
        "ActivityWaiting",
        "ItemCollected",
        "LoopSetBack",
        "AdHocPlanned",
        "GatewayActivated",
        "GatewayReset",
        "CompensationRecorded",
        "CompensationThrown",
        "ScopeCleared",
        "VariableSet",
        "DeviceGiven",
        "MessageReceived",
        "SignalReceived",
        "ConditionMet",
        "EscalationThrown",
        "ErrorThrown",
        "DecisionEvaluated",
        "PasswordChanged",
        "PersonErased",
        "InstanceModified",
        "InstanceRestarted",
        "TokenRemoved",
        "CompensationForgotten",
        "VariableRemoved",
        "UserTaskReturned",
        "UserTaskWithdrawn",
    }


def job(number: str = "5", **fields: Any) -> e.JobCreated:
    values = {"job_id": number, "activity_id": "2", "element_id": "send", "handler": "mail", "due_at": AT}
    return e.JobCreated(**values | fields)


def timer(number: str = "5", **fields: Any) -> e.TimerScheduled:
    return e.TimerScheduled(**{"timer_id": number, "activity_id": "2", "element_id": "warn", "due_at": AT} | fields)


def incident(**fields: Any) -> e.IncidentRaised:
    values = {"incident_id": "9", "activity_id": "2", "element_id": "send", "code": "handler.failed", "stage": "job"}
    return e.IncidentRaised(**values | fields)


SUBSCRIPTION = e.SubscriptionOpened(
    subscription_id="6", activity_id="2", element_id="wait", kind="message", name="answer"
)
SENT = e.MessageSent(job_id="7", name="ask", element_id="throw", variables={"n": 1})


def the_task(reader: Reader) -> Any:
    return reader.user_task("i1.2")


def the_job(reader: Reader) -> Any:
    return reader.job("i1.5")


def the_incident(reader: Reader) -> Any:
    return reader.incident("i1.9")


def the_instance(reader: Reader) -> Any:
    return reader.instance("i1")


def the_activity(reader: Reader) -> Any:
    return next((each for each in reader.activities("i1") if each.id == "i1.2"), None)


def the_notice(reader: Reader) -> Any:
    page = reader.notices("wang", ["leads"])
    return page.items[0] if page.items else None


def the_comment(reader: Reader) -> Any:
    return next(iter(reader.comments("i1")), None)


def the_attachment(reader: Reader) -> Any:
    return reader.attachment("i1.8")


Row = tuple[str, list[e.Event], list[e.Event], Callable[[Reader], Any], dict[str, Any] | None]
ROWS: Sequence[Row] = [
    ("an instance starts", [], [], the_instance,
     {"state": "active", "process_key": "complaint", "process_name": "投诉处理", "version": 1, "business_key": "TS-1",
      "starter_id": "lu", "started_at": AT, "ended_at": None}),
    ("and completes", [], [e.InstanceCompleted()], the_instance, {"state": "completed", "ended_at": LATER}),
    ("or is cancelled", [], [e.InstanceCancelled(reason="x")], the_instance, {"state": "cancelled"}),
    ("an activity starts", [activity("2")], [], the_activity,
     {"element_id": "task_2", "scope_id": None, "state": "active", "started_at": AT, "is_loop": False}),
    ("a multi-instance is a loop", [activity("2", total=3)], [], the_activity, {"is_loop": True}),
    ("inside another scope", [activity("2", scope_id="1")], [], the_activity, {"scope_id": "i1.1"}),
    ("it completes", [activity("2")], [e.ActivityCompleted(activity_id="2", element_id="task_2")], the_activity,
     {"state": "completed", "ended_at": LATER}),
    ("or is cancelled", [activity("2")], [e.ActivityCancelled(activity_id="2", element_id="task_2")], the_activity,
     {"state": "cancelled", "ended_at": LATER}),
    ("a task is created", [task("2", candidate_groups=["g"], form_key="f", priority=70, due_at=LATER)], [], the_task,
     {"name": "任务2", "candidate_groups": ("g",), "form_key": "f", "priority": 70, "due_at": LATER, "state": "open",
      "created_at": AT, "process_key": "complaint", "definition_id": "complaint:1", "root_id": "i1"}),
    ("claimed", [task("2")], [e.UserTaskClaimed(activity_id="2", assignee="wang")], the_task, {"assignee": "wang"}),
    ("released", [task("2", assignee="wang")], [e.UserTaskReleased(activity_id="2")], the_task, {"assignee": None}),
    ("assigned", [task("2")], [e.UserTaskAssigned(activity_id="2", assignee="li")], the_task, {"assignee": "li"}),
    ("its due date changed", [task("2", due_at=AT)], [e.UserTaskDueChanged(activity_id="2", due_at=LATER)], the_task,
     {"due_at": LATER}),
    ("its due date taken away", [task("2", due_at=AT)], [e.UserTaskDueChanged(activity_id="2", due_at=None)], the_task,
     {"due_at": None}),
    ("to be followed up", [task("2")], [e.UserTaskFollowUpSet(activity_id="2", follow_up_at=LATER)], the_task,
     {"follow_up_at": LATER}),
    ("completed", [task("2")], [e.UserTaskCompleted(activity_id="2", user_id="wang")], the_task,
     {"state": "completed", "completed_by": "wang", "ended_at": LATER}),
    ("gone with its activity", [activity("2"), task("2")], [e.ActivityCancelled(activity_id="2", element_id="task_2")],
     the_task, {"state": "cancelled", "ended_at": LATER}),
    ("completed, then its activity cancelled: it stays completed", [activity("2"), task("2")],
     [e.UserTaskCompleted(activity_id="2", user_id="wang"), e.ActivityCancelled(activity_id="2", element_id="task_2")],
     the_task, {"state": "completed", "completed_by": "wang"}),
    ("a timer is armed", [timer(due_at=LATER)], [], the_job,
     {"kind": "timer", "due_at": LATER, "activity_id": "i1.2", "element_id": "warn", "fence": 0, "is_dead": False}),
    ("it fires", [timer()], [e.TimerFired(timer_id="5", element_id="warn")], the_job, None),
    ("and again", [timer()], [e.TimerFired(timer_id="5", element_id="warn"), timer(due_at=LATER)], the_job,
     {"due_at": LATER}),
    ("it is cancelled", [timer()], [e.TimerCancelled(timer_id="5")], the_job, None),
    ("armed and cancelled at once", [timer(), e.TimerCancelled(timer_id="5")], [], the_job, None),
    ("a handler's job", [job(attempts=5, waits=[1.0, 2.5])], [], the_job,
     {"kind": "handler", "handler": "mail", "retries": 5, "attempts": 5, "waits": (1.0, 2.5), "payload": None}),
    ("it is done", [job()], [e.JobCompleted(job_id="5", activity_id="2")], the_job, None),
    ("it is cancelled", [job()], [e.JobCancelled(job_id="5")], the_job, None),
    ("it failed", [job()], [e.JobFailed(job_id="5", activity_id="2", retries=2, due_at=LATER, message="no")], the_job,
     {"retries": 2, "due_at": LATER, "is_dead": False}),
    ("for the last time", [job()], [e.JobFailed(job_id="5", activity_id="2", retries=0, due_at=LATER)], the_job,
     {"retries": 0, "is_dead": True}),
    ("a step is paused", [e.StepPaused(job_id="5", due_at=AT)], [], the_job, {"kind": "step", "activity_id": None}),
    ("and continued", [e.StepPaused(job_id="5", due_at=AT)], [e.StepContinued(job_id="5")], the_job, None),
    ("a message is thrown", [SENT], [], lambda reader: reader.job("i1.7"),
     {"kind": "message", "payload": {"name": "ask", "variables": {"n": 1}}, "due_at": AT, "element_id": "throw"}),
    ("and outlives its instance", [SENT], [e.InstanceCompleted()], lambda reader: reader.job("i1.7"),
     {"kind": "message"}),
    ("until it is delivered", [SENT], [e.MessageDelivered(job_id="7")], lambda reader: reader.job("i1.7"), None),
    ("a subscription", [SUBSCRIPTION], [], lambda reader: reader.subscription("i1.6"),
     {"name": "answer", "business_key": "TS-1", "activity_id": "i1.2", "element_id": "wait", "root_id": "i1"}),
    ("closed", [SUBSCRIPTION], [e.SubscriptionClosed(subscription_id="6")],
     lambda reader: reader.subscription("i1.6"), None),
    ("an incident", [incident(params={"text": "x > 1"})], [], the_incident,
     {"code": "handler.failed", "params": {"text": "x > 1"}, "state": "open", "created_at": AT, "resolved_at": None}),
    ("resolved", [incident()], [e.IncidentResolved(incident_id="9")], the_incident,
     {"state": "resolved", "resolved_at": LATER}),
    ("a notice to a user", [e.NoticeSent(notice_id="8", element_id="n", template="t", users=["wang"], title="T",
                                         body="B", level="alert")], [], the_notice,
     {"id": "i1.8", "title": "T", "body": "B", "level": "alert", "is_read": False, "created_at": AT}),
    ("a remark", [e.CommentAdded(comment_id="8", text="回电", mentions=["wang"])], [], the_comment,
     {"id": "i1.8", "instance_id": "i1", "root_id": "i1", "author_id": "lu", "text": "回电", "mentions": ("wang",),
      "created_at": AT}),
    ("a file", [e.AttachmentAdded(attachment_id="8", digest="d", name="n.pdf", size=3, media_type="application/pdf")],
     [], the_attachment,
     {"id": "i1.8", "root_id": "i1", "name": "n.pdf", "size": 3, "media_type": "application/pdf", "digest": "d",
      "added_by": "lu", "created_at": AT}),
    ("somebody answers for it", [e.OwnerSet(user_id="wang")], [], the_instance, {"owner_id": "wang"}),
    ("then somebody else", [e.OwnerSet(user_id="wang")], [e.OwnerSet(user_id="li")], the_instance, {"owner_id": "li"}),
    ("it hangs on a customer", [e.CustomerLinked(customer_id="k", device_id="v")], [], the_instance,
     {"customer_id": "k", "device_id": "v"}),
    ("it came from another case", [e.CaseLinked(source_id="i0", source_key="WX-1")], [], the_instance,
     {"source_id": "i0"}),
    ("and no longer", [e.CustomerLinked(customer_id="k", device_id="v")], [e.CustomerLinked()], the_instance,
     {"customer_id": None, "device_id": None}),
    ("a notice to a group", [e.NoticeSent(notice_id="8", element_id="n", template="t", groups=["leads"])], [],
     the_notice, {"id": "i1.8"}),
    ("a notice to somebody else", [e.NoticeSent(notice_id="8", element_id="n", template="t", users=["li"])], [],
     the_notice, None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("first", "then", "found", "expected"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS]
)
def test_an_instance(
    store: Store, first: list[e.Event], then: list[e.Event], found: Callable[[Reader], Any], expected: Any
) -> None:
    deploy(store)
    after = instance()
    _hold(after, first)
    start(store, "i1", *first, after=after)
    if then:
        go_on(store, "i1", then, at=LATER)
    with store.read() as reader:
        row = found(reader)
    if expected is None:
        assert row is None
    else:
        assert {name: getattr(row, name) for name in expected} == expected


@pytest.mark.parametrize(
    ("first", "then", "found", "expected"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS]
)
def test_an_instance_in_one_commit(
    store: Store, first: list[e.Event], then: list[e.Event], found: Callable[[Reader], Any], expected: Any
) -> None:
    """The same end when everything happens at once; times apart."""
    deploy(store)
    start(store, "i1", *first, *then)
    with store.read() as reader:
        row = found(reader)
    times = {"ended_at", "resolved_at"}
    if expected is None:
        assert row is None
    else:
        named = {name: value for name, value in expected.items() if name not in times}
        assert {name: getattr(row, name) for name in named} == named


def _hold(after: m.Instance, events: list[e.Event]) -> None:
    """What a fold of these events would leave open."""
    for event in events:
        match event:
            case e.UserTaskCreated():
                after.user_tasks[event.activity_id] = m.UserTask(id=event.activity_id)
            case e.TimerScheduled():
                after.timers[event.timer_id] = m.Timer(
                    id=event.timer_id, activity_id=event.activity_id, element_id="warn", due_at=AT
                )
            case e.JobCreated():
                after.jobs[event.job_id] = m.Job(
                    id=event.job_id, activity_id=event.activity_id, handler="mail", retries=3
                )
            case e.MessageSent():
                after.jobs[event.job_id] = m.Job(id=event.job_id, activity_id="0", handler="message", retries=1)
            case e.IncidentRaised():
                after.incidents[event.incident_id] = m.Incident(
                    id=event.incident_id,
                    activity_id=event.activity_id,
                    element_id="send",
                    code=event.code,
                    stage="job",
                    job_id=event.job_id,
                )
            case e.SubscriptionOpened():
                after.subscriptions[event.subscription_id] = m.Subscription(
                    id=event.subscription_id, activity_id="2", element_id="wait", kind="message", name=event.name
                )


@pytest.mark.parametrize("ending", [e.ActivityCompleted, e.ActivityCancelled])
def test_what_an_activity_holds_is_gone_with_it(store: Store, ending: Any) -> None:
    """Also where no event says so of each thing."""
    deploy(store)
    held = [activity("2"), timer(), job("4"), SUBSCRIPTION, incident()]
    after = instance()
    _hold(after, held)
    start(store, "i1", *held, after=after)
    go_on(store, "i1", [ending(activity_id="2", element_id="task_2")])
    with store.read() as reader:
        assert (reader.jobs(), reader.subscriptions(), reader.incidents().items) == ([], [], [])


def test_a_dead_job_goes_with_its_incident(store: Store) -> None:
    deploy(store)
    failed = [job(), e.JobFailed(job_id="5", activity_id="2", retries=0, due_at=AT), incident(job_id="5")]
    after = instance()
    _hold(after, failed)
    del after.jobs["5"]
    start(store, "i1", *failed, after=after)
    go_on(store, "i1", [e.IncidentResolved(incident_id="9")])
    with store.read() as reader:
        assert reader.jobs() == []


def test_a_job_that_its_retry_made_anew_lives(store: Store) -> None:
    deploy(store)
    failed = [job(), e.JobFailed(job_id="5", activity_id="2", retries=0, due_at=AT), incident(job_id="5")]
    after = instance()
    _hold(after, failed)
    start(store, "i1", *failed, after=after)
    go_on(store, "i1", [e.IncidentResolved(incident_id="9"), job()])
    with store.read() as reader:
        assert [(each.is_dead, each.retries) for each in reader.jobs()] == [(False, 3)]


def test_an_ended_instance_leaves_no_open_work(store: Store) -> None:
    deploy(store)
    held = [activity("2"), task("2"), timer()]
    after = instance()
    _hold(after, held)
    start(store, "i1", *held, after=after)
    go_on(store, "i1", [e.InstanceCancelled(reason="")])
    with store.read() as reader:
        task_state = the_task(reader).state
        assert (task_state, reader.jobs()) == ("cancelled", [])


def test_activities_keep_the_order_of_starting(store: Store) -> None:
    deploy(store)
    start(store, "i1", activity("1"), activity("3"))
    go_on(store, "i1", [activity("2"), activity("10")])
    with store.read() as reader:
        assert [each.id for each in reader.activities("i1")] == ["i1.1", "i1.3", "i1.2", "i1.10"]


def test_definitions_of_every_kind(store: Store) -> None:
    deploy(store, comment="第一版", start_form="f", candidate_starter_groups=["juniors"])
    same = {"definition_id": "x:1", "key": "x", "version": 1, "deployment_id": "d", "digest": "1" * 64, "file": "x"}
    record_fact(store, "definition:decision:x", e.DecisionDeployed(**same, name="N", ids=["grade", "remedy"]))
    record_fact(store, "definition:form:x", e.FormDeployed(**same))
    record_fact(store, "definition:templates:x", e.TemplatesDeployed(**same))
    record_fact(store, "definition:texts:x", e.TextsDeployed(**same))
    record_fact(store, "definition:drawing:x", e.DrawingDeployed(**same, name="L"))
    with store.read() as reader:
        found = {(each.kind, each.id) for each in reader.definitions()}
        process = reader.latest("process", "complaint")
        decision = reader.decision_file("remedy")
        ids = reader.decision_ids()
    assert found == {("process", "complaint:1")} | {
        (kind, "x:1") for kind in ("decision", "form", "templates", "texts", "drawing")
    }
    assert process is not None
    assert (process.comment, process.start_form, process.candidate_starter_groups) == ("第一版", "f", ("juniors",))
    assert (process.deployed_by, process.deployed_at) == ("lu", AT)
    assert decision is not None
    assert (decision.id, decision.name, ids) == ("x:1", "N", ["grade", "remedy"])


CUSTOMER = {"customer_id": "k1", "name": "赵强", "phone": "13800000001", "note": "常客"}
DEVICE = {"device_id": "v1", "customer_id": "k1", "model": "智能门锁 S2", "serial": "SN1"}


def test_customers_and_their_devices(store: Store) -> None:
    record_fact(store, "customer:k1", e.CustomerCreated(**CUSTOMER), e.DeviceCreated(**DEVICE, sold_on=AT.date()))
    with store.read() as reader:
        customer, device = reader.customer("k1"), reader.device("v1")
    assert customer is not None
    assert (customer.name, customer.phone, customer.email, customer.note) == ("赵强", "13800000001", "", "常客")
    assert (customer.created_at, customer.changed_at) == (AT, AT)
    assert device is not None
    assert (device.customer_id, device.model, device.sold_on) == ("k1", "智能门锁 S2", AT.date())


def test_a_record_changes_as_a_whole(store: Store) -> None:
    record_fact(store, "customer:k1", e.CustomerCreated(**CUSTOMER), e.DeviceCreated(**DEVICE, sold_on=AT.date()))
    changed = e.CustomerChanged(customer_id="k1", name="赵强", email="z@example.com")
    moved = e.DeviceChanged(device_id="v1", customer_id="k1", model="S3", plate="沪A12345")
    record_fact(store, "customer:k1", changed, moved, at=LATER)
    with store.read() as reader:
        customer, [device] = reader.customer("k1"), reader.devices("k1")
    assert customer is not None
    assert (customer.phone, customer.email, customer.note) == ("", "z@example.com", "")
    assert (customer.created_at, customer.changed_at) == (AT, LATER)
    assert (device.model, device.serial, device.plate, device.sold_on) == ("S3", "", "沪A12345", None)


def test_users_settings_and_calendars(store: Store) -> None:
    record_fact(store, "system", e.UserCreated(user_id="wang", name="王", roles=["agent"], groups=["juniors"]))
    record_fact(store, "system", e.UserChanged(user_id="wang", name="王芳", roles=["lead"], is_active=False))
    record_fact(store, "system", e.PasswordChanged(user_id="wang"))
    record_fact(store, "system", e.DemoCreated(begins_at=AT, offset=10.5), e.ClockAdvanced(offset=600.25))
    record_fact(store, "system", e.CalendarSet(key="centre", calendar={"days": [1]}))
    record_fact(store, "system", e.CalendarSet(key="centre", calendar={"days": [1, 2]}))
    with store.read() as reader:
        user = reader.user("wang")
        assert user is not None
        assert (user.name, user.roles, user.groups, user.is_active) == ("王芳", ("lead",), (), False)
        assert float(reader.setting("clock_offset")) == 600.25
        assert reader.setting("demo") == {"begins_at": AT.isoformat()}
        assert (reader.calendar("centre"), reader.calendar("other")) == ({"days": [1, 2]}, None)
        assert [each.id for each in reader.users()] == ["wang"]
