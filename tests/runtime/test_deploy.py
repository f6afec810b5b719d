"""Deployment: everything or nothing, and everything that is wrong at once."""

from typing import Any

import pytest

from engine.api import SYSTEM
from engine.errors import Conflict, DeploymentRefused, Rejected
from engine.model import command as c
from engine.runtime import reading
from tests.runtime.diagram import call, diagram, message, service, user
from tests.runtime.office import LIN, Office

PLAIN = diagram("p", "start > work > end", user("work"))
CHANGED = diagram("p", "start > work > more > end", user("work"), user("more"))
NOTICES = b"templates: {late: {title: 'Late', body: 'Case {case}'}}"
FORM = b'{"id": "f", "type": "default", "schemaVersion": 18, "components": [{"type": "textfield", "key": "name"}]}'
UNDEFINED = diagram("q", "start > call > end", service("call", "nobody"))
DEEP = b"<a>" * 100_000


def start_by(name: str, id: str = "begin") -> str:
    return f'<startEvent id="{id}">{message(name)}</startEvent>'


REFUSED: list[tuple[str, dict[str, bytes], set[tuple[str, str]]]] = [
    ("an unknown handler", {"q.bpmn": UNDEFINED}, {("q.bpmn", "bpmn.unknown_handler")}),
    (
        "all problems of all files at once",
        {"q.bpmn": UNDEFINED, "x.txt": b"?", "n.notices.yaml": b"- 1", "r.bpmn": b"<a/>"},
        {
            ("q.bpmn", "bpmn.unknown_handler"),
            ("x.txt", "deployment.unknown_file"),
            ("n.notices.yaml", "notice.no_templates"),
            ("r.bpmn", "bpmn.not_bpmn"),
        },
    ),
    ("a good file beside a bad one", {"p.bpmn": PLAIN, "x.exe": b""}, {("x.exe", "deployment.unknown_file")}),
    (
        "a DOCTYPE",
        {"p.bpmn": b'<!DOCTYPE d [<!ENTITY a "b">]>' + PLAIN.partition(b"?>")[2]},
        {("p.bpmn", "xml.doctype")},
    ),
    ("elements nested too deep", {"p.bpmn": DEEP}, {("p.bpmn", "xml.too_deep")}),
    ("YAML that is none", {"n.notices.yaml": b"a: [1"}, {("n.notices.yaml", "notice.bad_yaml")}),
    ("one key in two files", {"a.bpmn": PLAIN, "b.bpmn": CHANGED}, {("b.bpmn", "deployment.key_twice")}),
    ("one form id in two files", {"a.form": FORM, "b.form": FORM}, {("b.form", "deployment.key_twice")}),
    (
        "two starts by one message",
        {
            "p.bpmn": diagram(
                "p",
                "one > end; two > end",
                start_by("m", "one"),
                start_by("m", "two"),
                names='<message id="m" name="go"/>',
            )
        },
        {("p.bpmn", "deployment.message_twice")},
    ),
    (
        "a start by a message whose name only an instance knows",
        {"p.bpmn": diagram("p", "begin > end", start_by("m"), names='<message id="m" name="${name}"/>')},
        {("p.bpmn", "deployment.message_name")},
    ),
    ("no file that says anything", {"p.bpmn": b""}, {("p.bpmn", "xml.malformed")}),
    ("a zip that calls itself a diagram", {"p.bpmn": b"PK\x03\x04\x00\x00"}, {("p.bpmn", "xml.malformed")}),
]


@pytest.mark.parametrize(("reason", "files", "problems"), REFUSED, ids=[each[0] for each in REFUSED])
def test_a_refusal_names_everything_and_stores_nothing(
    desk: Office, reason: str, files: dict[str, bytes], problems: set[tuple[str, str]]
) -> None:
    with pytest.raises(DeploymentRefused) as refused:
        desk.do(c.DeployFiles(files=files))
    found = {(each.file, each.code) for each in refused.value.problems if each.severity == "error"}
    assert found >= problems if any(code.startswith("xml") for _, code in problems) else found == problems
    assert desk.engine.definitions(SYSTEM) == []
    assert {(each.file, each.code) for each in desk.engine.check(SYSTEM, files)} >= problems


