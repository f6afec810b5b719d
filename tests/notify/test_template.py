"""Templates in two languages and by several ways; what is wrong in a file is told with the template's name."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from engine.errors import DeploymentRefused, EngineError
from engine.expr.expression import Env
from engine.model.notice import NoticeText
from engine.notify.template import read

ENV = Env(datetime(2026, 1, 5, 1, 0, tzinfo=UTC))

GOOD = [
    ("{title: 你好, body: 再见}", NoticeText(title="你好", body="再见"), "in-app, information, one language"),
    (
        "{title: '{n} 件', body: b, title_en: '{n} things', body_en: e, level: alert, channels: [email, in_app]}",
        NoticeText(
            title="2 件", body="b", title_en="2 things", body_en="e", level="alert", channels=("email", "in_app")
        ),
        "all that can be said",
    ),
    ("{title: '{{n}}', body: '{missing}'}", None, "a name that is not there fails when it is filled in"),
]


@pytest.mark.parametrize(("entry", "expected", "reason"), GOOD, ids=[row[2] for row in GOOD])
def test_filled_in(entry: str, expected: NoticeText | None, reason: str) -> None:
    templates = read(f"templates: {{one: {entry}}}".encode(), "x.notices.yaml")
    if expected is None:
        with pytest.raises(EngineError):
            templates.rendered("one", {"n": Decimal(2)}, ENV)
    else:
        assert templates.rendered("one", {"n": Decimal(2)}, ENV) == expected


BAD = [
    ("{title: x}", "notice.bad_entry", "without a body"),
    ("{title: x, body: y, colour: red}", "notice.bad_entry", "something unknown"),
    ("{title: x, body: y, channels: []}", "notice.bad_channels", "no way at all"),
    ("{title: x, body: y, channels: email}", "notice.bad_channels", "no list"),
    ("{title: x, body: y, channels: [pigeon]}", "notice.bad_channels", "a way that does not exist"),
    ("{title: x, body: y, channels: [{a: 1}]}", "notice.bad_channels", "no name"),
    ("{title: x, body: y, title_en: '{1 +}'}", "expression.syntax", "an English text that is no expression"),
    ("{title: x, body: y, level: loud}", "notice.bad_level", "a level that does not exist"),
]


@pytest.mark.parametrize(("entry", "code", "reason"), BAD, ids=[row[2] for row in BAD])
def test_refused(entry: str, code: str, reason: str) -> None:
    with pytest.raises(DeploymentRefused) as refused:
        read(f"templates: {{one: {entry}}}".encode(), "x.notices.yaml")
    (problem,) = refused.value.problems
    assert (problem.code, problem.element_id, problem.file) == (code, "one", "x.notices.yaml")
