"""Diagrams that show and do not run are kept, and cannot be started."""

import pytest

from engine.api import SYSTEM
from engine.errors import DeploymentRefused, Rejected
from engine.model import command as c
from tests.runtime.office import Office

HEAD = '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="file" targetNamespace="t">'


def file(inside: str) -> bytes:
    return f"{HEAD}{inside}</definitions>".encode()


def process(key: str, said: str) -> str:
    """With an event that waits for a message that nobody has named: it cannot be executed."""
    return (
        f'<process id="{key}" name="{key.upper()}" {said}><startEvent id="{key}s"/><intermediateCatchEvent id="{key}c">'
        f'<messageEventDefinition/></intermediateCatchEvent><sequenceFlow id="{key}f" sourceRef="{key}s"'
        f' targetRef="{key}c"/></process>'
    )


NOT, DOES, UNSAID = 'isExecutable="false"', 'isExecutable="true"', ""
PARTIES = '<collaboration id="c" name="All"><participant id="x"/><participant id="y"/>{}</collaboration>'
MESSAGE = '<messageFlow id="m" sourceRef="x" targetRef="y"/>'

KEPT = [
    (process("a", NOT), {("a", "A")}, "a process that is marked as not executable"),
    (process("a", NOT) + process("b", NOT), {("a", "A"), ("b", "B")}, "several"),
    (PARTIES.format(MESSAGE) + process("a", UNSAID), {("a", "A")}, "a landscape that says nothing"),
    (PARTIES.format(""), {("c", "All")}, "parties without a process"),
    ('<choreography id="ch"><startEvent id="s"/></choreography>', {("ch", None)}, "a choreography"),
    (
        PARTIES.replace('id="x"', 'id="x" name="Shop" processRef="a"') + process("a", NOT).replace('name="A" ', ""),
        {("a", "Shop")},
        "a party by its name",
    ),
    ('<dataStore id="d" name="Orders"/>', {("file", None)}, "data alone"),
]


@pytest.mark.parametrize(("inside", "expected", "why"), KEPT, ids=[row[2] for row in KEPT])
def test_what_only_shows_is_kept(desk: Office, inside: str, expected: set[tuple[str, str | None]], why: str) -> None:
    deployment = desk.do(c.DeployFiles(files={"a.bpmn": file(inside)}))
    assert deployment.warnings[0].code == "deployment.drawing"
    assert {each.severity for each in deployment.warnings} == {"warning"}
    found = desk.engine.definitions(SYSTEM, "drawing")
    assert {(each.key, each.name) for each in found} == expected
    assert desk.engine.source(SYSTEM, found[0].id, "drawing") == file(inside)
    with pytest.raises(Rejected, match=r"process\.is_drawing"):
        desk.do(c.StartInstance(key=found[0].key))
    assert not [each for each in desk.engine.definitions(SYSTEM, "process") if each.key in dict(expected)]


REFUSED = [
    (process("a", DOES), "what is to be executed"),
    (process("a", NOT) + process("b", DOES), "one of several is to be executed"),
    (process("a", UNSAID), "a process of which nothing is said"),
    (PARTIES.format("") + process("a", UNSAID), "parties that send nothing"),
    (PARTIES.format(MESSAGE) + process("a", DOES), "a landscape that is to be executed"),
]


@pytest.mark.parametrize(("inside", "why"), REFUSED, ids=[row[1] for row in REFUSED])
def test_what_may_be_meant_to_run_is_refused(desk: Office, inside: str, why: str) -> None:
    with pytest.raises(DeploymentRefused) as refusal:
        desk.do(c.DeployFiles(files={"a.bpmn": file(inside)}))
    assert "bpmn.no_message" in {each.code for each in refusal.value.problems if each.severity == "error"}


def test_a_drawing_takes_no_place_of_a_process(desk: Office) -> None:
    runs = f'<process id="a" {DOES}><startEvent id="s"/></process>'
    desk.do(c.DeployFiles(files={"a.bpmn": file(runs)}))
    with pytest.raises(DeploymentRefused):
        desk.do(c.DeployFiles(files={"a.bpmn": file(process("a", NOT))}))


def test_whoever_publishes_a_process_gets_no_drawing(desk: Office) -> None:
    """An editor that says which version it follows means a process."""
    with pytest.raises(DeploymentRefused):
        desk.do(c.DeployFiles(files={"a.bpmn": file(process("a", NOT))}, expected_versions={"process/a": 0}))


def test_a_process_may_take_the_place_of_a_drawing(desk: Office) -> None:
    desk.do(c.DeployFiles(files={"a.bpmn": file(process("a", NOT))}))
    runs = f'<process id="a" {DOES}><startEvent id="s"/></process>'
    desk.do(c.DeployFiles(files={"a.bpmn": file(runs)}))
    assert desk.engine.instance(SYSTEM, desk.do(c.StartInstance(key="a"))).state == "completed"
