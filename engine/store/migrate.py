"""Brings the tables of a database to the present version, inside the caller's transaction."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

FOLDER = Path(__file__).parent / "migrations"


def upgrade(connection: Connection) -> None:
    """Raises alembic's CommandError when the database is newer than this program."""
    if version_of(connection) != _heads():
        config = configuration()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def is_current(connection: Connection) -> bool:
    """Whether the tables are those of this program; an in-memory database is made from the tables themselves."""
    return version_of(connection) in (_heads(), ())


def version_of(connection: Connection) -> tuple[str, ...]:
    """Empty for a database that was never migrated."""
    return MigrationContext.configure(connection).get_current_heads()


def configuration() -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    return config


@cache
def _heads() -> tuple[str, ...]:
    return tuple(ScriptDirectory.from_config(configuration()).get_heads())
