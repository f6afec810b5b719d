"""The people at the running program, and pictures of what they see."""

import os
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.person import Person
from tests.browser.product import Product

IMAGES = Path(__file__).parents[2] / "docs/images"
LARGEST = 250_000  # bytes of a picture
PATIENCE = 10_000  # milliseconds


class Desk:
    """Opens a browser of their own for everybody; `watch` is given every page before it shows anything."""

    def __init__(self, product: Product, browser: Browser, watch: Callable[[Page], None]) -> None:
        self.product, self._browser, self._watch = product, browser, watch
        self._contexts: list[BrowserContext] = []

    def person(self, user_id: str) -> Person:
        """Signed in, with nothing open but the page that their work begins on."""
        return self.visitor().sign_in(user_id, self.product.passwords[user_id])

    def visitor(self) -> Person:
        context = self._browser.new_context(
            locale="zh-CN", timezone_id="Asia/Shanghai", viewport={"width": 1280, "height": 800}
        )
        context.set_default_timeout(PATIENCE)
        self._contexts.append(context)
        page = context.new_page()
        self._watch(page)
        return Person(page, self.product.address)

    def go_home(self) -> None:
        """Everybody closes their browser; an open page would ask a stopped program for news."""
        while self._contexts:
            self._contexts.pop().close()


def picture(page: Page, name: str) -> None:
    """With KEFUFLOW_SCREENSHOTS=1 leaves docs/images/<name>.png."""
    if os.environ.get("KEFUFLOW_SCREENSHOTS") != "1":
        return
    page.evaluate("scrollTo(0, 0)")
    file = IMAGES / f"{name}.png"
    page.screenshot(path=file, animations="disabled")
    assert file.stat().st_size < LARGEST


def mounted(page: Page) -> Page:
    """Once its islands are drawn."""
    page.wait_for_selector('[data-mounted="done"]')
    return page
