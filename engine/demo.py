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
    if engine.is_demo():
        return [_account(engine, person, is_new=with_new_passwords) for person in found.staff]
    if engine.definitions(SYSTEM):
        raise Rejected("demo.not_empty")
    engine.execute(c.CreateDemo(begins_at=found.opens_at), SYSTEM)
    for person in found.staff:
        _create(engine, person)
    deploy_shipped(engine, shipped)
    demo.play(engine, lambda moment: _move(engine, moment), found)
    return [_account(engine, person, is_new=True) for person in found.staff]


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
