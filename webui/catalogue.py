"""Every string of the pages, by key and language: translations/<language>/<page>.json, flat, with {placeholders}."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from flask import current_app, has_request_context, session

from engine.locale.words import merged

LANGUAGES = {"zh": "zh-CN", "en": "en"}  # ours -> as the browser knows it
_FILES = Path(__file__).parent / "translations"


def t(key: str, /, **params: Any) -> str:
    """The text in the reader's language; a key without a text is shown itself, so that the page still works."""
    text = catalogue(language()).get(key, key)
    return text.format(**params) if params else text


def language() -> str:
    """zh or en: chosen by the reader, else the site's."""
    chosen = session.get("language") if has_request_context() else None
    return chosen if chosen in LANGUAGES else str(current_app.config["LANGUAGE"])


@cache
def catalogue(name: str) -> Mapping[str, str]:
    """Key to text, of all files of a language. Raises engine.locale.words.DuplicateCode."""
    return MappingProxyType(merged(sorted((_FILES / name).glob("*.json"))))
