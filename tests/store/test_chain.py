"""Nobody changes history unseen, and a person can be erased all the same."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from engine.errors import EngineError
from engine.model import chain
from engine.model import event as e
from engine.model.actor import ActorRef
from engine.model.event import AnyEvent
from engine.model.seal import payload_from
from engine.store.store import Store
from engine.store.tables.history import history, payload
from tests.store.build import AT, LU, activity, deploy, go_on, start, task

EVENTS = [
    activity("2"),
    task("2", description="客户电话 138-0013", due_at=AT + timedelta(hours=2)),
    e.VariableSet(scope_id="0", name="amount", value=Decimal("12.50")),
    e.VariableSet(scope_id="0", name="nothing", value=None),
    e.MessageSent(job_id="7", name="ask", element_id="throw", variables={"a": [1, {"b": None}]}),
    e.InstanceCancelled(reason="客户撤诉"),
]


def written(previous: str = chain.GENESIS, version: int = 1, events: list[e.Event] = EVENTS) -> chain.Commit:
    return chain.write(events, previous, stream="i1", version=version, root_id="i1", command_id="c", at=AT, actor=LU)


def test_events_are_read_as_they_were_written() -> None:
    assert chain.read(written()) == EVENTS


def test_personal_values_stand_in_no_body() -> None:
    body = written().body
    assert [word for word in ("138-0013", "12.50", "撤诉", "任务2", "[1,") if word in body] == []


def test_equal_values_have_different_digests() -> None:
    """So that nobody finds out a value by trying."""
    commit = written(events=[e.VariableSet(scope_id="0", name=name, value="红") for name in "ab"])
    assert len(payload_from(commit.payload)) == 2


def test_the_hash_is_of_the_one_before_and_the_body() -> None:
    from hashlib import sha256

    commit = written(previous="a" * 64)
    assert commit.hash == sha256(("a" * 64 + commit.body).encode()).hexdigest()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.decimals(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab$", max_size=7), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


@given(JSON)
def test_any_value_comes_back(value: Any) -> None:
    commit = written(events=[e.VariableSet(scope_id="0", name="x", value=value)])
    [event] = chain.read(commit)
    assert event == e.VariableSet(scope_id="0", name="x", value=value)
    assert list(chain.faults([commit])) == []


def test_a_value_that_looks_like_a_digest_is_a_value() -> None:
    value = {"$digest": "0" * 64}
    [event] = chain.read(written(events=[e.VariableSet(scope_id="0", name="x", value=value)]))
    assert isinstance(event, e.VariableSet)
    assert event.value == value


MADE: dict[str, Any] = {
    "activity_id": "2", "element_id": "x", "scope_id": "0", "items": [1], "name": "x", "value": 1, "job_id": "5",
    "variables": {"a": 1}, "code": "c", "decision_id": "d", "version": 1, "inputs": {"a": 1}, "matched": [],
    "outputs": [1], "retries": 1, "due_at": AT, "message": "m", "incident_id": "9", "stage": "job", "params": {"a": 1},
    "notice_id": "8", "template": "t", "title": "T", "body": "B", "definition_id": "p:1", "key": "p",
    "deployment_id": "d", "digest": "0", "file": "f", "comment": "c", "user_id": "u", "reason": "r",
    "description": "d", "comment_id": "7", "text": "t", "attachment_id": "6", "size": 1, "media_type": "t",
    "customer_id": "k", "device_id": "v", "model": "m", "phone": "1", "email": "@", "address": "a", "note": "n",
    "serial": "s", "plate": "p", "ids": ["d"], "index": 0,
    "title_en": "T", "body_en": "B", "contact": {"email": "@"}, "delivery_id": "d", "attempts": 1,
    "moves": [], "from_definition_id": "p:1", "instance_id": "i", "data": "start", "to_element_id": "y",
    "token_id": "t", "details": "d", "topics": ["*"],
    "process_key": "p", "days": 1,
    "steps": [1], "message_id": "m", "expires_at": AT,
    "correlation_keys": {"a": 1}, "local_correlation_keys": {"a": 1}, "business_key": "k", "correlation_key": "k",
}  # fmt: skip
PERSONAL = [each for each in get_args(AnyEvent) if each.PERSONAL]


@pytest.mark.parametrize("cls", PERSONAL, ids=lambda cls: cls.__name__)
def test_an_erased_value_reads_as_none(cls: type[e.Event]) -> None:
    """Of whatever type the field is."""
    event = cls(**{name: value for name, value in MADE.items() if name in cls.__struct_fields__})
    commit = written(events=[event])
    assert chain.read(commit) == [event]
    [erased] = chain.read(structs.replace(commit, payload=None))
    assert erased == structs.replace(event, **dict.fromkeys(cls.PERSONAL))
    assert list(chain.faults([structs.replace(commit, payload=None)])) == []


def test_what_is_drawn_is_no_secret() -> None:
    """The diagram says it to everybody: no payload is kept, and nothing is to be erased. An older program reads it."""
    drawn = e.UserTaskCreated(activity_id="1", element_id="x", name="Check", description="Look", is_drawn=True)
    commit = written(events=[drawn])
    assert (commit.payload, chain.read(commit)) == (None, [drawn])
    assert list(chain.faults([commit])) == []
    secret = structs.replace(drawn, is_drawn=False)
    hidden = written(events=[secret])
    assert hidden.payload is not None and "Check" not in hidden.body
    assert chain.read(hidden) == [secret]


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(EngineError, match="history.unknown_format"):
        chain.read(structs.replace(written(), format=99))


# in the database


@pytest.fixture
def commits(store: Store) -> Store:
    deploy(store)
    start(store, "i1", activity("2"), task("2"))
    go_on(store, "i1", [e.VariableSet(scope_id="0", name="x", value="秘密")])
    go_on(store, "i1", [e.UserTaskCompleted(activity_id="2", user_id="wang")])
    return store


def faults(store: Store, stream: str = "i1") -> list[tuple[int, str]]:
    with store.read() as reader:
        return list(chain.faults(reader.raw_commits(stream)))


def test_what_the_store_wrote_is_whole(commits: Store) -> None:
    with commits.read() as reader:
        stored = reader.raw_commits("i1")
        heads = reader.heads()
    assert [each.version for each in stored] == [1, 2, 3]
    assert list(chain.faults(stored)) == []
    assert heads["i1"] == (3, stored[-1].hash)
    assert (stored[0].root_id, stored[0].actor_kind, stored[0].actor_id, stored[0].at) == ("i1", "user", "lu", AT)


def test_streams_of_other_things_are_chains_too(commits: Store) -> None:
    deploy(commits, version=2)
    assert faults(commits, "definition:process:complaint") == []
    with commits.read() as reader:
        assert reader.streams() == ["definition:process:complaint", "i1"]
        assert reader.streams("i1") == ["i1"]
        assert reader.heads()["definition:process:complaint"][0] == 2


TAMPERED: dict[str, Any] = {
    "stream": "i2",
    "version": 4,
    "root_id": "other",
    "command_id": "other",
    "at": AT + timedelta(microseconds=1),
    "actor_kind": "system",
    "actor_id": "wang",
    "format": 2,
    "body": "{}",
    "hash": "f" * 64,
}


def test_all_columns_are_tried() -> None:
    assert set(TAMPERED) == set(history.c.keys()) - {"period"}  # where a row lies says nothing about it


@pytest.mark.parametrize("version", [1, 2, 3])
@pytest.mark.parametrize("column", TAMPERED)
def test_a_changed_column_is_seen(commits: Store, column: str, version: int) -> None:
    with commits.write() as unit:
        is_it = (history.c.stream == "i1") & (history.c.version == version)
        new = TAMPERED[column] if (column, version) != ("version", 3) else 7
        unit.connection.execute(history.update().where(is_it).values({column: new}))
    with commits.read() as reader:
        stored, moved = reader.raw_commits("i1"), reader.raw_commits("i2")
        head = reader.heads()["i1"]
    found = [*chain.faults(stored), *chain.faults(moved)]
    assert found or (stored[-1].version, stored[-1].hash) != head


@pytest.mark.parametrize("change", [
    lambda body: body.replace("wang", "lu"),
    lambda body: body.replace('"UserTaskCompleted"', '"UserTaskReleased"'),
    lambda body: body + " ",
    lambda body: body[:-1],
], ids=["who", "what", "space", "cut"])  # fmt: skip
def test_a_changed_body_is_seen(commits: Store, change: Callable[[str], str]) -> None:
    with commits.write() as unit:
        [body] = [each.body for each in unit.raw_commits("i1") if each.version == 3]
        assert change(body) != body
        unit.connection.execute(history.update().where(history.c.version == 3).values(body=change(body)))
    assert (3, "verify.hash") in faults(commits)


def test_a_row_whose_hash_was_made_to_fit_breaks_the_next(commits: Store) -> None:
    with commits.write() as unit:
        first, second, _ = unit.raw_commits("i1")
        body = second.body.replace('"name":"x"', '"name":"y"')
        row = (history.c.stream == "i1") & (history.c.version == 2)
        unit.connection.execute(history.update().where(row).values(body=body, hash=chain.link(first.hash, body)))
    assert faults(commits) == [(3, "verify.hash")]


def test_a_missing_row_is_seen(commits: Store) -> None:
    with commits.write() as unit:
        unit.connection.execute(history.delete().where(history.c.stream == "i1", history.c.version == 2))
    assert faults(commits) == [(3, "verify.version"), (3, "verify.hash")]


@pytest.mark.parametrize("change", [
    lambda text: text.replace("秘密", "公开"),
    lambda text: '{"x":["00",1]}',
    lambda text: "nonsense",
], ids=["value", "foreign", "nonsense"])  # fmt: skip
def test_a_changed_payload_is_seen(commits: Store, change: Callable[[str], str]) -> None:
    with commits.write() as unit:
        [text] = [each.payload for each in unit.raw_commits("i1") if each.version == 2]
        row = (payload.c.stream == "i1") & (payload.c.version == 2)
        unit.connection.execute(payload.update().where(row).values(body=change(text or "")))
    assert faults(commits) in ([(2, "verify.payload")], [(2, "verify.body")])


def test_an_erased_payload_leaves_the_proof_whole(commits: Store) -> None:
    with commits.write() as unit:
        unit.connection.execute(payload.delete().where(payload.c.stream == "i1"))
    assert faults(commits) == []
    with commits.read() as reader:
        first, second, _ = reader.commits("i1")
    assert [event.name for event in first.events if isinstance(event, e.UserTaskCreated)] == [None]
    assert [event.value for event in second.events] == [None]


def test_the_actor_of_the_body_counts(store: Store) -> None:
    commit = written()
    other = chain.write(
        EVENTS, chain.GENESIS, stream="i1", version=1, root_id="i1", command_id="c", at=AT, actor=ActorRef("user", "li")
    )
    assert list(chain.faults([structs.replace(commit, actor_id=other.actor_id)])) == [(1, "verify.columns")]
