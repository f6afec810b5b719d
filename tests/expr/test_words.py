"""Every code that the expressions, the decisions and the parser raise has words, in both languages."""

import json
import re
from pathlib import Path

import pytest

from engine.locale.words import catalogue, placeholders

ENGINE = Path(__file__).parents[2] / "engine"
SOURCES = [*ENGINE.glob("expr/**/*.py"), *ENGINE.glob("dmn/*.py"), ENGINE / "xml.py"]
CODE = re.compile(r'"((?:expression|juel|value|decision|dmn|xml)\.[a-z_]+)"')
CODES = {code for source in SOURCES for code in CODE.findall(source.read_text("utf-8"))} - {"expression.unknown"}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_code_has_words(language: str) -> None:
    assert CODES, "the pattern finds the codes"
    assert not CODES - catalogue(language).keys()


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", ["expr", "dmn"])
def test_no_words_are_left_over(language: str, name: str) -> None:
    ours = json.loads((ENGINE / "locale" / language / f"{name}.json").read_text("utf-8"))
    assert not ours.keys() - CODES


@pytest.mark.parametrize("code", sorted(CODES))
def test_both_languages_use_the_same_params(code: str) -> None:
    assert placeholders(catalogue("zh")[code]) == placeholders(catalogue("en")[code])
