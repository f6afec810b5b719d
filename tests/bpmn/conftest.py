"""Small diagrams from a few lines of XML, and what the reader says about them."""

from collections.abc import Callable

import pytest

from engine.bpmn.read import Reading, read
from engine.errors import DeploymentRefused
from engine.model.definition import Catalog
from engine.model.problem import Problem

HEAD = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="file" targetNamespace="test"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:camunda="http://camunda.org/schema/1.0/bpmn"
 xmlns:zeebe="http://camunda.org/schema/zeebe/1.0">"""
CATALOG = Catalog(
    processes=frozenset({"other"}),
    decisions=frozenset({"grade"}),
    forms=frozenset({"sheet"}),
    handlers=frozenset({"archive", "com.acme.Archive"}),
    script_formats=frozenset({"token"}),
    groups=frozenset({"agents"}),
)
Model = Callable[..., bytes]
Read = Callable[..., Reading]
Problems = Callable[..., tuple[Problem, ...]]


def file_of(inside: str, outside: str = "") -> bytes:
    """A file with one executable process `p`, and declarations beside it."""
    return f'{HEAD}{outside}<process id="p" isExecutable="true">{inside}</process></definitions>'.encode()


def line_of(*nodes: str) -> str:
    """Start, these nodes in a row (ids n1, n2 ... are theirs to give), end; flows f0, f1 ..."""
    ids = [node.partition('id="')[2].partition('"')[0] for node in nodes]
    path = ["start", *ids, "end"]
    flows = "".join(
        f'<sequenceFlow id="f{index}" sourceRef="{source}" targetRef="{target}"/>'
        for index, (source, target) in enumerate(zip(path, path[1:], strict=False))
    )
    return f'<startEvent id="start"/>{"".join(nodes)}<endEvent id="end"/>{flows}'


@pytest.fixture
def model() -> Model:
    return lambda *nodes, outside="": file_of(line_of(*nodes), outside)


@pytest.fixture
def raw() -> Model:
    return file_of


@pytest.fixture
def reading() -> Read:
    """The reading of a file that is accepted, against a small catalog."""
    return lambda data, catalog=CATALOG: read(data, "test.bpmn", catalog)


@pytest.fixture
def problems() -> Problems:
    """All findings about a file, accepted or not."""

    def found(data: bytes, catalog: Catalog = CATALOG) -> tuple[Problem, ...]:
        try:
            return read(data, "test.bpmn", catalog).problems
        except DeploymentRefused as refusal:
            return tuple(refusal.problems)

    return found
