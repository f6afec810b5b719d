"""Every code that the expressions, the decisions and the parser raise has words, in both languages."""

import json
import re
from pathlib import Path

import pytest

ENGINE = Path(__file__).parents[2] / "engine"
SOURCES = [*ENGINE.glob("expr/**/*.py"), *ENGINE.glob("dmn/*.py"), ENGINE / "xml.py"]
CODE = re.compile(r'"((?:expression|juel|value|decision|dmn|xml)\.[a-z_]+)"')
CODES = {code for source in SOURCES for code in CODE.findall(source.read_text("utf-8"))} - {"expression.unknown"}
PLACEHOLDER = re.compile(r"\{(\w+)\}")


def catalogue(language: str) -> dict[str, str]:
    words: dict[str, str] = {}
    for name in ("expr", "dmn"):
        words |= json.loads((ENGINE / "locale" / language / f"{name}.json").read_text("utf-8"))
    return words


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_code_has_words_and_no_words_are_left_over(language: str) -> None:
    assert CODES, "the pattern finds the codes"
    assert catalogue(language).keys() == CODES


def test_both_languages_use_the_same_params() -> None:
    zh, en = catalogue("zh"), catalogue("en")
    assert {code: sorted(PLACEHOLDER.findall(words)) for code, words in zh.items()} == {
        code: sorted(PLACEHOLDER.findall(words)) for code, words in en.items()
    }
