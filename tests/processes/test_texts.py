"""The English of the shipped processes: nothing that people read is missing, left over, or said in two ways."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from engine.xml import parse

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = sorted(path.parent for path in (ROOT / "processes").glob("*/*.bpmn"))
CHINESE = re.compile(r"[\u4e00-\u9fff]")
READ = {"label", "dateLabel", "timeLabel", "description", "text", "placeholder", "prefixAdorner", "suffixAdorner"}


def texts(folder: Path) -> dict[str, str]:
    found: dict[str, str] = json.loads((folder / f"{folder.name}.texts.en.json").read_text("utf-8"))
    return found


def read_by_people(folder: Path) -> Iterator[str]:
    """Names in diagrams, names of decisions and of their files, labels of their columns, and what stands on forms."""
    for diagram in folder.glob("*.bpmn"):
        yield from (each.get("name", "") for each in parse(diagram.read_bytes()).iter())
    for table in folder.glob("*.dmn"):
        read = parse(table.read_bytes())
        yield from (each.get("name", "") for each in (read, *read.iter("{*}decision")))
        yield from (each.get("label", "") for each in read.iter("{*}input", "{*}output"))
    for form in (ROOT / "forms" / folder.name).glob("*.form"):
        yield from _on(json.loads(form.read_text("utf-8")))


def _on(part: Any, key: str = "") -> Iterator[str]:
    if isinstance(part, dict):
        for name, each in part.items():
            yield from _on(each, name)
    elif isinstance(part, list):
        for each in part:
            yield from _on(each, key)
    elif isinstance(part, str) and key in READ:
        yield part


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_text_has_its_english(folder: Path) -> None:
    assert {each for each in read_by_people(folder) if CHINESE.search(each)} == texts(folder).keys()


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_english_is_english(folder: Path) -> None:
    """Outside expressions, which may hold Chinese values."""
    shown = (re.sub(r"\{\{.*?\}\}", "", each) for each in texts(folder).values())
    assert [each for each in shown if re.search(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]", each)] == []


def test_the_same_text_is_said_in_one_way() -> None:
    """A page does not ask which process a text is of."""
    said: dict[str, set[str]] = {}
    for folder in FOLDERS:
        for text, english in texts(folder).items():
            said.setdefault(text, set()).add(english)
    assert {text: ways for text, ways in said.items() if len(ways) > 1} == {}
