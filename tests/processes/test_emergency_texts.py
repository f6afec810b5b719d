"""The English of the emergency process: nothing that people read is left in Chinese, and nothing is left over."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from engine.xml import parse

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "processes" / "emergency"
CHINESE = re.compile(r"[\u4e00-\u9fff]")
READ = {"label", "description", "text", "dateLabel", "timeLabel"}  # of a form's parts


def in_the_diagram() -> Iterator[str]:
    yield from (each.get("name", "") for each in parse((FOLDER / "emergency.bpmn").read_bytes()).iter())


def in_the_forms() -> Iterator[str]:
    for form in sorted((ROOT / "forms" / "emergency").glob("*.form")):
        yield from _read(json.loads(form.read_text("utf-8")))


def _read(part: Any) -> Iterator[str]:
    for value in part if isinstance(part, list) else ():
        yield from _read(value)
    for key, value in part.items() if isinstance(part, dict) else ():
        yield from [value] if key in READ and isinstance(value, str) else _read(value)


def test_every_text_has_its_english() -> None:
    texts = json.loads((FOLDER / "emergency.texts.en.json").read_text("utf-8"))
    assert {each for each in (*in_the_diagram(), *in_the_forms()) if CHINESE.search(each)} == texts.keys()
