"""What the store needs of a database."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from typing import Any, NamedTuple, Protocol

from sqlalchemy import Connection, TableClause

from engine.clock import Clock
from engine.store.rows import Rows

Found = list[tuple[Any, ...]]


class Asked(NamedTuple):
    """A statement of the hot path that answers something, and its parameters by name."""

    clause: Any
    parameters: dict[str, Any]


class Session(Protocol):
    """One transaction that writes."""

    @property
    def connection(self) -> Connection:
        """For statements off the hot path, in the same transaction."""
        ...

    def exchange(self, rows: Rows, asked: Sequence[Asked] = ()) -> list[Found]:
        """Writes and empties `rows`, then asks; what each select found. One round trip where there is a server."""
        ...

    def finish(self, rows: Rows) -> None:
        """Writes the last rows and commits; nothing may follow."""
        ...


class Database(Protocol):
    """Connections inside a transaction: rolled back when something is raised."""

    locks_rows: bool
    """Whether several write at once, kept apart by locks on rows."""

    def prepare(self) -> None:
        """Makes the tables, or migrates them."""
        ...

    def write(self) -> AbstractContextManager[Session]:
        """Committed by `Session.finish`, else undone."""
        ...

    def look(self, asked: Asked) -> Found:
        """What a select finds in the last commit, by itself: one round trip where there is a server."""
        ...

    def change(self, asked: Asked) -> Found:
        """What a statement answers that writes, committed by itself: one round trip where there is a server."""
        ...

    def read(self) -> AbstractContextManager[Connection]:
        """One consistent state, from the first read to the last."""
        ...

    def alone(self) -> AbstractContextManager[Connection]:
        """A transaction, committed at its end, while nobody else is there.

        Raises EngineError `store.in_use`, `store.used_by`, `store.in_memory`.
        """
        ...

    def load(self, connection: Connection, table: TableClause, pages: Iterable[Sequence[Sequence[Any]]]) -> None:
        """Many rows at once, with the values of all columns in their order."""
        ...

    def clock(self) -> Clock:
        """Real time, the same for all that share the database."""
        ...

    def give_hint(self) -> None:
        """To whoever awaits one, in other processes too; may get lost."""
        ...

    def await_hints(self, heard: Callable[[], None], is_over: Callable[[], bool]) -> None:
        """Calls `heard` again and again, until it is over; where there are no hints, never."""
        ...

    def connections(self) -> tuple[int, int]:
        """Those in use in this process, and how many there may be."""
        ...

    def shrink(self) -> None:
        """Gives back the disk of rows that were deleted, as far as that stops nobody."""
        ...

    def close(self) -> None: ...
