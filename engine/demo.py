"""A database with staff and cases for newcomers, on a clock of its own that can be moved ahead."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from engine.api import SYSTEM, Engine
from engine.errors import Rejected
from engine.identity.password import random_password
from engine.locale.words import words
from engine.model import command as c
from engine.scenario import demo
from engine.scenario.folder import STAFF, files
from engine.scenario.scenario import Person

LANGUAGE = "zh"


@dataclass(frozen=True, slots=True)
class Account:
    """`password` is None when it was given out before."""

    user_id: str
    name: str
    roles: tuple[str, ...]
    groups: tuple[str, ...]
    password: str | None


def prepare(engine: Engine, shipped: Path, *, with_new_passwords: bool = False) -> list[Account]:
    """Fill an empty database; one that is filled keeps what it has. Raises Rejected when it is no demo."""
    found = demo.load(shipped / "processes" / STAFF)
    if not engine.is_demo():
        if engine.definitions(SYSTEM):
            raise Rejected("demo.not_empty")
        engine.execute(c.CreateDemo(begins_at=found.opens_at), SYSTEM)
    if engine.now() < found.begins_at:
        _fill(engine, shipped, found)
    new = {person.user_id for person in found.staff} if with_new_passwords else engine.without_password(SYSTEM)
    known = engine.names()
    return [_account(engine, each, is_new=each.user_id in new) for each in found.staff if each.user_id in known]


def _fill(engine: Engine, shipped: Path, found: demo.Demo) -> None:
    """Or fill it up, where it was interrupted: then without the cases that did not come so far."""
    known = engine.names()
    for person in found.staff:
        if person.user_id not in known:
            _create(engine, person)
    deploy_shipped(engine, shipped)
    if not engine.instance_ids(SYSTEM):
        demo.play(engine, lambda moment: _move(engine, moment), found)
    _move(engine, found.begins_at)


def deploy_shipped(engine: Engine, shipped: Path) -> None:
    """Every process folder; what is deployed already keeps its version."""
    for folder in sorted(each for each in (shipped / "processes").iterdir() if any(each.glob("*.bpmn"))):
        engine.execute(c.DeployFiles(files=files(folder)), SYSTEM)


def _create(engine: Engine, person: Person) -> None:
    command = c.CreateUser(
        user_id=person.user_id, name=person.name, roles=list(person.roles), groups=list(person.groups)
    )
    engine.execute(command, SYSTEM)


def _account(engine: Engine, person: Person, *, is_new: bool) -> Account:
    password = random_password() if is_new else None
    if password is not None:
        engine.execute(c.ChangePassword(user_id=person.user_id, password=password), SYSTEM)
    return Account(person.user_id, person.name, tuple(person.roles), tuple(person.groups), password)


def _move(engine: Engine, moment: datetime) -> None:
    seconds = (moment - engine.now()).total_seconds()
    if seconds > 0:
        engine.execute(c.AdvanceClock(seconds=seconds), SYSTEM)


def greeting(accounts: Iterable[Account], address: str) -> str:
    """What the terminal shows: the address, and who can sign in."""
    lines = ["", f"  Kefuflow 客服流程  {address}", ""]
    for account in accounts:
        roles = "、".join(words(f"role.{role}", {}, LANGUAGE) for role in account.roles)
        groups = "、".join(words(f"group.{group}", {}, LANGUAGE) for group in account.groups)
        password = account.password or "（密码已在首次启动时显示；make passwords 可重置）"
        lines.append(f"  {account.user_id:<14}{password:<22}{account.name}  {roles}  {groups}")
    return "\n".join([*lines, ""])
