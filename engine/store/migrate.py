"""Brings the tables of a database to the present version, inside the caller's transaction.

Programs of two versions may work side by side: a migration that only adds names, as `oldest_program`, the revision of
the oldest program that works with the tables after it. The greatest of them stands in the database: programs from that
one on go on, older ones stop.
"""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, delete, insert, select

from engine.errors import EngineError
from engine.store.tables.account import setting

FLOOR = "schema_floor"
FOLDER = Path(__file__).parent / "migrations"


def upgrade(connection: Connection) -> None:
    """Raises EngineError `store.newer` when a newer program made tables that this one cannot work with."""
    found = version_of(connection)
    if found == newest():
        return
    if not set(found) <= _revisions().keys():
        if not _suits(connection):
            raise EngineError("store.newer", schema=" ".join(found), program=" ".join(newest()))
        return
    config = configuration()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    connection.execute(delete(setting).where(setting.c.name == FLOOR))
    connection.execute(insert(setting).values(name=FLOOR, value=max(_revisions().values())))


def is_usable(connection: Connection) -> bool:
    """Whether the tables are those of this program, or newer ones that suit it; those in memory always do."""
    return version_of(connection) in (newest(), ()) or _suits(connection)


def _suits(connection: Connection) -> bool:
    floor = connection.scalar(select(setting.c.value).where(setting.c.name == FLOOR))
    return floor is not None and floor <= max(newest())


def version_of(connection: Connection) -> tuple[str, ...]:
    """Empty for a database that was never migrated."""
    return MigrationContext.configure(connection).get_current_heads()


def configuration() -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    return config


@cache
def newest() -> tuple[str, ...]:
    """Of the tables as this program has them."""
    return tuple(ScriptDirectory.from_config(configuration()).get_heads())


@cache
def _revisions() -> dict[str, str]:
    """Each with the oldest program that works with the tables after it: its own where it does not say."""
    found = ScriptDirectory.from_config(configuration()).walk_revisions()
    return {each.revision: getattr(each.module, "oldest_program", each.revision) for each in found}
