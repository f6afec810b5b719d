import ast
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine import errors
from engine.identity.group import DESK, Group
from engine.identity.role import Role
from engine.locale.words import LANGUAGES, DuplicateCode, catalogue, known_language, merged, placeholders, words

ROOT = Path(__file__).parents[2]
PACKAGES = sorted(
    {
        path.parent
        for top in ("engine", "forms", "webui")
        for path in (ROOT / top).rglob("*.py")
        if "frontend" not in path.parts
    }
)
BEARERS = {name for name, value in vars(errors).items() if isinstance(value, type)} | {"Problem"}
CODE_MARK = "."  # every code is dotted: area.what


def test_both_languages_are_there() -> None:
    assert LANGUAGES == ("en", "zh")


def test_the_languages_have_the_same_codes() -> None:
    zh, en = catalogue("zh"), catalogue("en")
    assert sorted(zh.keys() ^ en.keys()) == []


@pytest.mark.parametrize("code", sorted(catalogue("zh").keys() & catalogue("en").keys()))
def test_the_languages_have_the_same_placeholders(code: str) -> None:
    assert placeholders(catalogue("zh")[code]) == placeholders(catalogue("en")[code])


@pytest.mark.parametrize("package", PACKAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_code_that_is_raised_has_words(package: Path) -> None:
    missing = [
        f"{file.relative_to(ROOT)}: {code}"
        for file in sorted(package.glob("*.py"))
        for code in sorted(set(codes_in(file.read_text("utf-8"))) - catalogue("zh").keys())
    ]
    assert not missing, "\n".join(["codes without words", *missing])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_for_diagrams_says_what_to_do(language: str) -> None:
    rules = {code for code in catalogue(language) if code.startswith("bpmn.")}
    advised = {code.removeprefix("remedy.") for code in catalogue(language) if code.startswith("remedy.bpmn.")}
    assert sorted(rules ^ advised) == []


def codes_in(source: str) -> Iterator[str]:
    """The literal codes given to an error of the engine, to a class made from one, or to a Problem."""
    tree = ast.parse(source)
    bearers = BEARERS | derived(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and name_of(node.func) in bearers:
            given = node.args[:1] + [keyword.value for keyword in node.keywords if keyword.arg == "code"]
            yield from (code for value in given for code in literals(value) if CODE_MARK in code)


def derived(tree: ast.Module) -> set[str]:
    classes = [node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    return {node.name for node in classes if any(name_of(base) in BEARERS for base in node.bases)}


def name_of(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def literals(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from literals(node.body)
        yield from literals(node.orelse)


SOURCES = [
    ('raise Rejected("a.b", x=1)', {"a.b"}, "an error"),
    ('raise errors.Rejected(\n "a.b")', {"a.b"}, "by module"),
    ('p = Problem(code="a.b", line=1)', {"a.b"}, "a problem by name"),
    ('p = Problem("a.b", None)', {"a.b"}, "a problem by place"),
    ('x = FieldProblem("a.b" if y else "a.c")', {"a.b", "a.c"}, "one of two"),
    ('class Mine(Rejected): pass\nMine("a.b")', {"a.b"}, "a class of one's own"),
    ('ValueError("a.b")', set(), "not an error of the engine"),
    ("Rejected(code)", set(), "not a literal"),
]


@pytest.mark.parametrize(("source", "codes", "reason"), SOURCES)
def test_codes_are_found(source: str, codes: set[str], reason: str) -> None:
    assert set(codes_in(source)) == codes, reason


@pytest.mark.parametrize("role", Role)
def test_every_role_has_a_name(role: Role) -> None:
    assert f"role.{role}" in catalogue("zh")


@pytest.mark.parametrize("group", DESK, ids=lambda group: group.group_id)
def test_every_group_of_the_desk_has_a_name(group: Group) -> None:
    assert f"group.{group.group_id}" in catalogue("zh")


WORDS = [
    ("identity.role_unknown", {"role": "x"}, "en", 'There is no role "x" that a person can have', "filled"),
    ("identity.role_unknown", {"role": "x"}, "zh-CN", "没有“x”这个角色，或不能授予用户", "a region is no matter"),
    ("identity.role_unknown", {}, "en", 'There is no role "{role}" that a person can have', "a param is missing"),
    (
        "identity.role_unknown",
        {"role": "{code.__class__}"},
        "en",
        'There is no role "{code.__class__}" that a person can have',
        "values are not templates",
    ),
    ("identity.role_unknown", {"role": ["a", "b"]}, "en", 'There is no role "a, b" that a person can have', "lists"),
    (
        "bpmn.gateway_idle",
        {"tag": "parallelGateway"},
        "zh",
        "并行网关既不分支也不汇合",
        "a kind of element by its name",
    ),
    ("bpmn.gateway_idle", {"tag": "oddGateway"}, "en", "The oddGateway neither splits nor joins", "an unknown kind"),
    (
        "identity.role_unknown",
        {"role": ["a", "b"]},
        "zh",
        "没有“a、b”这个角色，或不能授予用户",
        "lists as Chinese has them",
    ),
    ("no.such_code", {"a": 1, "b": None}, "zh", "no.such_code (a=1, b=None)", "no words: code and params"),
    ("no.such_code", {}, "xx", "no.such_code", "no words, no params, no language"),
    ("", {}, "", "", "nothing at all"),
]


@pytest.mark.parametrize(("code", "params", "language", "text", "reason"), WORDS)
def test_words(code: str, params: dict, language: str, text: str, reason: str) -> None:
    assert words(code, params, language) == text, reason


@pytest.mark.parametrize(
    ("tag", "language"), [("zh-CN", "zh"), ("en_GB", "en"), ("EN", "en"), ("fr", "zh"), ("../en", "zh")]
)
def test_known_language(tag: str, language: str) -> None:
    assert known_language(tag) == language


def test_a_code_in_two_files_is_an_error(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.json").write_text(json.dumps({"x.y": name}))
    with pytest.raises(DuplicateCode):
        merged(sorted(tmp_path.glob("*.json")))


def test_a_code_twice_in_one_file_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"x.y": "1", "x.y": "2"}')
    with pytest.raises(DuplicateCode):
        merged([tmp_path / "a.json"])
