"""Remarks: who may make them, whom they tell, and that they are facts like any other."""

import pytest

from engine.api import SYSTEM, Engine
from engine.errors import EngineError, Forbidden, NotFound
from engine.model.command import AddComment, CancelInstance, ChangeUser
from engine.model.view import UserView
from engine.runtime.comments import LONGEST, mentions

USERS = [
    UserView(id="lin", name="林晓"),
    UserView(id="lin_b", name="林晓雨"),
    UserView(id="zhang", name="张三"),
    UserView(id="zhang2", name="张三"),
    UserView(id="li", name="Li Na"),
    UserView(id="gone", name="老王", is_active=False),
]

MENTIONS = [
    ("请 @lin 看一下", ["lin"], "by id"),
    ("请@林晓看一下", ["lin"], "by name, nothing between it and the next word"),
    ("@林晓雨 请看", ["lin_b"], "the longest name that fits"),
    ("@lin_b", ["lin_b"], "the longest id that fits"),
    ("@linda", [], "an id inside a longer word"),
    ("@Li Na, please", ["li"], "a name with a blank in it"),
    ("＠lin", ["lin"], "the full-width sign of Chinese keyboards"),
    ("@lin @li @lin", ["lin", "li"], "each once, in order"),
    ("mail to a@lin", [], "part of an address"),
    ("@zhang2", ["zhang2"], "an id tells apart who has the same name"),
    ("@老王 @gone", [], "has left"),
    ("@", [], "nobody"),
    ("周报 @所有人", [], "no user"),
]


@pytest.mark.parametrize(("text", "found", "reason"), MENTIONS)
def test_mentions(text: str, found: list[str], reason: str) -> None:
    assert mentions(text, USERS) == found, reason


def test_a_name_of_two_people_is_refused() -> None:
    with pytest.raises(EngineError) as refused:
        mentions("@张三 请看", USERS)
    assert (refused.value.code, refused.value.params["ids"]) == ("comment.ambiguous_name", ["zhang", "zhang2"])


def test_a_remark_stands_on_its_case(engine: Engine, case_id: str, who, clock) -> None:
    comment_id = engine.execute(AddComment(instance_id=case_id, text="  客户要求回电  "), who("lin"))
    [comment] = engine.comments(who("zhao"), case_id)
    assert (comment.id, comment.text, comment.author_id, comment.created_at) == (
        comment_id,
        "客户要求回电",
        "lin",
        clock.now(),
    )
    told = engine.timeline(who("zhao"), case_id)[-1]
    assert (told.kind, told.params["text"]) == ("timeline.comment_added", "客户要求回电")


def test_it_is_a_fact_that_proves_itself(engine: Engine, case_id: str, who) -> None:
    for text in ("一", "二 @sun"):
        engine.execute(AddComment(instance_id=case_id, text=text), who("lin"))
    assert engine.verify(SYSTEM, case_id).is_whole
    assert [step.kind for step in engine.replay(SYSTEM, case_id).steps].count("timeline.comment_added") == 2


def test_its_text_is_personal(engine: Engine, case_id: str, who) -> None:
    engine.execute(AddComment(instance_id=case_id, text="秘密的话"), who("lin"))
    with engine._services.store.read() as reader:
        assert "秘密的话" not in reader.raw_commits(case_id)[-1].body


def test_the_process_goes_on_as_before(engine: Engine, case_id: str, who) -> None:
    before = engine.instance_tasks(SYSTEM, case_id)
    engine.execute(AddComment(instance_id=case_id, text="一"), who("lin"))
    assert engine.instance_tasks(SYSTEM, case_id) == before


def test_who_is_named_is_told_and_may_see_the_case(engine: Engine, case_id: str, who) -> None:
    with pytest.raises(Forbidden):
        engine.instance(who("sun"), case_id)
    engine.execute(AddComment(instance_id=case_id, text="@sun 请协助"), who("lin"))
    [notice] = engine.notices(who("sun")).items
    assert (notice.body, notice.instance_id, notice.is_read) == ("@sun 请协助", case_id, False)
    assert engine.instance(who("sun"), case_id).id == case_id


def test_nobody_tells_themselves(engine: Engine, case_id: str, who) -> None:
    engine.execute(AddComment(instance_id=case_id, text="@lin 记一下"), who("lin"))
    assert engine.notices(who("lin")).total == 0


def test_also_when_the_case_has_ended(engine: Engine, case_id: str, who) -> None:
    engine.execute(CancelInstance(instance_id=case_id, reason="x"), SYSTEM)
    engine.execute(AddComment(instance_id=case_id, text="事后补充 @sun"), who("lin"))
    assert [each.text for each in engine.comments(SYSTEM, case_id)] == ["事后补充 @sun"]
    assert engine.verify(SYSTEM, case_id).is_whole


def test_sent_twice_it_stands_there_once(engine: Engine, case_id: str, who) -> None:
    command = AddComment(command_id="once", instance_id=case_id, text="一")
    assert engine.execute(command, who("lin")) == engine.execute(command, who("lin"))
    assert len(engine.comments(SYSTEM, case_id)) == 1


REFUSED = [
    ("sun", "{case}", "一", Forbidden, "a colleague whose case it is not"),
    ("auditor", "{case}", "一", Forbidden, "an auditor changes nothing"),
    ("owner", "{case}", "一", Forbidden, "a process owner works on no case"),
    ("lin", "nothing", "一", NotFound, "no such case"),
    ("lin", "{case}.1", "一", NotFound, "no instance"),
    ("lin", "{case}", " \n ", EngineError, "nothing said"),
    ("lin", "{case}", "长" * (LONGEST + 1), EngineError, "too much said"),
    ("lin", "{case}", "a\ud800b", EngineError, "half of a surrogate pair"),
]


@pytest.mark.parametrize(("by", "instance_id", "text", "error", "reason"), REFUSED, ids=[row[-1] for row in REFUSED])
def test_what_is_refused(engine: Engine, case_id: str, who, by, instance_id, text, error, reason) -> None:
    with pytest.raises(error):
        engine.execute(AddComment(instance_id=instance_id.format(case=case_id), text=text), who(by))
    assert engine.comments(SYSTEM, case_id) == []


def test_who_may_not_see_the_case_reads_no_remarks(engine: Engine, case_id: str, who) -> None:
    with pytest.raises(Forbidden):
        engine.comments(who("sun"), case_id)


def test_a_user_who_has_left_is_told_nothing(engine: Engine, case_id: str, who) -> None:
    engine.execute(ChangeUser(user_id="sun", name="孙丽", roles=["agent"], groups=[], is_active=False), SYSTEM)
    engine.execute(AddComment(instance_id=case_id, text="@sun"), who("lin"))
    assert engine.comments(SYSTEM, case_id)[0].mentions == ()
