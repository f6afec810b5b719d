"""A small site for islands: pages under the application's Content-Security-Policy, and a record of what is posted."""

import json
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

_HERE = Path(__file__).parent
_DIST = _HERE.parents[1] / "webui/static/dist"
FIXTURES = _HERE / "fixtures"
XML = {"xmlUrl": "/fixtures/complaint.bpmn"}
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self' data:; connect-src 'self'"
)
_TYPES = {".js": "text/javascript", ".css": "text/css", ".bpmn": "application/xml", ".json": "application/json"}


class IslandSite:
    """`page(...)` puts an island on a page and answers its address; `answers[path]` says what a POST is answered."""

    def __init__(self) -> None:
        self.pages: dict[str, str] = {}
        self.answers: dict[str, tuple[int, object]] = {}
        self.posted: list[tuple[str, dict[str, str], Any]] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def page(self, island: str, config: dict[str, Any], around: str = "", lang: str = "zh-CN") -> str:
        """Address of a page with one island on it, `around` below."""
        self.pages[f"/{island}"] = _PAGE.format(island=island, lang=lang, config=json.dumps(config), around=around)
        return f"{self.address}/{island}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def content(self, path: str) -> tuple[str, bytes] | None:
        """Type and body of what is served at a path."""
        if path in self.pages:
            return "text/html; charset=utf-8", self.pages[path].encode()
        for prefix, folder in (("/dist/", _DIST), ("/fixtures/", FIXTURES)):
            file = folder / path.removeprefix(prefix)
            if path.startswith(prefix) and file.is_file():
                return _TYPES.get(file.suffix, "application/octet-stream"), file.read_bytes()
        return None


def _handler(site: IslandSite) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/favicon.ico":
                return self._answer(204, "image/x-icon", b"")
            found = site.content(self.path.split("?")[0])
            return self._answer(200, *found) if found else self._answer(404, "text/plain", b"not here")

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            site.posted.append((self.path, dict(self.headers), body))
            status, answer = site.answers[self.path]
            self._answer(status, "application/json", json.dumps(answer).encode())

        def _answer(self, status: int, content_type: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Security-Policy", CSP)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Keep the test output quiet."""

    return Handler


def element(page: Page, element_id: str) -> Locator:
    """A shape or connection of the diagram."""
    return page.locator(f'.djs-element[data-element-id="{element_id}"]')


def mounted(page: Page) -> Page:
    """Once its islands are drawn."""
    page.wait_for_selector('[data-mounted="done"]')
    return page


def opened(page: Page, address: str) -> Page:
    """The page once its island stands."""
    page.goto(address)
    return mounted(page)


def assert_watermark(page: Page | Locator, link: str = ".bjs-powered-by") -> None:
    """The licence wants the watermark visible and nothing on top of it."""
    mark = page.locator(link)
    mark.scroll_into_view_if_needed()
    expect(mark).to_be_visible()
    expect(mark).to_have_attribute("href", re.compile("bpmn.io"))
    on_top = mark.evaluate(
        """link => { const box = link.getBoundingClientRect();
            return link.contains(document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2)); }"""
    )
    assert on_top


_PAGE = """<!doctype html>
<html lang="{lang}">
<head>
  <meta charset="utf-8">
  <meta name="csrf-token" content="token-1">
  <title>{island}</title>
  <link rel="stylesheet" href="/dist/bootstrap.min.css">
  <style>:root {{ scroll-behavior: auto; }}</style>
  <link rel="stylesheet" href="/dist/{island}.css">
  <script src="/dist/{island}.js" defer></script>
</head>
<body class="p-3">
  <div data-island="{island}" data-config="#config" style="min-height: 420px"></div>
  <script type="application/json" id="config">{config}</script>
  {around}
</body>
</html>
"""
