"""What the store needs of a database."""

from contextlib import AbstractContextManager
from typing import Protocol

from sqlalchemy import Connection, Dialect


class Database(Protocol):
    """Connections inside a transaction: committed at the end, rolled back when something is raised."""

    @property
    def dialect(self) -> Dialect: ...

    def prepare(self) -> None:
        """Makes the tables, or migrates them."""
        ...

    def write(self) -> AbstractContextManager[Connection]: ...

    def read(self) -> AbstractContextManager[Connection]:
        """One consistent state, from the first read to the last."""
        ...

    def connections(self) -> tuple[int, int]:
        """Those in use in this process, and how many there may be."""
        ...

    def shrink(self) -> None:
        """Gives back the disk of rows that were deleted, as far as that stops nobody."""
        ...

    def close(self) -> None: ...