def test_too_many_and_too_large_is_refused_unread(desk: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LARGEST", len(PLAIN) + 10)
    for files in ({"p.bpmn": PLAIN, "q.bpmn": PLAIN}, {f"{n}.form": b"" for n in range(reading.MOST_FILES + 1)}):
        with pytest.raises(DeploymentRefused) as refused:
            desk.do(c.DeployFiles(files=files))
        assert [each.code for each in refused.value.problems] == ["deployment.too_large"]


def test_an_unchanged_file_keeps_its_version(office: Office) -> None:
    first = office.deploy(PLAIN, p__notices__yaml=NOTICES, f__form=FORM)
    assert sorted(first.definition_ids) == ["f:1", "p:1", "p:1"]
    again = office.deploy(PLAIN, p__notices__yaml=NOTICES + b"\n", f__form=FORM)
    assert sorted(again.definition_ids) == ["f:1", "p:1", "p:2"], "the templates have changed, the others have not"
    forced = office.do(c.DeployFiles(files={"p.bpmn": PLAIN}, is_forced=True))
    assert forced.definition_ids == ["p:2"]


def test_running_instances_stay_on_their_version(office: Office) -> None:
    office.deploy(PLAIN)
    old = office.start()
    office.deploy(CHANGED)
    new = office.start()
    for each in (old, new):
        office.do(c.CompleteUserTask(task_id=office.task(each)))
    assert (office.state(old), office.engine.instance(SYSTEM, old).definition_id) == ("completed", "p:1")
    assert (office.state(new), office.engine.instance(SYSTEM, new).definition_id) == ("active", "p:2")
    assert (
        office.do(c.StartInstance(key="p", version=1))
        and office.engine.versions(SYSTEM, "process", "p")[1].running_count == 1
    )


def test_whoever_publishes_second_is_told(office: Office) -> None:
    office.deploy(PLAIN)
    seen = c.DeployFiles(files={"p.bpmn": CHANGED}, expected_versions={"p": 1})
    office.do(seen)
    with pytest.raises(Conflict) as conflict:
        office.do(c.DeployFiles(files={"p.bpmn": PLAIN}, expected_versions={"p": 1}))
    assert conflict.value.code == "definition.changed_meanwhile"
    assert conflict.value.params["version"] == 2
    assert [each.version for each in office.engine.versions(SYSTEM, "process", "p")] == [2, 1]


def test_a_changed_process_id_is_no_next_version(desk: Office) -> None:
    with pytest.raises(Rejected) as rejected:
        desk.do(c.DeployFiles(files={"p.bpmn": PLAIN}, expected_versions={"other": 3}))
    assert rejected.value.code == "definition.key_missing"


def test_forms_and_tables_may_come_with_the_diagram_that_needs_them(desk: Office) -> None:
    with_form = diagram("p", "start > work > end", user("work", formRef="f", formRefBinding="latest"))
    with pytest.raises(DeploymentRefused):
        desk.deploy(with_form)
    assert set(desk.deploy(with_form, f__form=FORM).definition_ids) == {"p:1", "f:1"}


def test_warnings_come_with_the_answer(desk: Office) -> None:
    drawn = PLAIN.replace(b'isExecutable="true"', b'isExecutable="false"')
    warnings: list[Any] = desk.deploy(drawn).warnings
    assert "bpmn.not_executable" in {each.code for each in warnings}


def test_no_agent_deploys(desk: Office) -> None:
    with pytest.raises(Rejected) as rejected:
        desk.do(c.DeployFiles(files={"p.bpmn": PLAIN}), LIN)
    assert rejected.value.code == "identity.permission_missing"


BOUND = call("ask", "q").replace("calledElement=", 'camunda:calledElementBinding="deployment" calledElement=')
FREE = call("ask", "q")


@pytest.mark.parametrize(
    ("asked", "changed", "ids", "runs"),
    [
        (BOUND, "", ["p:1", "q:1"], "work"),
        (BOUND, "p", ["p:2", "q:2"], "work"),
        (BOUND, "q", ["p:2", "q:2"], "more"),
        (FREE, "p", ["p:2", "q:1"], "work"),
        (FREE, "q", ["p:1", "q:2"], "more"),
    ],
)
def test_what_is_bound_to_its_deployment_gets_a_version_with_it(
    office: Office, asked: str, changed: str, ids: list[str], runs: str
) -> None:
    """Else an unchanged caller would go on to call what it came with before, and a changed one would find nothing."""

    def files(new: str) -> tuple[bytes, bytes]:
        step = "more" if new == "q" else "work"
        caller = diagram("p", "start > ask > end", asked, names="<!-- new -->" if new == "p" else "")
        return caller, diagram("q", f"start > {step} > end", user(step))

    office.deploy(*files(""))
    assert sorted(office.deploy(*files(changed)).definition_ids) == ids
    [called] = office.engine.called(SYSTEM, office.start())
    assert [each.element_id for each in office.tasks(called.id)] == [runs]


def test_what_is_bound_and_not_among_the_files_is_told(office: Office) -> None:
    called = diagram("q", "start > work > end", user("work"))
    office.deploy(called)
    alone = office.deploy(diagram("p", "start > ask > end", BOUND)).warnings
    assert [(each.code, each.element_id) for each in alone] == [("deployment.not_together", "ask")]
    assert not office.deploy(diagram("p", "start > ask > end", BOUND), called).warnings
    assert not office.deploy(diagram("p", "start > ask > end", FREE)).warnings
