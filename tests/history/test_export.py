"""The export of a family, from a real database."""

from collections.abc import Iterator

import msgspec
import pytest

from engine.api import SYSTEM, Engine
from engine.clock import ManualClock
from engine.history.verify import verify_export
from engine.model import command as c
from tests.kernel.desk import MONDAY

BPMN = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="x">
  <process id="{key}" isExecutable="true">
    <startEvent id="start"/><sequenceFlow id="f1" sourceRef="start" targetRef="a"/>
    {element}<sequenceFlow id="f2" sourceRef="a" targetRef="end"/><endEvent id="end"/>
  </process>
</definitions>"""
FILES = {
    "outer.bpmn": BPMN.format(key="outer", element='<callActivity id="a" calledElement="inner"/>').encode(),
    "inner.bpmn": BPMN.format(key="inner", element='<userTask id="a" name="核实"/>').encode(),
}


@pytest.fixture
def engine() -> Iterator[Engine]:
    with Engine.open("sqlite://", clock=ManualClock(MONDAY)) as engine:
        engine.execute(c.DeployFiles(files=FILES), SYSTEM)
        yield engine


def test_a_family_is_exported_with_its_diagrams_and_proves_itself(engine: Engine) -> None:
    root_id = engine.execute(c.StartInstance(key="outer", variables={"客户": "赵强"}), SYSTEM)
    data = engine.export(SYSTEM, root_id)
    document = msgspec.json.decode(data)
    assert [len(document[part]) for part in ("instances", "definitions")] == [2, 2]
    assert verify_export(data).problems == []
    task = engine.user_tasks(SYSTEM, "all").items[0]
    engine.execute(c.CompleteUserTask(task_id=task.id), SYSTEM)
    later = engine.export(SYSTEM, root_id)
    assert later != data
    assert verify_export(later).problems == []
    assert engine.export(SYSTEM, root_id) == later, "the same history gives the same bytes"
    called_id = document["instances"][1]["id"]
    assert engine.export(SYSTEM, called_id) == later, "a family is exported as a whole"


def test_the_reads_of_the_engine(engine: Engine) -> None:
    root_id = engine.execute(c.StartInstance(key="outer"), SYSTEM)
    assert engine.verify(SYSTEM, root_id).is_whole
    assert engine.replay(SYSTEM, root_id).is_verified
    assert engine.timeline(SYSTEM, root_id)[0].kind == "timeline.instance_started"
