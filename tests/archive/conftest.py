"""A desk whose cases end, and are kept for thirty days."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.api import SYSTEM
from engine.archiving import Archiver
from engine.model import command as c
from engine.model.archive import SetRetention
from tests.runtime.office import Office

BPMN = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="x">
  <process id="{key}" name="{key} 流程" isExecutable="true">
    <startEvent id="start"/><sequenceFlow id="f1" sourceRef="start" targetRef="a"/>
    {element}<sequenceFlow id="f2" sourceRef="a" targetRef="end"/><endEvent id="end"/>
  </process>
</definitions>"""
FILES = {
    "outer.bpmn": BPMN.format(key="outer", element='<callActivity id="a" calledElement="inner"/>').encode(),
    "inner.bpmn": BPMN.format(key="inner", element='<userTask id="a" name="核实"/>').encode(),
}


class Desk(Office):
    """`archiver` works on the folder `archive` beside the database."""

    folder: Path

    def set_up(self) -> None:
        self.do(c.DeployFiles(files=FILES))
        self.do(SetRetention(process_key="outer", days=30))

    def ended(self, *names: str) -> None:
        """Cases that end at once."""
        for name in names:
            self.begun(name)
            self.do(c.AddComment(instance_id=name, text=f"已联系客户 {name}"))
            self.do(c.AddAttachment(instance_id=name, name="照片.png", content=b"\x89PNG\r\n\x1a\n" + b"photo"))
            self.do(c.CompleteUserTask(task_id=self.open_task(name)))

    def begun(self, name: str) -> None:
        variables = {"customer": "赵强", "phone": "138-0013"}
        self.do(c.StartInstance(key="outer", instance_id=name, business_key=f"TS-{name}", variables=variables))

    def open_task(self, name: str) -> str:
        with self.engine._services.store.read() as reader:
            [task] = [each for each in reader.user_tasks(root_id=name, limit=9).items if each.state == "open"]
        return task.id

    def archiver(self, **options: object) -> Archiver:
        return Archiver(self.engine._services, self.folder, **options)  # type: ignore[arg-type]

    def there(self) -> list[str]:
        """Roots that are in the database."""
        return sorted(
            each.id for each in self.engine.instances(SYSTEM, state=None, limit=200).items if each.root_id == each.id
        )

    def broken(self) -> dict[str, list[object]]:
        return {name: each.problems for name, each in self.engine.verify_all(SYSTEM) if not each.is_whole}


@pytest.fixture
def desk(database_url: str, tmp_path: Path) -> Iterator[Desk]:
    made = Desk(database_url)
    made.folder = tmp_path / "archive"
    made.set_up()
    yield made
    made.close()
