"""The server ends connections: whoever has one of them does not notice, as long as nothing can have been committed."""

import pytest
from sqlalchemy import create_engine, text

from engine.identity.token import new_token
from engine.model.command import CompleteUserTask, CreateUser
from engine.model.token import CreateToken
from engine.store.busy import Busy
from engine.store.store import Store
from tests.runtime.diagram import diagram, user
from tests.runtime.office import LIN, Office
from tests.store.build import AT, deploy, start

pytestmark = pytest.mark.postgres


@pytest.fixture
def server_url(database_url: str) -> str:
    if database_url.startswith("sqlite"):
        pytest.skip("SQLite has no connections to lose")
    return database_url


def end_all(url: str) -> None:
    """Every connection to the database but this one."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
        connection.execute(text(f"{others} AND pid <> pg_backend_pid()"))
    engine.dispose()


def test_a_command_is_tried_again_on_a_new_one(server_url: str) -> None:
    office = Office(server_url)
    office.deploy(diagram("p", "start > work > end", user("work")))
    case = office.start()
    for _ in range(3):
        end_all(server_url)
        office.start()
    end_all(server_url)
    office.do(CompleteUserTask(task_id=office.task(case)), LIN)
    assert office.state(case) == "completed"
    office.close()


def test_in_the_middle_it_is_busy_and_nothing_is_written(server_url: str) -> None:
    store = Store.open(server_url)
    deploy(store)
    start(store, "i1")
    with pytest.raises(Busy, match="store.lost"), store.write() as unit:
        unit.family("i1")
        end_all(server_url)
        unit.remember("c", b"1", AT)
        unit.answer("other")
    with store.write() as unit:
        assert unit.answer("c") is None
    store.close()


def test_who_asks_is_looked_up_on_a_new_one(server_url: str) -> None:
    office, token = Office(server_url), new_token()
    office.do(CreateUser(user_id="wang", name="王敏", roles=["agent"]))
    office.do(CreateToken(token_id=token.id, digest=token.digest, name="billing", roles=["agent"]))
    for look in (
        lambda: office.engine.actor("wang"),
        lambda: office.engine.signed_in("wang", ""),
        lambda: office.engine.token_holder(token.text),
    ):
        end_all(server_url)
        assert look() is not None
    office.close()
