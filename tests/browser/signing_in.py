"""The pages of an engine of this process, and somebody signed in to them."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, expect
from werkzeug.serving import make_server

from engine.api import Engine
from webui.app import create_app


@contextmanager
def served(engine: Engine) -> Iterator[str]:
    """The address; threads of this process answer."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, create_app(engine, secret_key="test"), threaded=True)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def sign_in(page: Page, address: str, user_id: str, password: str) -> None:
    page.goto(f"{address}/login")
    page.get_by_label("用户名").fill(user_id)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.get_by_role("navigation", name="主导航")).to_be_visible()
