"""The people at the running program."""

from collections.abc import Callable

from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.island_site import mounted as mounted
from tests.browser.person import Person
from tests.browser.pictures import picture as picture
from tests.browser.product import Product
from tests.browser.words import Words

PATIENCE = 300_000  # milliseconds; trying out a drawing takes many seconds of work
CHINESE = Words("zh")


class Desk:
    """Opens a browser of their own for everybody; `watch` is given every page before it shows anything."""

    def __init__(self, product: Product, browser: Browser, watch: Callable[[Page], None]) -> None:
        self.product, self._browser, self._watch = product, browser, watch
        self._contexts: list[BrowserContext] = []

    def person(self, user_id: str, words: Words = CHINESE) -> Person:
        """Signed in, with pages that speak these words and nothing open but the one that their work begins on."""
        return self.visitor(words).sign_in(user_id, self.product.passwords[user_id])

    def visitor(self, words: Words = CHINESE) -> Person:
        return Person(self._page("zh-CN" if words.language == "zh" else "en-GB"), self.product.address, words)

    def _page(self, locale: str) -> Page:
        context = self._browser.new_context(
            locale=locale, timezone_id="Asia/Shanghai", viewport={"width": 1280, "height": 800}
        )
        context.set_default_timeout(PATIENCE)
        self._contexts.append(context)
        page = context.new_page()
        self._watch(page)
        return page

    def go_home(self) -> None:
        """Everybody closes their browser; an open page would ask a stopped program for news."""
        while self._contexts:
            self._contexts.pop().close()
