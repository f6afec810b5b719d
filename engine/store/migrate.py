"""Brings the tables of a database to the present version, inside the caller's transaction."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

FOLDER = Path(__file__).parent / "migrations"


def upgrade(connection: Connection) -> None:
    """Raises alembic's CommandError when the database is newer than this program."""
    config = configuration()
    current = MigrationContext.configure(connection).get_current_heads()
    if current != tuple(ScriptDirectory.from_config(config).get_heads()):
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def configuration() -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    return config
