"""Log lines that name what the thread was about."""

import json
import logging

import pytest

from engine.api import SYSTEM, Engine
from engine.errors import EngineError, Rejected
from engine.handlers import Context
from engine.model import command as c
from engine.monitoring.log import Json, Text, configure

log = logging.getLogger("handler")
DIAGRAM = b"""<?xml version="1.0"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn"
  id="d" targetNamespace="tests"><process id="logged" isExecutable="true">
  <startEvent id="start"/><sequenceFlow id="f1" sourceRef="start" targetRef="work"/>
  <serviceTask id="work" camunda:type="external" camunda:topic="say"/>
  <sequenceFlow id="f2" sourceRef="work" targetRef="end"/><endEvent id="end"/>
</process></definitions>"""


class Lines(logging.Handler):
    def __init__(self, formatter: logging.Formatter) -> None:
        super().__init__()
        self.setFormatter(formatter)
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(self.format(record))


@pytest.fixture
def lines(request: pytest.FixtureRequest) -> object:
    handler = Lines(request.param())
    log.addHandler(handler)
    yield handler
    log.removeHandler(handler)


def say(variables: object, context: Context) -> dict[str, object]:
    log.warning("here %s", "I am")
    return {}


@pytest.mark.parametrize("lines", [Json], indirect=True)
def test_a_handler_is_told_with_its_job_and_case(lines: Lines) -> None:
    with Engine.open("sqlite://", handlers={"say": say}) as engine:
        engine.execute(c.DeployFiles(files={"logged.bpmn": DIAGRAM}), SYSTEM)
        case = engine.execute(c.StartInstance(key="logged"), SYSTEM)
    line = json.loads(lines.texts[0])
    assert line["message"] == "here I am"
    assert line["level"] == "WARNING"
    assert line["root_id"] == line["instance_id"] == case
    assert line["job_kind"] == "handler"
    assert line["job_id"].startswith(case)


@pytest.mark.parametrize("lines", [Text], indirect=True)
def test_outside_of_commands_there_are_no_ids(lines: Lines) -> None:
    log.warning("by myself")
    assert lines.texts[0].endswith("WARNING handler by myself")


@pytest.mark.parametrize("lines", [Json], indirect=True)
def test_an_error_is_one_line_with_its_traceback(lines: Lines) -> None:
    try:
        raise Rejected("task.unknown", task="é\n")
    except Rejected:
        log.exception("it failed")
    assert "\n" not in lines.texts[0]
    assert "task.unknown" in json.loads(lines.texts[0])["error"]


@pytest.mark.parametrize(("format", "level"), [("xml", "INFO"), ("json", "LOUD")])
def test_what_nobody_knows_is_refused(format: str, level: str) -> None:
    with pytest.raises(EngineError, match="server.bad_log"):
        configure(format, level)
