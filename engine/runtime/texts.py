"""What a process says, in another language: names of elements, labels of forms, each as it stands and as it is shown.

A file `<key>.texts.<language>.json` is one JSON object, text -> text. Text that it does not have is shown as it stands.
"""

import json
import re
from collections.abc import Mapping
from pathlib import PurePath
from types import MappingProxyType
from typing import Any

from engine.errors import DeploymentRefused
from engine.model.problem import Problem

FILE = re.compile(r"(?P<key>.+)\.texts\.(?P<language>[a-z]{2})\.json")
PLACEHOLDER = re.compile(r"\{\{.*?\}\}")
LARGEST = 256 * 1024  # bytes of a file


def is_texts(file: str) -> bool:
    return FILE.fullmatch(PurePath(file).name) is not None


def key_of(file: str) -> str:
    """`complaint.texts.en.json` is complaint.en."""
    return FILE.sub(r"\g<key>.\g<language>", PurePath(file).name)


def read(data: bytes, file: str) -> Mapping[str, str]:
    """Raises DeploymentRefused with every problem of the file."""
    if len(data) > LARGEST:
        raise DeploymentRefused([Problem("texts.file_too_large", file=file, params={"limit": LARGEST})])
    try:
        texts = json.loads(data)
    except (ValueError, RecursionError):
        raise DeploymentRefused([Problem("texts.bad_json", file=file)]) from None
    if not isinstance(texts, dict):
        raise DeploymentRefused([Problem("texts.bad_json", file=file)])
    wrong = [text for text, shown in texts.items() if not _fits(text, shown)]
    if wrong:
        raise DeploymentRefused([Problem("texts.bad_entry", file=file, params={"text": text}) for text in wrong])
    return MappingProxyType(texts)


def _fits(text: str, shown: Any) -> bool:
    """A text, and not an empty one, with the same {{expressions}}."""
    if not isinstance(shown, str) or not shown:
        return False
    return sorted(PLACEHOLDER.findall(text)) == sorted(PLACEHOLDER.findall(shown))
