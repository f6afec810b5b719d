"""The proof: whatever is altered is found, and named."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from engine.history.document import Document, InstanceHistory, Source
from engine.history.state import state_at
from engine.history.verify import verify, verify_export
from engine.locale.words import catalogue, placeholders
from engine.model import chain
from engine.model import command as c
from engine.model import definition as d
from engine.model.chain import Commit
from engine.model.instance import Instance
from engine.model.seal import canonical
from tests.kernel.build import end, process, start, user
from tests.kernel.desk import ROOT, Desk
from tests.kernel.drawn import diagrams
from tests.kernel.played import play

DRAWN = process(start(), user("a"), user("b"), end(), flows="start -> a -> b -> end")


def told() -> tuple[list[Commit], Instance]:
    desk = Desk(DRAWN).start(customer="Zhao").complete("a", n=1)
    desk.now += timedelta(hours=1)
    desk.complete("b", n=2)
    return desk.chains[ROOT], desk.root


def forged(commits: list[Commit]) -> list[Commit]:
    """The hashes made anew, as somebody would who knows how."""
    previous, answer = chain.GENESIS, []
    for commit in commits:
        answer.append(replace(commit, hash=chain.link(previous, commit.body)))
        previous = answer[-1].hash
    return answer


def with_commit(change: Callable[[Commit], Commit], index: int = 1) -> Callable[[list[Commit]], list[Commit]]:
    return lambda commits: [change(each) if n == index else each for n, each in enumerate(commits)]


def rewritten(old: str, new: str) -> Callable[[Commit], Commit]:
    return lambda commit: replace(commit, body=commit.body.replace(old, new))


ALTERED = [
    (with_commit(rewritten('"lin"', '"eve"')), {"verify.hash", "verify.columns"}, "who did it"),
    (with_commit(lambda each: replace(each, actor_id="eve")), {"verify.columns"}, "the column beside the body"),
    (with_commit(lambda each: replace(each, hash="0" * 64)), {"verify.hash"}, "a hash: the next one breaks too"),
    (lambda commits: [commits[0], commits[2]], {"verify.version", "verify.hash", "verify.fold"}, "one left out"),
    (
        lambda commits: [commits[1], commits[0], commits[2]],
        {"verify.version", "verify.hash", "verify.time"},
        "the order",
    ),
    (lambda commits: commits[1:], {"verify.version", "verify.hash", "verify.fold"}, "the first left out"),
    (lambda commits: commits[:2], {"verify.snapshot"}, "the last left out"),
    (lambda commits: [*commits, commits[2]], {"verify.version", "verify.hash", "verify.fold"}, "one twice"),
    (lambda commits: [], {"verify.empty"}, "everything gone"),
    (with_commit(lambda each: replace(each, body="{}")), {"verify.body", "verify.hash", "verify.fold"}, "no body"),
    (with_commit(lambda each: replace(each, payload='{"x":["s",1]}')), {"verify.payload"}, "a personal value"),
    (
        lambda commits: forged(with_commit(rewritten('"scope_id":"0"', '"scope_id":"9"'))(commits)),
        {"verify.fold"},
        "a scope that never was, hashes made anew",
    ),
    (
        lambda commits: forged(with_commit(rewritten('"name":"n"', '"name":"m"'))(commits)),
        {"verify.snapshot"},
        "another variable, hashes made anew",
    ),
]


@pytest.mark.parametrize(("alter", "codes", "reason"), ALTERED, ids=[row[2] for row in ALTERED])
def test_what_is_altered_is_found(alter: Callable, codes: set[str], reason: str) -> None:
    commits, snapshot = told()
    verification = verify(alter(commits), snapshot)
    assert not verification.is_whole
    assert {problem.code for problem in verification.problems} <= codes | {"verify.fold", "verify.snapshot"}, reason
    assert {problem.code for problem in verification.problems} & codes, reason
    for problem in verification.problems:
        assert placeholders(catalogue("zh")[problem.code]) <= problem.params.keys()


def test_a_snapshot_that_was_altered_is_found() -> None:
    commits, snapshot = told()
    snapshot.activities["0"].variables["n"] = 3
    assert [problem.code for problem in verify(commits, snapshot).problems] == ["verify.snapshot"]


def test_a_last_commit_that_changed_nothing_is_missed() -> None:
    """The state says nothing of it; what stands beside the history does."""
    desk = Desk(DRAWN).start()
    desk.do(c.ThrowTaskEscalation(activity_id=desk.activity("a"), code="nobody catches it"))
    commits, snapshot = desk.chains[ROOT], desk.root
    assert verify(commits[:1], snapshot).is_whole
    cut = verify(commits[:1], snapshot, (commits[-1].version, commits[-1].hash))
    assert [problem.code for problem in cut.problems] == ["verify.head"]


def test_an_erased_person_leaves_the_proof_whole() -> None:
    commits, snapshot = told()
    gone = [replace(each, payload=None) for each in commits]
    assert verify(gone, snapshot).is_whole
    snapshot.activities["0"].variables = dict.fromkeys(snapshot.activities["0"].variables)
    assert verify(gone, snapshot).is_whole
    snapshot.activities["0"].variables["more"] = 1
    assert not verify(gone, snapshot).is_whole, "names are compared still"


def test_without_a_snapshot_the_chain_is_proved() -> None:
    commits, _ = told()
    assert verify(commits, None).is_whole
    assert verify(commits, None).commit_count == 3


@given(drawn=diagrams(), data=st.data())
@settings(max_examples=40)
def test_every_history_is_whole_and_no_commit_can_be_spared(drawn: d.ProcessDefinition, data: st.DataObject) -> None:
    desk = play(drawn, data)
    for instance_id, commits in desk.chains.items():
        snapshot = desk.instance(instance_id)
        head = commits[-1].version, commits[-1].hash
        assert verify(commits, snapshot, head).problems == []
        left_out = data.draw(st.integers(0, len(commits) - 1))
        rest = [commit for index, commit in enumerate(commits) if index != left_out]
        assert not verify(rest, snapshot, head).is_whole


def test_the_state_at_a_version() -> None:
    desk = Desk(DRAWN).start().complete("a", n=1)
    saved = canonical(desk.root)
    desk.complete("b", n=2)
    assert canonical(state_at(desk.commits[ROOT], 2)) == saved
    assert canonical(state_at(desk.commits[ROOT], 99)) == canonical(desk.root)
    assert state_at(desk.commits[ROOT], 1).variables == {}


# exports


def exported(**more: Any) -> bytes:
    commits, snapshot = told()
    history = InstanceHistory(id=ROOT, commits=commits, snapshot=snapshot)
    return canonical(Document(root_id=ROOT, instances=[history], **more)).encode()


def test_an_export_proves_itself() -> None:
    verification = verify_export(exported())
    assert (verification.is_whole, verification.commit_count) == (True, 3)


SPOILT = [
    (b"", "verify.export_unreadable", "nothing"),
    (b"[]", "verify.export_unreadable", "something else"),
    (b"\xff\xfe", "verify.export_unreadable", "no text"),
    (exported().replace(b"kefuflow-history", b"other-history"), "verify.export_unreadable", "another format"),
    (exported()[:-20], "verify.export_unreadable", "cut off"),
    (exported().replace(b'"actor_id":"lin"', b'"actor_id":"eve"', 1), "verify.columns", "a column"),
    (exported().replace(b'"counter":', b'"counter":1'), "verify.snapshot", "the state"),
    (canonical(Document(root_id=ROOT, instances=[])).encode(), "verify.root_missing", "without its main instance"),
    (
        exported(definitions=[Source(id="p:1", file="p.bpmn", digest="0" * 64, source=b"<x/>")]),
        "verify.source",
        "another diagram",
    ),
]


@pytest.mark.parametrize(("data", "code", "reason"), SPOILT, ids=[row[2] for row in SPOILT])
def test_a_spoilt_export_is_found(data: bytes, code: str, reason: str) -> None:
    verification = verify_export(data)
    assert not verification.is_whole
    assert code in {problem.code for problem in verification.problems}, reason
    for problem in verification.problems:
        assert placeholders(catalogue("zh")[problem.code]) <= problem.params.keys()


def test_a_history_under_another_id_is_found() -> None:
    document = msgspec.json.decode(exported(), type=Document)
    renamed = replace(document, instances=[replace(document.instances[0], id="i2")], root_id="i2")
    codes = {problem.code for problem in verify_export(canonical(renamed).encode()).problems}
    assert "verify.stream" in codes
