"""A desk in memory with two kinds of agents, and one process whose cases people talk about."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from engine.api import SYSTEM, Actor, Engine
from engine.clock import ManualClock
from engine.model.command import CreateUser, DeployFiles, StartInstance

MONDAY_NINE = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
DESK = Path(__file__).parents[1] / "web" / "desk"
STAFF = {  # id: name, roles, groups
    "lin": ("林晓", ["agent"], ["junior_agents"]),
    "zhang": ("张三", ["agent"], ["junior_agents"]),
    "zhang2": ("张三", ["agent"], ["junior_agents"]),
    "sun": ("孙丽", ["agent"], ["senior_agents"]),
    "li": ("Li Na", ["agent"], ["senior_agents"]),
    "zhao": ("赵磊", ["team_lead"], ["team_leads"]),
    "auditor": ("吴静", ["auditor"], []),
    "owner": ("周涛", ["process_owner"], []),
}

Who = Callable[[str], Actor]


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(MONDAY_NINE)


@pytest.fixture
def engine(clock: ManualClock) -> Iterator[Engine]:
    with Engine.open("sqlite://", clock=clock) as engine:
        for user_id, (name, roles, groups) in STAFF.items():
            engine.execute(CreateUser(user_id=user_id, name=name, roles=roles, groups=groups), SYSTEM)
        engine.execute(DeployFiles(files={each.name: each.read_bytes() for each in DESK.iterdir()}), SYSTEM)
        yield engine


@pytest.fixture
def who(engine: Engine) -> Who:
    def actor(user_id: str) -> Actor:
        found = engine.actor(user_id)
        assert found is not None
        return found

    return actor


@pytest.fixture
def case_id(engine: Engine, who: Who) -> str:
    """Started by lin."""
    started: str = engine.execute(StartInstance(key="desk", variables={"customer": "赵强"}), who("lin"))
    return started
