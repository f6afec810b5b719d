"""Every page in one language: what people of each role see on a walk through a desk with cases."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from msgspec import to_builtins
from werkzeug.exceptions import HTTPException

from engine.api import SYSTEM, Engine
from engine.cli.configured import shipped_handlers
from tests.browser.product import Product
from webui.app import create_app
from webui.catalogue import catalogue
from webui.texts import SAID

ROLES = ("agent", "team_lead", "supervisor", "manager", "process_owner", "auditor", "admin")
MOST = 3  # pages of a kind that a person looks at
CHINESE = re.compile(r"[\u3001-\u303f\u4e00-\u9fff\uff00-\uffef]+")
SHOWN = ("title", "aria-label", "placeholder", "alt")
ALLOWED = {  # on English pages, beside what people typed
    "中文": "the other language is called by its own name",
    "客服流程": "the name of the product",
}
DATA = {  # within sentences
    r"(: )[^:]*…": "values of a case that were cut, so that they cannot be looked up",
}
KNOWN = {  # English strings of the pages that Chinese pages may hold
    "English": "the other language is called by its own name",
}


class Page(HTMLParser):
    """What a person reads on a page, and where its links lead."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[str] = []
        self._hidden = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        self.words += [given[name] or "" for name in SHOWN if given.get(name)]
        self._hidden += tag in ("script", "style")
        href = given.get("href")
        if tag == "a" and href and "download" not in given and not urlsplit(href).netloc:
            self.links.append(href)

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        if not self._hidden and data.strip():
            self.words.append(data)


