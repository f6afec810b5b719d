"""A desk whose process tells people by all ways, and channels that do as they are told."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from engine.api import SYSTEM, Actor, Engine
from engine.clock import ManualClock
from engine.model.command import ChangeContact, CreateUser, DeployFiles, StartInstance
from engine.model.contact import Contact
from engine.model.view import DeliveryView
from engine.notify.channel import Undelivered
from engine.notify.message import Message
from engine.notify.outside import Outside

MONDAY_NINE = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)  # 09:00 in Shanghai
STAFF = {  # id: roles, groups
    "lin": (["agent"], ["juniors"]),
    "sun": (["agent"], ["juniors"]),
    "gone": (["agent"], ["juniors"]),
    "wang": (["supervisor"], ["supervisors"]),
    "auditor": (["auditor"], []),
    "admin": (["admin"], []),
}
DIAGRAM = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn"
    id="d" targetNamespace="t">
  <process id="tell" isExecutable="true" camunda:historyTimeToLive="P30D">
    <startEvent id="start"/>
    <sequenceFlow id="a" sourceRef="start" targetRef="notify"/>
    <serviceTask id="notify" camunda:type="external" camunda:topic="notify">
      <extensionElements><camunda:inputOutput>
        <camunda:inputParameter name="template">${what}</camunda:inputParameter>
        <camunda:inputParameter name="toUsers">${users}</camunda:inputParameter>
        <camunda:inputParameter name="toGroups">${groups}</camunda:inputParameter>
        <camunda:inputParameter name="toChannels">${by}</camunda:inputParameter>
        <camunda:inputParameter name="number">${7}</camunda:inputParameter>
      </camunda:inputOutput></extensionElements>
    </serviceTask>
    <sequenceFlow id="b" sourceRef="notify" targetRef="work"/>
    <userTask id="work" camunda:candidateGroups="juniors"/>
    <sequenceFlow id="c" sourceRef="work" targetRef="end"/>
    <endEvent id="end"/>
  </process>
</definitions>
"""
TEMPLATES = """templates:
  plain: {title: "通知 {number}", body: "客户 {customer}"}
  mail: {title: "邮件 {number}", body: "客户 {customer}", title_en: "Mail {number}", body_en: "For {customer}",
    channels: [in_app, email]}
  alert: {level: alert, title: "警报", body: "{customer}", channels: [email, wecom]}
  hook: {title: "挂钩", body: "{customer}", channels: [webhook]}
  broken: {title: "坏 {customer}", body: "{missing}", channels: [in_app, email]}
"""


@dataclass
class Carrier:
    """Fails as long as `failure` is set."""

    failure: Exception | None = None
    sent: list[Message] = field(default_factory=list)

    def send(self, message: Message) -> str:
        if self.failure is not None:
            raise self.failure
        self.sent.append(message)
        return ",".join(person.contact.email or person.user_id for person in message.persons)


DOWN = Undelivered("http.no_answer", is_channel_down=True, reason="TimeoutError")
FOR_NOW = Undelivered("smtp.refused", status=451)
FOR_EVER = Undelivered("smtp.recipient_refused", is_final=True, status=550)


class Desk:
    def __init__(self, engine: Engine, clock: ManualClock, carriers: dict[str, Carrier]) -> None:
        self.engine, self.clock, self.carriers = engine, clock, carriers

    def who(self, user_id: str) -> Actor:
        actor = self.engine.actor(user_id)
        assert actor is not None
        return actor

    def tell(
        self, what: str, users: str | None = None, groups: str | None = None, by: str | None = None, **more: object
    ) -> str:
        """Starts a case that tells; answers its id."""
        variables = {"what": what, "users": users, "groups": groups, "by": by, "customer": "赵强"} | more
        instance_id: str = self.engine.execute(StartInstance(key="tell", variables=variables), SYSTEM)
        return instance_id

    def reach(self, user_id: str, **fields: object) -> None:
        contact = Contact(**({"email": f"{user_id}@example.com"} | fields))  # type: ignore[arg-type]
        self.engine.execute(ChangeContact(user_id=user_id, contact=contact), SYSTEM)

    def deliveries(self, **filters: str) -> list[DeliveryView]:
        return list(self.engine.deliveries(SYSTEM, **filters).items)  # type: ignore[arg-type]

    def states(self) -> dict[str, str]:
        """Channel and recipient -> state."""
        return {f"{each.channel}:{each.user_id}": each.state for each in self.deliveries()}


@pytest.fixture
def carriers() -> dict[str, Carrier]:
    return {name: Carrier() for name in ("email", "webhook", "wecom")}


Open = Callable[[str], Desk]


@pytest.fixture
def open_desk(carriers: dict[str, Carrier]) -> Iterator[Open]:
    """On a database of one's choice."""
    opened: list[Engine] = []

    def open_it(url: str) -> Desk:
        clock = ManualClock(MONDAY_NINE)
        outside = Outside(carriers, url="https://kefu.example.com")
        engine = Engine.open(url, clock=clock, outside=outside)
        opened.append(engine)
        for user_id, (roles, groups) in STAFF.items():
            engine.execute(CreateUser(user_id=user_id, name=user_id.title(), roles=roles, groups=groups), SYSTEM)
        files = {"tell.bpmn": DIAGRAM.encode(), "tell.notices.yaml": TEMPLATES.encode()}
        engine.execute(DeployFiles(files=files), SYSTEM)
        return Desk(engine, clock, carriers)

    yield open_it
    for engine in opened:
        engine.close()


@pytest.fixture
def desk(open_desk: Open) -> Desk:
    return open_desk("sqlite://")
