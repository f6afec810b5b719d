"""One Chromium for all browser tests, and pages that fail their test when the console shows an error."""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from tests.browser.desk import PATIENCE, Desk
from tests.browser.island_site import IslandSite
from tests.browser.outside import Outside
from tests.browser.person import Person
from tests.browser.product import Product
from tests.browser.words import Words

expect.set_options(timeout=PATIENCE)  # a passing test waits for nothing; a busy machine takes its time
_ARGUMENTS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update"]
_ANSWERED = re.compile(r"responded with a status of (\d+)")


@dataclass
class Console:
    """What a page complained about. Chromium also reports every answer above 399: `expect(422)` allows one status."""

    errors: list[str] = field(default_factory=list)
    expected: set[int | str] = field(default_factory=set)

    def expect(self, status: int | str) -> None:
        """Allow answers with this status, or messages that contain this text."""
        self.expected.add(status)

    def watch(self, page: Page) -> None:
        page.on("console", self.hear)
        page.on("pageerror", lambda error: self.errors.append(f"uncaught: {error}"))

    def hear(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(f"{message.text} ({message.location.get('url', '')})")

    def unexpected(self) -> list[str]:
        return [error for error in self.errors if not self._is_expected(error)]

    def _is_expected(self, error: str) -> bool:
        answered = _ANSWERED.search(error)
        if answered and int(answered[1]) in self.expected:
            return True
        return any(isinstance(text, str) and text in error for text in self.expected)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, headless. Without one the tests are skipped, on CI they fail."""
    executable = shutil.which("chromium")
    if executable is None:
        reason = "no chromium on this machine (Debian: apt-get install chromium fonts-noto-cjk)"
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=_ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def console() -> Console:
    return Console()


@pytest.fixture
def page(browser: Browser, console: Console) -> Iterator[Page]:
    """A page of its own context in Chinese and Shanghai time; console errors and uncaught exceptions fail the test."""
    context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", viewport={"width": 1360, "height": 860})
    context.set_default_timeout(PATIENCE)
    opened = context.new_page()
    console.watch(opened)
    yield opened
    context.close()
    assert console.unexpected() == []


@pytest.fixture
def site() -> Iterator[IslandSite]:
    """A server for pages with islands."""
    opened = IslandSite()
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def product(browser: Browser, monday_at_nine: Product, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """The real program with its demo, one for all tests of a module."""
    started = monday_at_nine.copied(tmp_path_factory.mktemp("product") / "data")
    started.start()
    yield started
    started.kill()


@pytest.fixture
def desk(product: Product, browser: Browser, console: Console) -> Iterator[Desk]:
    """People at the program; console errors and uncaught exceptions of any of their pages fail the test."""
    opened = Desk(product, browser, console.watch)
    yield opened
    opened.go_home()
    assert console.unexpected() == []


# a day at the desk: a program of its own for each, so that every day begins on Monday at nine


# in Chinese; in English too: LANGUAGES="zh en", one of them always. What every page says is read in both by
# tests/web/test_languages.py, which is quicker.
LANGUAGES = os.environ.get("LANGUAGES", "zh").split()


@pytest.fixture(params=LANGUAGES)
def words(request: pytest.FixtureRequest) -> Words:
    return Words(request.param)


@pytest.fixture
def outside() -> Iterator[Outside]:
    """What the program can reach outside the house."""
    opened = Outside().open()
    yield opened
    opened.close()


@pytest.fixture
def house(
    browser: Browser, console: Console, outside: Outside, monday_at_nine: Product, tmp_path: Path
) -> Iterator[Desk]:
    """People at a program of their own; console errors and uncaught exceptions of their pages fail the test."""
    product = monday_at_nine.copied(tmp_path / "data", outside.settings)
    product.start()
    opened = Desk(product, browser, console.watch)
    yield opened
    opened.go_home()
    product.kill()
    assert console.unexpected() == []


Sitting = Callable[[str], Person]
"""Signs somebody in, by their user id, at a browser of their own."""


@pytest.fixture
def person(house: Desk, words: Words) -> Sitting:
    return partial(house.person, words=words)
