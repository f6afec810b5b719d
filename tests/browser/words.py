"""What the pages say in one language, from the same files as the pages have it."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from lxml import etree

from engine.locale.words import words
from webui.catalogue import catalogue

ROOT = Path(__file__).parents[2]
PROCESSES, ISLANDS = ROOT / "processes", ROOT / "webui/frontend/src/i18n"


class Words:
    """`language`: zh or en."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._texts = {} if language == "zh" else _shipped_texts(language)

    def t(self, code: str, **params: Any) -> str:
        """Of the pages, by code."""
        return catalogue(self.language)[code].format(**params)

    def island(self, code: str, **params: Any) -> str:
        """Of what JavaScript draws, by code."""
        return _island_words("zh-CN" if self.language == "zh" else self.language)[code].format(**params)

    def told(self, code: str, **params: Any) -> str:
        """Of the engine, by code: a line of a history, a problem."""
        return words(code, params, self.language)

    def said(self, text: str) -> str:
        """Of a process: its own text, as it is shown."""
        return self._texts.get(text, text)

    def name(self, process: str, element_id: str) -> str:
        """What an element is called."""
        return self.said(_names(process)[element_id])

    def notice(self, process: str, template: str, **names: str) -> str:
        """The title of a notice whose expressions are nothing but names."""
        return _notices(process)[template]["title" if self.language == "zh" else "title_en"].format(**names)


@cache
def _shipped_texts(language: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for file in sorted(PROCESSES.glob(f"*/*.texts.{language}.json")):
        found |= json.loads(file.read_text())
    return found


@cache
def _island_words(tag: str) -> dict[str, str]:
    """Of a file whose lines are `'code': 'text',`."""
    source = (ISLANDS / f"words.{tag}.js").read_text()
    return dict(re.findall(r"^\s*'([^']+)':\s*'([^']*)',?$", source, re.MULTILINE))


@cache
def _names(process: str) -> dict[str, str]:
    """By element id, of those that have a name; the process is the element of its own key."""
    tree = etree.parse(PROCESSES / process / f"{process}.bpmn")
    return {each.get("id"): each.get("name") for each in tree.iter() if each.get("id") and each.get("name")}


@cache
def _notices(process: str) -> dict[str, dict[str, str]]:
    return dict(yaml.safe_load((PROCESSES / process / f"{process}.notices.yaml").read_text())["templates"])
