"""The words of a code, from the JSON files of a language. Asking for words never fails."""

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

FALLBACK = "zh"
_HERE = Path(__file__).parent
LANGUAGES = tuple(sorted(each.name for each in _HERE.iterdir() if any(each.glob("*.json"))))
_NAMED = frozenset({"tag", "trigger"})  # params that hold what BPMN calls a kind of element
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_COMMA = "list.comma"  # between the parts of a list


class DuplicateCode(ValueError):
    """Two files of one language give words to the same code."""


def words(code: str, params: Mapping[str, Any], language: str) -> str:
    """The sentence for a code, its placeholders filled; a code without words is shown with its params."""
    texts = catalogue(known_language(language))
    if code not in texts:
        return _bare(code, params)

    def said(match: re.Match[str]) -> str:
        value = params.get(match[1], match[0])
        return kind_name(value, language) if match[1] in _NAMED else _shown(value, texts[_COMMA])

    return _PLACEHOLDER.sub(said, texts[code])


def remedy(code: str, language: str) -> str:
    """What to do about a problem; "" where its own words say it."""
    return catalogue(known_language(language)).get(f"remedy.{code}", "")


def kind_name(tag: str, language: str) -> str:
    """What a kind of BPMN element is called; the tag where it has no name."""
    return catalogue(known_language(language)).get(f"kind.{tag}", str(tag))


def known_language(tag: str) -> str:
    """The language we have for a tag such as "zh-CN" or "en_GB"."""
    language = tag.replace("_", "-").partition("-")[0].lower()
    return language if language in LANGUAGES else FALLBACK


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """Code to text, of all files of a language. Raises DuplicateCode."""
    return MappingProxyType(merged(sorted((_HERE / language).glob("*.json"))))


def merged(files: list[Path]) -> dict[str, str]:
    """Raises DuplicateCode."""
    texts: dict[str, str] = {}
    for file in files:
        pairs = json.loads(file.read_text("utf-8"), object_pairs_hook=list)
        for code, text in pairs:
            if code in texts:
                raise DuplicateCode(f"{code} in {file}")
            texts[code] = text
    return texts


def placeholders(text: str) -> frozenset[str]:
    return frozenset(_PLACEHOLDER.findall(text))


def _bare(code: str, params: Mapping[str, Any]) -> str:
    details = ", ".join(f"{name}={_shown(value)}" for name, value in params.items())
    return f"{code} ({details})" if details else code


def _shown(value: Any, comma: str = ", ") -> str:
    if isinstance(value, (list, tuple, set, frozenset)):
        return comma.join(map(str, value))
    return str(value)
