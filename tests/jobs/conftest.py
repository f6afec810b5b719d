from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.runtime.office import Office


@pytest.fixture
def open_office(database_url: str) -> Iterator[Callable[..., Office]]:
    """Opens one with the handlers given; all that were opened are closed."""
    made: list[Office] = []

    def opened(**handlers: Any) -> Office:
        made.append(Office(database_url, **handlers))
        return made[-1]

    yield opened
    for each in made:
        each.close()


@pytest.fixture
def office(open_office: Callable[..., Office]) -> Office:
    return open_office()


@pytest.fixture
def desk() -> Iterator[Office]:
    """In memory: for what does not depend on how it is stored."""
    made = Office("sqlite://")
    made.hire()
    yield made
    made.close()
