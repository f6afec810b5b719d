"""Every route for every kind of person: who may, who may not. A route that is not in the table fails.

The case belongs to lin: lin started it and has its first task. Everybody else asks for somebody else's case.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient

from engine.api import SYSTEM, Engine
from engine.model.command import (
    AddAttachment,
    ClaimUserTask,
    CreateCustomer,
    CreateDevice,
    DeployFiles,
    SaveDefinitionDraft,
    StartInstance,
)

SignIn = Callable[[str], FlaskClient]

BROKEN = Path(__file__).parent / "broken" / "broken.bpmn"

ROLES = {  # who asks -> user id
    "lin": "lin",  # the agent whose case it is
    "agent": "sun",  # another agent, of another group
    "lead": "zhao",
    "supervisor": "wang",
    "manager": "chen",
    "owner": "owner",
    "auditor": "auditor",
    "admin": "admin",
}
EVERYBODY = set(ROLES)
PUBLIC = EVERYBODY | {"nobody"}
WORKERS = {"lin", "agent", "lead", "supervisor", "manager"}
DECIDERS = {"supervisor", "manager"}
KEEPERS = DECIDERS | {"owner"}  # of what runs
LEADERS = DECIDERS | {"lead"}
READERS = LEADERS | {"owner", "auditor"}  # of every case
WATCHERS = DECIDERS | {"owner", "auditor"}  # of incidents

TABLE: dict[tuple[str, str], set[str]] = {
    # open to the world
    ("GET", "static"): PUBLIC,
    ("GET", "health.show"): PUBLIC,
    ("GET", "health.ready"): PUBLIC,
    ("GET", "login.show"): PUBLIC,
    ("POST", "login.enter"): PUBLIC,
    ("POST", "home.choose_language"): PUBLIC,
    # one's own, whoever one is
    ("POST", "login.leave"): EVERYBODY,
    ("GET", "home.show"): EVERYBODY,
    ("GET", "pulse.show"): EVERYBODY,
    ("GET", "preferences.show"): EVERYBODY,
    ("POST", "preferences.change"): EVERYBODY,
    ("GET", "notices.index"): EVERYBODY,
    ("POST", "notices.read_all"): EVERYBODY,
    ("GET", "contact.own"): EVERYBODY,
    ("GET", "contact.show"): {"lin", "admin"},  # lin's
    ("POST", "contact.change"): {"lin", "admin"},
    ("GET", "tasks.index"): EVERYBODY,
    ("GET", "tasks.folder"): EVERYBODY,
    # work
    ("GET", "start.index"): EVERYBODY,  # a list of what one may start: empty for some
    ("GET", "start.show"): WORKERS,
    ("POST", "start.begin"): WORKERS,
    ("GET", "tasks.show"): {"lin", "lead", "supervisor", "manager", "auditor"},
    ("POST", "tasks.claim"): {"lin"},
    ("POST", "tasks.release"): {"lin"} | LEADERS,
    ("POST", "tasks.complete"): {"lin"},
    ("POST", "notices.open_case"): {"lin"} | READERS,
    ("POST", "clock.advance"): EVERYBODY - {"auditor"},
    # cases
    ("GET", "instances.index"): READERS,
    ("GET", "instances.show"): {"lin"} | READERS,
    ("GET", "instances.diagram"): {"lin"} | READERS,
    ("GET", "instances.export"): {"manager", "auditor"},
    ("POST", "instances.cancel"): KEEPERS,
    ("POST", "instances.begin"): {"lin"} | LEADERS,
    ("POST", "suspension.suspend"): KEEPERS,
    ("POST", "suspension.resume"): KEEPERS,
    ("POST", "suspension.resume_version"): KEEPERS,
    ("GET", "modification.show"): KEEPERS,
    ("POST", "modification.show"): KEEPERS,
    ("POST", "modification.modify"): KEEPERS,
    ("GET", "variables.show"): KEEPERS,
    ("POST", "variables.change"): KEEPERS,
    ("POST", "restart.restart"): KEEPERS,
    ("GET", "migration.show"): KEEPERS,
    ("POST", "migration.show"): KEEPERS,
    ("POST", "migration.migrate"): KEEPERS,
    ("GET", "returning.show"): KEEPERS | {"lin"},  # who has the task
    ("POST", "returning.give_back"): KEEPERS | {"lin"},
    ("POST", "returning.withdraw"): KEEPERS,  # it was completed by nobody yet
    ("GET", "audit.show"): READERS,
    ("GET", "audit.steps"): READERS,
    ("POST", "cases.comment"): {"lin"} | LEADERS,
    ("POST", "cases.attach"): {"lin"} | LEADERS,
    ("GET", "cases.download"): {"lin"} | READERS,
    ("POST", "cases.set_owner"): LEADERS,
    ("POST", "cases.link"): {"lin"} | LEADERS,
    # the desk
    ("POST", "desk.claim"): WORKERS,
    ("POST", "desk.release"): WORKERS,
    ("POST", "desk.presence"): {"lin"} | LEADERS,
    ("POST", "desk.draft"): {"lin"},
    ("POST", "desk.hand_over"): {"lin"},
    ("POST", "desk.follow_up"): {"lin"},
    ("POST", "desk.save_filter"): EVERYBODY,
    ("POST", "desk.delete_filter"): EVERYBODY,
    ("GET", "export.instances"): READERS,
    ("GET", "export.tasks"): LEADERS | {"auditor"},
    # customers
    ("GET", "customers.index"): WORKERS | {"auditor"},
    ("GET", "customers.show"): WORKERS | {"auditor"},
    ("GET", "customers.new"): WORKERS,
    ("POST", "customers.create"): WORKERS,
    ("POST", "customers.change"): WORKERS,
    ("POST", "customers.create_device"): WORKERS,
    ("POST", "customers.change_device"): WORKERS,
    ("GET", "customers.device"): WORKERS | {"auditor"},
    ("POST", "customers.put_on"): {"lin"} | LEADERS,
    # erasure
    ("GET", "erasure.index"): {"manager", "admin"},
    ("GET", "erasure.show"): {"manager", "admin"},
    ("POST", "erasure.erase"): {"manager", "admin"},
    # supervision
    ("GET", "supervision.overdue"): LEADERS | {"auditor"},
    ("POST", "supervision.assign"): LEADERS,
    ("GET", "incidents.index"): WATCHERS,
    ("GET", "incidents.show"): WATCHERS,
    ("POST", "incidents.retry"): DECIDERS,
    ("POST", "incidents.set_variable"): KEEPERS,
    ("GET", "deliveries.index"): WATCHERS,
    ("GET", "messages.index"): WATCHERS,
    ("GET", "jobs.index"): WATCHERS,
    ("GET", "commits.search"): {"auditor"},
    ("POST", "deliveries.retry"): DECIDERS,
    ("POST", "deliveries.send_again"): DECIDERS,
    # archives
    ("GET", "archives.index"): {"manager", "auditor"},
    ("POST", "archives.keep"): {"owner"},
    # definitions
    ("GET", "definitions.index"): EVERYBODY,
    ("GET", "definitions.show"): EVERYBODY,
    ("GET", "definitions.download"): EVERYBODY,
    ("GET", "definitions.element_templates"): EVERYBODY,
    ("GET", "modeler.source"): EVERYBODY,
    ("GET", "compare.show"): EVERYBODY,
    ("GET", "definitions.upload"): {"owner"},
    ("POST", "definitions.upload"): {"owner"},
    ("GET", "editor.source"): EVERYBODY,
    ("GET", "editor.show"): {"owner"},
    ("POST", "editor.check"): {"owner"},
    ("POST", "editor.publish"): {"owner"},
    ("POST", "drafts.save"): {"owner"},
    ("POST", "lint.check"): {"owner"},
    ("GET", "drafts.show"): {"owner"},
    ("GET", "drafts.source"): {"owner"},
    ("GET", "drafts.add"): {"owner"},
    ("POST", "drafts.publish"): {"owner"},
    ("POST", "drafts.discard"): {"owner"},
    ("GET", "blank.show"): {"owner"},
    ("GET", "blank.source"): {"owner"},
    ("GET", "modeler.show"): {"owner"},
    ("POST", "modeler.check"): {"owner"},
    ("POST", "modeler.publish"): {"owner"},
    ("POST", "modeler.attempt"): {"owner"},
    # people
    ("GET", "users.index"): {"admin"},
    ("GET", "users.new"): {"admin"},
    ("POST", "users.create"): {"admin"},
    ("GET", "users.show"): {"admin"},
    ("POST", "users.change"): {"admin"},
    ("POST", "users.reset_password"): {"admin"},
    ("GET", "tokens.index"): {"admin"},
    ("GET", "tokens.new"): {"admin"},
    ("POST", "tokens.create"): {"admin"},
    ("POST", "tokens.revoke"): {"admin"},
    # after this nothing can be started
    ("POST", "suspension.suspend_version"): KEEPERS,
}


@dataclass(frozen=True)
class Things:
    """What the routes are about, made anew for each request that changes something."""

    instance_id: str
    task_id: str  # lin's
    offered_task_id: str  # on offer to lin's group
    incident_id: str
    attachment_id: str
    customer_id: str
    device_id: str
    draft_id: str


@pytest.fixture
def make_things(
    engine: Engine, start_case: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> Callable[[], Things]:
    engine.execute(DeployFiles(files={BROKEN.name: BROKEN.read_bytes()}), SYSTEM)
    monkeypatch.setattr(engine, "is_demo", lambda: True)
    lin = engine.actor("lin")
    assert lin is not None

    def make() -> Things:
        instance_id, other_id = start_case(), start_case()
        task_id = engine.instance_tasks(SYSTEM, instance_id)[0].id
        engine.execute(ClaimUserTask(task_id=task_id), lin)
        stuck: str = engine.execute(StartInstance(key="broken"), lin)
        [incident] = engine.instance_incidents(SYSTEM, stuck)
        offered = engine.instance_tasks(SYSTEM, other_id)[0].id
        file = AddAttachment(instance_id=instance_id, name="a.txt", content=b"a")
        customer_id = engine.execute(CreateCustomer(name="赵强"), lin)
        device_id = engine.execute(CreateDevice(customer_id=customer_id, model="S2"), lin)
        attachment_id = engine.execute(file, lin)
        draft = SaveDefinitionDraft(kind="form", key=instance_id, content=b"{}")
        draft_id = engine.execute(draft, SYSTEM).draft_id
        return Things(instance_id, task_id, offered, incident.id, attachment_id, customer_id, device_id, draft_id)

    return make


def arguments(endpoint: str, things: Things) -> dict[str, Any]:
    """For url_for."""
    every = {
        "desk.claim": {},
        "desk.release": {},
        "desk.save_filter": {},
        "desk.delete_filter": {},
        "export.instances": {"kind": "csv"},
        "export.tasks": {"folder": "all", "kind": "csv"},
        "cases.download": {"attachment_id": things.attachment_id},
        "customers.new": {},
        "customers.create": {},
        "customers.change_device": {"device_id": things.device_id},
        "customers.device": {"device_id": things.device_id},
        "contact.own": {},
        "static": {"filename": "icon.svg"},
        "tasks.folder": {"folder": "mine"},
        "tasks.claim": {"task_id": things.offered_task_id},
        "notices.open_case": {"notice_id": "1"},
        "start.show": {"key": "desk"},
        "start.begin": {"key": "desk"},
        "suspension.suspend_version": {"key": "desk", "version": 1},
        "suspension.resume_version": {"key": "desk", "version": 1},
        "definitions.show": {"kind": "process", "key": "desk"},
        "definitions.download": {"kind": "process", "key": "desk", "version": 1},
        "lint.check": {"kind": "process", "key": "desk"},
        "drafts.save": {"kind": "form", "key": "desk_start"},
        "drafts.source": {"draft_id": things.draft_id, "kind": "form", "key": things.instance_id},
        "drafts.add": {"draft_id": things.draft_id, "definition": "form/desk_start"},
        "users.show": {"user_id": "zhang"},
        "tokens.revoke": {"token_id": "nothing"},
        "users.change": {"user_id": "zhang"},
        "users.reset_password": {"user_id": "zhang"},
    }
    by_page = {
        "tasks": {"task_id": things.task_id},
        "instances": {"instance_id": things.instance_id},
        "audit": {"instance_id": things.instance_id},
        "cases": {"instance_id": things.instance_id},
        "desk": {"task_id": things.task_id},
        "customers": {"customer_id": things.customer_id},
        "erasure": {"customer_id": things.customer_id},
        "incidents": {"incident_id": things.incident_id},
        "contact": {"user_id": "lin"},
        "archives": {"key": "desk"},
        "modeler": {"key": "desk"},
        "compare": {"key": "desk"},
        "migration": {"key": "desk"},
        "suspension": {"instance_id": things.instance_id},
        "modification": {"instance_id": things.instance_id},
        "variables": {"instance_id": things.instance_id},
        "restart": {"instance_id": things.instance_id},
        "returning": {"task_id": things.task_id},
        "editor": {"kind": "form", "key": "desk_start"},
        "drafts": {"draft_id": things.draft_id},
    }
    plain = {"tasks.index", "instances.index", "customers.index", "incidents.index", "archives.index", "erasure.index"}
    return {} if endpoint in plain else every.get(endpoint, by_page.get(endpoint.partition(".")[0], {}))


def body(endpoint: str, things: Things) -> dict[str, Any]:
    """What a person with the right would send: keyword arguments of the client."""
    form = {
        "desk.claim": {"task_id": things.offered_task_id},
        "desk.release": {"task_id": things.task_id},
        "desk.hand_over": {"assignee": "zhang"},
        "desk.save_filter": {"back": "/instances?state=active", "name": "x"},
        "cases.comment": {"text": "回电"},
        "cases.set_owner": {"user_id": "zhang"},
        "cases.link": {"customer_id": things.customer_id},
        "customers.create": {"name": "钱进"},
        "erasure.erase": {"reason": "本人要求", "is_sure": "yes"},
        "archives.keep": {"days": "30", "reason": "规定"},
        "customers.put_on": {"case": things.instance_id},
        "customers.change": {"name": "赵强"},
        "customers.create_device": {"model": "S3"},
        "customers.change_device": {"model": "S3"},
        "instances.cancel": {"reason": "重复"},
        "instances.begin": {"activity_id": f"{things.instance_id}.0", "element_id": "handle"},
        "suspension.suspend": {"reason": "重复"},
        "suspension.suspend_version": {"reason": "重复"},
        "modification.modify": {"reason": "重复"},
        "restart.restart": {"reason": "重复"},
        "returning.give_back": {"reason": "重复"},
        "returning.withdraw": {"reason": "重复"},
        "variables.change": {"name": "amount", "kind": "number", "value": "3"},
        "supervision.assign": {"task_id": things.task_id, "assignee": "zhang"},
        "incidents.set_variable": {"name": "amount", "kind": "number", "value": "3"},
        "notices.open_case": {"instance_id": things.instance_id},
        "clock.advance": {"seconds": "600"},
        "drafts.publish": {"revision": "1", "comment": "x"},
        "drafts.discard": {"revision": "1"},
        "users.create": {"user_id": "he", "name": "何苗"},
        "tokens.create": {"name": "账务", "topics": "credit"},
        "users.change": {"name": "张三", "roles": ["agent"], "is_active": "yes"},
        "login.enter": {"user_id": "lin", "password": "wrong"},
    }
    if endpoint == "cases.attach":
        return {"data": {"file": (io.BytesIO(b"a"), "a.txt")}}
    if endpoint == "definitions.upload":
        return {"data": {"files": [(io.BytesIO(BROKEN.read_bytes()), "broken.bpmn")]}}
    if endpoint in {"drafts.save", "lint.check"}:
        return {"json": {"source": "{}"}}
    if endpoint in {"modeler.check", "modeler.publish", "modeler.attempt", "editor.check", "editor.publish"}:
        return {"json": {"source": "<a/>", "comment": ""}}
    sent: dict[str, Any] = {}
    sent["tasks.complete"] = {"variables": {"result": "已退款"}}
    sent["start.begin"] = {"variables": {"customer": "赵强"}}
    return {"json": sent[endpoint]} if endpoint in sent else {"data": form.get(endpoint, {})}


def ask(app: Flask, client: FlaskClient, method: str, endpoint: str, things: Things) -> Any:
    with app.test_request_context():
        url = url_for(endpoint, **arguments(endpoint, things))
    return client.get(url) if method == "GET" else client.post(url, **body(endpoint, things))


def test_every_route_is_in_the_table(app: Flask) -> None:
    routes = {
        (method, rule.endpoint)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert routes == set(TABLE)


@pytest.mark.parametrize("role", ROLES)
def test_each_may_do_what_the_table_says(
    app: Flask, sign_in: SignIn, make_things: Callable[[], Things], role: str
) -> None:
    things, wrong = make_things(), []
    for (method, endpoint), allowed in TABLE.items():
        if method == "POST":
            things = make_things()
        answer = ask(app, sign_in(ROLES[role]), method, endpoint, things)
        status = answer.status_code
        is_right = _was_allowed(status, endpoint) if role in allowed else status == 403
        if not is_right:
            wrong.append((method, endpoint, status, "allowed" if role in allowed else "403"))
    assert wrong == []


def test_who_is_not_signed_in_is_sent_to_the_login(app: Flask, make_things: Callable[[], Things]) -> None:
    things, wrong = make_things(), []
    for (method, endpoint), allowed in TABLE.items():
        answer = ask(app, app.test_client(), method, endpoint, things)
        at_the_door = answer.status_code == 401 or "/login" in answer.headers.get("Location", "")
        is_right = answer.status_code < 500 and (endpoint.startswith("login.") or not at_the_door)
        if not (is_right if "nobody" in allowed else at_the_door):
            wrong.append((method, endpoint, answer.status_code))
    assert wrong == []


def _was_allowed(status: int, endpoint: str) -> bool:
    """Let in; 422 where what was sent is refused for another reason than rights, 401 for a wrong password."""
    refused = {
        "clock.advance": {422},
        "instances.begin": {422},  # no ad-hoc sub-process is open
        "modeler.check": {200},
        "modeler.publish": {422},
        "modeler.attempt": {422},
        "editor.check": {200},
        "editor.publish": {422},
        "drafts.add": {404},  # a draft of a form takes nothing else
        "drafts.publish": {422},
        "login.enter": {401},
        "suspension.resume": {422},  # it runs
        "modification.modify": {422},  # nothing to be moved
        "migration.migrate": {422},  # nothing chosen
        "restart.restart": {422},  # it runs
        "returning.give_back": {422},  # it is the first task
        "returning.withdraw": {422},
        "deliveries.retry": {404},  # of nothing
        "tokens.revoke": {404},
        "deliveries.send_again": {404},
    }
    return status in refused.get(endpoint, {200, 302})
