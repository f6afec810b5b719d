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
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


class DuplicateCode(ValueError):
    """Two files of one language give words to the same code."""


def words(code: str, params: Mapping[str, Any], language: str) -> str:
    """The sentence for a code, its placeholders filled; a code without words is shown with its params."""
    text = catalogue(known_language(language)).get(code)
    if text is None:
        return _bare(code, params)
    return _PLACEHOLDER.sub(lambda match: _shown(params.get(match[1], match[0])), text)


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


def _shown(value: Any) -> str:
    if isinstance(value, (list, tuple, set, frozenset)):
        return ", ".join(map(str, value))
    return str(value)
