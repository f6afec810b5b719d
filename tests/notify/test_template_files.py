"""Files of notice templates: read, or refused with everything that is wrong; never a hang."""

from datetime import UTC, datetime

import pytest

from engine.errors import DeploymentRefused, ExpressionError, IncidentError
from engine.expr.expression import Env
from engine.notify.template import LARGEST, read

ENV = Env(now=datetime(2026, 1, 5, tzinfo=UTC))
FEW = "\n".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9) if n else 'x'}]" for n in range(40))
MERGED = "\n".join(f"m{n}: &m{n} {{{f'<<: [*m{n - 1}, *m{n - 1}]' if n else 'a: b'}}}" for n in range(40))

REFUSED = [
    ("no YAML", "a: [1", {"notice.bad_yaml"}),
    ("no text", b"\xff\xfe\x00", {"notice.bad_yaml"}),
    ("a control character", "a: \x00", {"notice.bad_yaml"}),
    ("a Python object", "templates: !!python/object/apply:os.system [ls]", {"notice.no_templates", "notice.bad_yaml"}),
    ("a list", "- a", {"notice.no_templates"}),
    ("nothing", "", {"notice.no_templates"}),
    ("no templates", "other: {}", {"notice.no_templates"}),
    ("too deep", "templates: " + "[" * 5_000, {"notice.bad_yaml"}),
    ("no body", "templates: {a: {title: x}}", {"notice.bad_entry"}),
    ("an unknown key", "templates: {a: {title: x, body: y, colour: red}}", {"notice.bad_entry"}),
    ("an unknown level", "templates: {a: {title: x, body: y, level: loud}}", {"notice.bad_level"}),
    ("a list for a text", "templates: {a: {title: [x], body: y}}", {"notice.bad_entry"}),
    (
        "a title that is nine to the fortieth",
        f"{FEW}\ntemplates: {{a: {{title: *l39, body: y}}}}",
        {"notice.bad_entry"},
    ),
    ("two to the fortieth merged", f"{MERGED}\ntemplates: {{a: *m39}}", {"notice.bad_entry"}),
    ("an expression that is none", "templates: {a: {title: '{1 +}', body: y}}", None),
    ("all at once", "templates: {a: 1, b: {title: x, body: y, level: loud}}", {"notice.bad_entry", "notice.bad_level"}),
    ("too large", "#" * (LARGEST + 1), {"notice.file_too_large"}),
]


@pytest.mark.parametrize(("reason", "text", "codes"), REFUSED, ids=[each[0] for each in REFUSED])
def test_refused(reason: str, text: str | bytes, codes: set[str] | None) -> None:
    with pytest.raises(DeploymentRefused) as refused:
        read(text if isinstance(text, bytes) else text.encode(), "p.notices.yaml")
    found = {problem.code for problem in refused.value.problems}
    assert found and (codes is None or found <= codes)
    assert all(problem.file == "p.notices.yaml" for problem in refused.value.problems)


RENDERED = [
    ("plain", "late", "late"),
    ("a value", "Case {case.number}", "Case TS-1"),
    ("braces", "{{x}} {{{amount}}}", "{x} {3}"),
    ("arithmetic", "{amount + 1}", "4"),
    ("nothing known", "<{nothing}>", "<>"),
    ("a date stays text", "'2026-01-05'", "2026-01-05"),
    ("a number is a text", "5", "5"),
    ("a word that YAML takes for a truth", "yes", "yes"),
    ("Chinese", "已超时：{case.number}", "已超时：TS-1"),
    ("no markup is made of a value", "{evil}", "<b>{case}</b>"),
]


@pytest.mark.parametrize(("reason", "title", "expected"), RENDERED, ids=[each[0] for each in RENDERED])
def test_rendered(reason: str, title: str, expected: str) -> None:
    quoted = title if title.startswith("'") or title in ("5", "yes") else f"'{title}'"
    found = read(f"templates:\n  a:\n    title: {quoted}\n    body: b\n".encode(), "p.notices.yaml")
    names = {"case": {"number": "TS-1"}, "amount": 3, "nothing": None, "evil": "<b>{case}</b>"}
    assert found.rendered("a", names, ENV).title == expected


def test_what_cannot_be_rendered() -> None:
    found = read(b"templates: {a: {title: '{amount + \"x\"}', body: b}}", "p.notices.yaml")
    with pytest.raises(ExpressionError):
        found.rendered("a", {"amount": 1}, ENV)
    with pytest.raises(IncidentError):
        found.rendered("b", {}, ENV)