@pytest.fixture(scope="module")
def desk(monday_at_nine: Product, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """The demo: people, all shipped processes, and cases that got somewhere."""
    copy = monday_at_nine.copied(tmp_path_factory.mktemp("languages") / "data")
    with Engine.open(f"sqlite:///{copy.database}", handlers=shipped_handlers()) as engine:
        engine.settle()
        yield engine


@pytest.fixture(scope="module")
def app(desk: Engine) -> Flask:
    app = create_app(desk, secret_key="test")
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    return app


def signed_in(app: Flask, desk: Engine, role: str, language: str) -> FlaskClient:
    """A person of the role; those with more groups see more."""
    user = max((each for each in desk.users(SYSTEM) if role in each.roles), key=lambda each: len(each.groups))
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"] = user.id
        session["credential"] = desk.credential_mark(user.id)
        session["language"] = language
    return client


def walk(app: Flask, client: FlaskClient) -> Iterator[tuple[str, Any]]:
    """From the home page along every link, a few pages of each kind: path and answer."""
    routes = app.url_map.bind("localhost")
    waiting, seen, kinds = ["/", "/preferences"], set[str](), Counter[str]()
    while waiting:
        path = waiting.pop(0)
        try:
            kind, _ = routes.match(urlsplit(path).path)
        except HTTPException:
            continue  # a link to the page itself, such as ?show=unread
        if path in seen or kinds[kind] >= MOST or kind == "static":
            continue
        seen.add(path)
        kinds[kind] += 1
        answer = client.get(path, follow_redirects=True)
        yield path, answer
        if answer.mimetype == "text/html":
            waiting += Page(answer.text).links


@pytest.fixture(scope="module")
def typed(desk: Engine) -> list[str]:
    """What people typed or are called, the longest first."""
    found = set(desk.names().values())
    roots = desk.instances(SYSTEM, limit=200).items
    for case in [*roots, *(each for root in roots for each in desk.called(SYSTEM, root.id))]:
        for scope in ({"0": desk.variables(SYSTEM, case.id)}, desk.local_variables(SYSTEM, case.id)):
            found |= set(_texts(scope))
    for customer in desk.customers(SYSTEM, limit=200).items:
        found |= set(_texts(to_builtins([customer, desk.devices(SYSTEM, customer.id)])))
    for kind in ("process", "decision", "form", "templates", "texts"):
        found |= {each.comment for each in desk.definitions(SYSTEM, kind)}
    return sorted((each for each in found if CHINESE.search(each)), key=len, reverse=True)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from _texts(each)
    elif isinstance(value, str):
        yield value


def without(text: str, parts: list[str]) -> str:
    for part in parts:
        text = text.replace(part, "")
    return text


def labels(part: Any, key: str = "") -> Iterator[str]:
    """Of a form's fields; expressions in them are none."""
    if isinstance(part, dict):
        for name, each in part.items():
            yield from labels(each, name)
    elif isinstance(part, list):
        for each in part:
            yield from labels(each, key)
    elif isinstance(part, str) and key in SAID and not part.startswith("="):
        yield re.sub(r"\{\{.*?\}\}", "", part)


def told(steps: dict[str, Any]) -> Iterator[str]:
    for step in steps["steps"]:
        yield from (step["title"], step["actor"], *(change["name"] for change in step["changes"]))


def seen(app: Flask, client: FlaskClient) -> Iterator[tuple[str, str]]:
    """Path and each text, from the home page along the links."""
    for path, answer in walk(app, client):
        assert answer.status_code == 200, path
        if answer.mimetype != "text/html":
            continue
        yield from ((path, each.strip()) for each in Page(answer.text).words)
        for config in re.findall(r'id="form-config">(.*?)</script>', answer.text, re.DOTALL):
            yield from ((path, each) for each in labels(json.loads(config)["schema"]))
        for url in re.findall(r'"stepsUrl": "([^"]+)"', answer.text):
            yield from ((url, each) for each in told(client.get(url).get_json()))


@pytest.mark.parametrize("role", ROLES)
def test_english_pages_are_english(app: Flask, desk: Engine, typed: list[str], role: str) -> None:
    left, paths = set(), set()
    for path, text in seen(app, signed_in(app, desk, role, "en")):
        paths.add(path)
        for sentence in DATA:
            text = re.sub(sentence, r"\1", text, flags=re.DOTALL)
        text = without(text, [*ALLOWED, *typed])
        if CHINESE.search(text):
            left.add((path, text))
    assert left == set()
    assert len(paths) > 5


def english_sentences() -> re.Pattern[str]:
    """What the catalogue says in English and not in Chinese, whatever fills its placeholders."""
    zh = set(catalogue("zh").values())
    sentences = (each for each in catalogue("en").values() if each not in zh and each not in KNOWN)
    parts = [re.split(r"\{\w+\}", each) for each in sentences]
    worded = [each for each in parts if re.search("[A-Za-z]{2}", "".join(each))]
    return re.compile("|".join(".+".join(map(re.escape, each)) for each in worded), re.DOTALL)


def test_english_sentences_are_known_by_their_words() -> None:
    english = english_sentences()
    assert english.fullmatch("Tasks") or english.fullmatch("My tasks")
    assert english.fullmatch("29 min left")
    assert not english.fullmatch("林晓")
    assert not english.fullmatch("English")


@pytest.mark.parametrize("role", ROLES)
def test_chinese_pages_are_chinese(app: Flask, desk: Engine, role: str) -> None:
    english = english_sentences()
    left, paths = set(), set()
    for path, text in seen(app, signed_in(app, desk, role, "zh")):
        paths.add(path)
        if english.fullmatch(text):
            left.add((path, text))
    assert left == set()
    assert len(paths) > 5


def test_the_walk_comes_by_the_pages_that_matter(app: Flask, desk: Engine) -> None:
    routes = app.url_map.bind("localhost")
    kinds = {
        routes.match(urlsplit(path).path)[0]
        for role in ROLES
        for path, _ in walk(app, signed_in(app, desk, role, "en"))
    }
    pages = {"home.show", "preferences.show", "start.show", "tasks.folder", "tasks.show", "notices.index"}
    pages |= {"instances.index", "instances.show", "audit.show", "supervision.overdue", "incidents.index"}
    pages |= {
        "definitions.index",
        "definitions.show",
        "modeler.show",
        "users.index",
        "users.show",
        "tokens.index",
        "tokens.new",
    }
    assert pages - kinds == set()
