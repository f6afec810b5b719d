"""Every string of the pages is in both languages, and every key that is asked for exists."""

import ast
import re
from pathlib import Path

import pytest

import webui
from engine.locale.words import placeholders
from webui.catalogue import LANGUAGES, catalogue

ROOT = Path(webui.__file__).parent
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
MODULES = sorted(path for path in ROOT.rglob("*.py") if "frontend" not in path.parts)

_CALL = re.compile(r"""\bt\(\s*"([a-z_.0-9]+)"(?!\s*~)""")
_CHOICE = re.compile(r"""\bt\(\s*"([a-z_.0-9]+)" if [^)]*? else "([a-z_.0-9]+)"\s*\)""")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)


def test_both_languages_have_the_same_keys() -> None:
    keys = {name: set(catalogue(name)) for name in LANGUAGES}
    assert keys["zh"] == keys["en"]


def test_both_languages_fill_the_same_placeholders() -> None:
    zh, en = catalogue("zh"), catalogue("en")
    assert [key for key in zh if placeholders(zh[key]) != placeholders(en[key])] == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_keys_of_templates_exist(template: Path) -> None:
    text = template.read_text("utf-8")
    asked = set(_CALL.findall(text)) | {key for pair in _CHOICE.findall(text) for key in pair}
    assert {key for key in asked if not key.endswith(".")} - set(catalogue("zh")) == set()


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_keys_of_modules_exist(module: Path) -> None:
    tree = ast.parse(module.read_text("utf-8"))
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name))
    asked = {
        node.args[0].value
        for node in calls
        if node.func.id == "t" and node.args and isinstance(node.args[0], ast.Constant)
    }
    assert asked - set(catalogue("zh")) == set()


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_templates_hold_no_words_of_a_language(template: Path) -> None:
    """Chinese punctuation that joins values is no word."""
    assert _CHINESE.findall(_COMMENT.sub("", template.read_text("utf-8"))) == []
