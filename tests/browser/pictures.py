"""Pictures of the pages, for the documents."""

import os
from pathlib import Path

from playwright.sync_api import Page

IMAGES = Path(__file__).parents[2] / "docs/images"
LARGEST = 250_000  # bytes of a picture


def picture(page: Page, name: str) -> None:
    """With KEFUFLOW_SCREENSHOTS=1 leaves docs/images/<name>.png."""
    if os.environ.get("KEFUFLOW_SCREENSHOTS") != "1":
        return
    page.evaluate("scrollTo(0, 0)")
    file = IMAGES / f"{name}.png"
    page.screenshot(path=file, animations="disabled")
    assert file.stat().st_size < LARGEST
