"""API tokens: what they let another program do, and when they end."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from engine.api import SYSTEM
from engine.clock import ManualClock
from engine.errors import Conflict, Forbidden, NotFound, Rejected
from engine.identity.actor import ANY_TOPIC, person
from engine.identity.role import Role
from engine.identity.token import NewToken, new_token
from engine.model import command as c
from engine.model import event as e
from engine.model.token import CreateToken, RevokeToken
from tests.runtime.office import MONDAY, Office

ADMIN = person("admin", "管理员", ["admin"])


def create(office: Office, token: NewToken, **fields: Any) -> str:
    given: dict[str, Any] = {"name": "billing", "roles": ["agent"]} | fields
    return str(office.do(CreateToken(token_id=token.id, digest=token.digest, **given), ADMIN))


@pytest.fixture
def token() -> NewToken:
    return new_token()


def test_it_stands_for_its_roles_groups_and_topics(office: Office, token: NewToken) -> None:
    create(office, token, groups=["desk"], topics=["credit"])
    holder = office.engine.token_holder(token.text)
    assert holder is not None
    assert (holder.user_id, holder.name, holder.kind) == (f"token:{token.id}", "billing", "user")
    assert (holder.roles, holder.groups) == ({Role.AGENT}, {"desk"})
    assert holder.works_on("credit") and not holder.works_on("debit")


def test_any_topic(office: Office, token: NewToken) -> None:
    create(office, token, roles=[], topics=[ANY_TOPIC])
    holder = office.engine.token_holder(token.text)
    assert holder is not None and holder.works_on("whatever") and not holder.roles


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param(lambda text: text[:-1] + ("A" if text[-1] != "A" else "B"), id="another secret"),
        pytest.param(lambda text: text.replace("kf_", "kf_x", 1), id="another id"),
        pytest.param(lambda text: "", id="nothing"),
        pytest.param(lambda text: text + " ", id="more than a token"),
        pytest.param(lambda text: new_token().text, id="never made known"),
        pytest.param(lambda text: "kf_" + "é" * 54, id="letters that no token has"),
    ],
)
def test_what_is_no_token_stands_for_nobody(desk: Office, token: NewToken, changed: Any) -> None:
    create(desk, token)
    assert desk.engine.token_holder(changed(token.text)) is None


def test_it_ends_when_it_is_revoked(office: Office, token: NewToken) -> None:
    create(office, token)
    for _ in range(2):  # once more changes nothing
        office.do(RevokeToken(token_id=token.id), ADMIN)
    assert office.engine.token_holder(token.text) is None
    [view] = office.engine.tokens(ADMIN)
    assert view.revoked_at == MONDAY
    assert sum(isinstance(each, e.TokenRevoked) for each in office.events("system")) == 1


def test_it_ends_when_its_time_is_over(desk: Office, token: NewToken) -> None:
    real = ManualClock(datetime.now(MONDAY.tzinfo))
    desk.engine._services.store.real_clock = real
    create(desk, token, expires_at=real.now() + timedelta(days=1))
    assert desk.engine.token_holder(token.text) is not None
    real.advance(timedelta(days=1))
    assert desk.engine.token_holder(token.text) is None


def test_its_use_is_noted_once_a_minute(desk: Office, token: NewToken) -> None:
    real = ManualClock(MONDAY)
    desk.engine._services.store.real_clock = real
    create(desk, token)
    noted = []
    for _ in range(3):
        desk.engine.token_holder(token.text)
        noted.append(desk.engine.tokens(ADMIN)[0].last_used_at)
        real.advance(timedelta(seconds=40))
    assert noted == [MONDAY, MONDAY, MONDAY + timedelta(seconds=80)]


def test_nothing_secret_is_written_down(office: Office, token: NewToken) -> None:
    create(office, token)
    [created] = office.events("system", e.TokenCreated)
    kept = repr(created) + repr(office.engine.tokens(ADMIN))
    assert token.digest not in kept and token.text.rpartition("_")[2] not in kept


def test_history_names_who_acted(office: Office, token: NewToken) -> None:
    create(office, token)
    holder = office.engine.token_holder(token.text)
    assert holder is not None
    office.do(c.ReadNotices(), holder)
    assert office.engine.names()[holder.user_id] == "billing"


GOOD = new_token()
NEW = CreateToken(token_id=GOOD.id, digest=GOOD.digest, name="x", topics=["a"])


@pytest.mark.parametrize(
    ("command", "code"),
    [
        pytest.param(replace(NEW, topics=[]), "token.without_rights", id="it could do nothing"),
        pytest.param(replace(NEW, name=" "), "token.bad_name", id="nobody would know what it is for"),
        pytest.param(replace(NEW, name="x" * 101), "token.bad_name", id="too long"),
        pytest.param(replace(NEW, digest="secret"), "token.malformed", id="no digest"),
        pytest.param(replace(NEW, token_id="a/b"), "token.malformed", id="no id"),
        pytest.param(replace(NEW, roles=["system"]), "identity.role_unknown", id="a role of the engine"),
        pytest.param(replace(NEW, expires_at=MONDAY), "token.expired_already", id="over before it began"),
    ],
)
def test_what_is_refused(desk: Office, command: CreateToken, code: str) -> None:
    with pytest.raises(Rejected, match=code.replace(".", r"\.")):
        desk.do(command, ADMIN)


def test_no_two_of_one_id(office: Office, token: NewToken) -> None:
    create(office, token)
    with pytest.raises(Conflict):
        create(office, token)


def test_an_unknown_one_cannot_be_revoked(desk: Office) -> None:
    with pytest.raises(NotFound):
        desk.do(RevokeToken(token_id="no"), SYSTEM)


def test_only_administrators_see_them(desk: Office) -> None:
    with pytest.raises(Forbidden):
        desk.engine.tokens(person("lin", "林晓", ["agent"]))
