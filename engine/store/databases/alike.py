"""SQLite databases of one process are alike: what was compiled for one of them suits all that are opened later."""

from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache

DRIVER = "sqlite+alike"
COMPILED: LRUCache[object, object] = LRUCache(1500)  # statements; an engine of SQLAlchemy keeps 500 for itself


class Alike(SQLiteDialect_pysqlite):
    """SQLAlchemy keeps compiled statements by their dialect, and makes a dialect for each engine: these are equal."""

    supports_statement_cache = True

    def __eq__(self, other: object) -> bool:
        return type(other) is Alike

    def __hash__(self) -> int:
        return hash(Alike)


registry.register("sqlite.alike", __name__, Alike.__name__)
