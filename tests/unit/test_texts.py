"""Translations of what processes say: deployed, and asked for by language."""

import json
from collections.abc import Iterator

import pytest

from engine.api import SYSTEM, Engine
from engine.errors import DeploymentRefused
from engine.model.command import DeployFiles


@pytest.fixture
def engine() -> Iterator[Engine]:
    with Engine.open("sqlite://") as engine:
        yield engine


def deploy(engine: Engine, **files: object) -> None:
    named = {f"{name.replace('_', '.')}.json": json.dumps(texts).encode() for name, texts in files.items()}
    engine.execute(DeployFiles(files=named), SYSTEM)


def test_the_latest_version_of_every_process_counts(engine: Engine) -> None:
    deploy(engine, a_texts_en={"归档": "File", "处理": "Handle"}, b_texts_en={"派工": "Assign"})
    deploy(engine, a_texts_en={"归档": "Archive"}, a_texts_de={"归档": "Ablegen"})
    assert engine.texts("en") == {"归档": "Archive", "派工": "Assign"}
    assert engine.texts("de") == {"归档": "Ablegen"}
    assert engine.texts("zh") == {}
    assert [(each.key, each.version) for each in engine.versions(SYSTEM, "texts", "a.en")] == [("a.en", 2), ("a.en", 1)]


def test_an_unchanged_file_keeps_its_version(engine: Engine) -> None:
    for _ in range(2):
        deploy(engine, a_texts_en={"归档": "Archive"})
    assert len(engine.versions(SYSTEM, "texts", "a.en")) == 1


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"[]", "texts.bad_json"),  # no object
        (b"{", "texts.bad_json"),
        (b"\xff", "texts.bad_json"),  # no UTF-8
        (b"[" * 100_000, "texts.bad_json"),  # deep
        (b'{"a": 1}', "texts.bad_entry"),
        (b'{"a": ""}', "texts.bad_entry"),  # would hide the label
        ('{"**{{grade}}** 级": "grade"}'.encode(), "texts.bad_entry"),  # the value would be lost
        ('{"{{grade}} 级": "{{secret}}"}'.encode(), "texts.bad_entry"),  # another value would be shown
        (b'{"a": "' + b"x" * 300_000 + b'"}', "texts.file_too_large"),
    ],
)
def test_what_is_no_translation_is_refused(engine: Engine, content: bytes, code: str) -> None:
    with pytest.raises(DeploymentRefused) as refusal:
        engine.execute(DeployFiles(files={"a.texts.en.json": content}), SYSTEM)
    assert [problem.code for problem in refusal.value.problems] == [code]
    assert engine.texts("en") == {}


@pytest.mark.parametrize("name", ["a.json", "texts.en.json", "a.texts.english.json", "a.texts.json"])
def test_other_names_are_no_texts(engine: Engine, name: str) -> None:
    with pytest.raises(DeploymentRefused) as refusal:
        engine.execute(DeployFiles(files={name: b"{}"}), SYSTEM)
    assert [problem.code for problem in refusal.value.problems] == ["deployment.unknown_file"]
