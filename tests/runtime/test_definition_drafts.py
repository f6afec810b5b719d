"""Drafts of definitions: kept whatever they hold, lost by nobody, and published as a step of their own."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from engine.api import SYSTEM
from engine.errors import Conflict, DeploymentRefused, Forbidden, NotFound, Rejected
from engine.identity.actor import person
from engine.model import command as c
from engine.model import event as e
from engine.model.view import DefinitionDraft, DraftRevision
from engine.runtime import definition_drafts
from tests.runtime.diagram import diagram, service, user
from tests.runtime.office import Office

WU = person("wu", "吴刚", ["process_owner"])
XIE = person("xie", "谢芳", ["process_owner"])
LIN = person("lin", "林晓", ["agent"])
PLAIN = diagram("p", "start > work > end", user("work"))
CHANGED = diagram("p", "start > work > more > end", user("work"), user("more"))
WITH_FORM = diagram("p", "start > work > end", user("work", formRef="f", formRefBinding="latest"))
FAULTY = diagram("p", "start > call > end", service("call", "nobody"))
FORM = b'{"id": "f", "type": "default", "schemaVersion": 18, "components": [{"type": "textfield", "key": "name"}]}'


def save(office: Office, content: bytes = CHANGED, actor: Any = WU, **more: Any) -> DraftRevision:
    command = c.SaveDefinitionDraft(**{"kind": "process", "key": "p", "content": content, **more})
    saved: DraftRevision = office.do(command, actor)
    return saved


def publish(office: Office, saved: DraftRevision, actor: Any = WU, **more: Any) -> Any:
    given = {"draft_id": saved.draft_id, "revision": saved.revision, "comment": "因为", **more}
    return office.do(c.PublishDefinitionDraft(**given), actor)


def drafts(office: Office) -> list[DefinitionDraft]:
    return office.engine.definition_drafts(WU, "process", "p")


def versions(office: Office) -> list[tuple[int, str | None, str]]:
    return [(each.version, each.deployed_by, each.comment) for each in office.engine.versions(SYSTEM, "process", "p")]


@pytest.fixture
def shop(office: Office) -> Office:
    office.deploy(PLAIN)
    return office


def test_a_draft_is_kept_with_who_and_when_and_changes_nothing(shop: Office) -> None:
    saved = save(shop, base_version=1)
    [draft] = drafts(shop)
    [file] = draft.files
    assert (draft.id, draft.kind, draft.key, draft.revision) == (saved.draft_id, "process", "p", 1)
    assert (file.file, file.base_version, file.saved_by, file.saved_at) == ("d0.bpmn", 1, "wu", shop.clock.now())
    assert shop.engine.draft_source(WU, draft.id, "process", "p") == CHANGED
    assert len(versions(shop)) == 1


def test_what_happens_to_a_draft_stands_in_the_history_of_its_definition(shop: Office) -> None:
    first = save(shop, base_version=1)
    save(shop, FORM, XIE, draft_id=first.draft_id, kind="form", key="f")
    shop.do(c.DiscardDefinitionDraft(draft_id=first.draft_id, revision=2), WU)
    published = save(shop, base_version=1)
    publish(shop, published)
    events = shop.events("definition:process:p")[1:]
    assert [type(each) for each in events] == [
        e.DefinitionDraftSaved,
        e.DefinitionDraftSaved,
        e.DefinitionDraftDiscarded,
        e.DefinitionDraftSaved,
        e.ProcessDeployed,
        e.DefinitionDraftPublished,
    ]
    assert events[2].files == ["form/f", "process/p"]
    assert events[5].deployment_id == events[4].deployment_id


FAULTS = [
    ("a handler that nobody registered", {"content": FAULTY}),
    ("a process of another key", {"content": diagram("q", "start > end")}),
    ("XML that is no diagram", {"content": b"<a/>"}),
    ("a form without anything in it", {"kind": "form", "key": "f", "content": b"{}"}),
    ("a table without anything in it", {"kind": "decision", "key": "t", "content": b"<definitions/>"}),
    ("templates that are no YAML", {"kind": "templates", "key": "p", "content": b"a: [1"}),
    ("texts with a comma too many", {"kind": "texts", "key": "p.en", "content": b'{"a": "b",}'}),
]


@pytest.mark.parametrize(("reason", "given"), FAULTS, ids=[each[0] for each in FAULTS])
def test_a_faulty_draft_is_saved_and_not_published(shop: Office, reason: str, given: dict[str, Any]) -> None:
    saved = save(shop, **given)
    with pytest.raises(Rejected if reason == "a process of another key" else DeploymentRefused):
        publish(shop, saved)
    assert shop.engine.definition_draft(WU, saved.draft_id).revision == 1, "it is still there"
    assert len(versions(shop)) == 1


UNREADABLE = [
    ("half a diagram", {"content": PLAIN[:100]}, "xml.malformed"),
    ("a DOCTYPE", {"content": b'<!DOCTYPE d [<!ENTITY a "b">]><d/>'}, "xml.doctype"),
    ("a form that is no JSON", {"kind": "form", "content": b"{"}, "definition_draft.unreadable"),
    ("a form that is nested too deep", {"kind": "form", "content": b"[" * 200_000}, "definition_draft.unreadable"),
    ("texts that are no text", {"kind": "texts", "content": b"\xff"}, "definition_draft.unreadable"),
    ("more than is deployed", {"kind": "texts", "content": b" " * 6_000_000}, "definition_draft.too_large"),
    ("a kind that does not exist", {"kind": "toys", "content": b""}, "definition.unknown_kind"),
    ("no key", {"key": " "}, "text.missing"),
]


@pytest.mark.parametrize(("reason", "given", "code"), UNREADABLE, ids=[each[0] for each in UNREADABLE])
def test_what_no_editor_could_open_again_is_not_saved(
    desk: Office, reason: str, given: dict[str, Any], code: str
) -> None:
    with pytest.raises(Rejected) as rejected:
        save(desk, **given)
    assert rejected.value.code == code, reason
    assert desk.engine.definition_drafts(WU) == []


def test_whoever_saves_second_is_told_and_loses_nothing(shop: Office) -> None:
    begun = save(shop, PLAIN, base_version=1)
    mine = {"draft_id": begun.draft_id, "revision": begun.revision}
    save(shop, CHANGED, XIE, **mine)
    with pytest.raises(Conflict) as conflict:
        save(shop, WITH_FORM, WU, **mine)
    assert conflict.value.code == "definition_draft.changed_meanwhile"
    assert conflict.value.params["by"] == "xie"
    save(shop, WITH_FORM, WU, base_version=1)
    contents = {shop.engine.draft_source(WU, each.id, "process", "p") for each in drafts(shop)}
    assert contents == {CHANGED, WITH_FORM}, "both are there, to be compared"


def test_of_two_at_the_same_moment_one_is_told(shop: Office) -> None:
    begun = save(shop, PLAIN, base_version=1)

    def attempt(content: bytes) -> bool:
        try:
            save(shop, content, draft_id=begun.draft_id, revision=begun.revision)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(4) as hands:
        done = list(hands.map(attempt, [CHANGED, WITH_FORM, FAULTY, PLAIN]))
    assert sum(done) == 1
    assert shop.engine.definition_draft(WU, begun.draft_id).revision == 2


def test_two_files_of_a_draft_are_edited_side_by_side(shop: Office) -> None:
    begun = save(shop, WITH_FORM, base_version=1)
    save(shop, FORM, XIE, draft_id=begun.draft_id, kind="form", key="f")
    again = save(shop, WITH_FORM, WU, draft_id=begun.draft_id, revision=begun.revision)
    assert again.revision == 3
    with pytest.raises(Conflict):
        save(shop, FORM, WU, draft_id=begun.draft_id, kind="form", key="f", revision=1)


def test_all_files_of_a_draft_are_published_together(shop: Office) -> None:
    begun = save(shop, WITH_FORM, base_version=1)
    with pytest.raises(DeploymentRefused):
        publish(shop, begun)
    both = save(shop, FORM, draft_id=begun.draft_id, kind="form", key="f")
    deployment = publish(shop, both, XIE, comment="  改用表单 ")
    assert set(deployment.definition_ids) == {"p:2", "f:1"}
    assert versions(shop)[0] == (2, "xie", "改用表单")
    assert drafts(shop) == []


def test_publishing_needs_a_comment(shop: Office) -> None:
    saved = save(shop, base_version=1)
    for comment, code in ((" ", "text.missing"), ("长" * 501, "text.too_long")):
        with pytest.raises(Rejected) as rejected:
            publish(shop, saved, comment=comment)
        assert rejected.value.code == code
    assert len(versions(shop)) == 1


def test_only_what_was_looked_at_is_published(shop: Office) -> None:
    begun = save(shop, base_version=1)
    save(shop, FAULTY, XIE, draft_id=begun.draft_id, revision=1)
    for command in (
        c.PublishDefinitionDraft(draft_id=begun.draft_id, revision=1, comment="x"),
        c.DiscardDefinitionDraft(draft_id=begun.draft_id, revision=1),
    ):
        with pytest.raises(Conflict) as conflict:
            shop.do(command, WU)
        assert conflict.value.code == "definition_draft.changed_meanwhile"
    assert len(drafts(shop)) == 1


def test_what_was_published_meanwhile_is_not_overwritten_unseen(shop: Office) -> None:
    saved = save(shop, base_version=1)
    shop.do(c.DeployFiles(files={"d0.bpmn": WITH_FORM, "f.form": FORM}), XIE)
    with pytest.raises(Conflict) as conflict:
        publish(shop, saved)
    assert conflict.value.code == "definition.changed_meanwhile"
    publish(shop, saved, replaces={"process/p": 2})
    assert versions(shop)[0][0] == 3


def test_a_draft_that_changes_nothing_is_not_published(shop: Office) -> None:
    saved = save(shop, PLAIN, base_version=1)
    with pytest.raises(Rejected) as rejected:
        publish(shop, saved)
    assert rejected.value.code == "definition_draft.unchanged"


def test_a_new_process_begins_as_a_draft(office: Office) -> None:
    saved = save(office, PLAIN)
    assert [each.file for each in office.engine.definition_draft(WU, saved.draft_id).files] == ["p.bpmn"]
    publish(office, saved)
    assert [each[0] for each in versions(office)] == [1]


def test_a_command_sent_again_is_answered_again(shop: Office) -> None:
    saving = {"command_id": "s1", "base_version": 1}
    first = save(shop, **saving)
    assert save(shop, **saving) == first
    deployment = publish(shop, first, command_id="p1")
    assert publish(shop, first, command_id="p1") == deployment
    assert len(versions(shop)) == 2
    with pytest.raises(NotFound):
        publish(shop, first)


def test_drafts_are_bounded(desk: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(definition_drafts, "MOST", 1)
    monkeypatch.setattr(definition_drafts, "LARGEST", len(PLAIN) + 10)
    begun = save(desk, PLAIN)
    with pytest.raises(Rejected) as rejected:
        save(desk, PLAIN)
    assert rejected.value.code == "definition_draft.too_many"
    with pytest.raises(Rejected) as rejected:
        save(desk, FORM, draft_id=begun.draft_id, kind="form", key="f")
    assert rejected.value.code == "definition_draft.too_large"


def test_drafts_are_for_owners_only(desk: Office) -> None:
    saved = save(desk, PLAIN)
    for read in (
        lambda: desk.engine.definition_drafts(LIN),
        lambda: desk.engine.definition_draft(LIN, saved.draft_id),
        lambda: desk.engine.draft_files(LIN, saved.draft_id),
        lambda: desk.engine.draft_source(LIN, saved.draft_id, "process", "p"),
    ):
        with pytest.raises(Forbidden):
            read()
