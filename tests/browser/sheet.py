"""A form on a page, filled in by the keys of its fields, whatever language their labels speak."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from playwright.sync_api import Locator, Page

Answers = Mapping[str, Any]
CHOICES = ("radio", "select")


class Sheet:
    def __init__(self, page: Page) -> None:
        page.wait_for_selector('[data-mounted="done"]')
        config = json.loads(page.locator("#form-config").text_content() or "{}")
        self._page, self._data = page, config["data"]
        self._fields = {each["key"]: each for each in _components(config["schema"]) if "key" in each}

    def fill(self, answers: Answers) -> None:
        """True and False tick and untick; of a choice the value of an option; of a day YYYY-MM-DD."""
        for key, answer in answers.items():
            self._enter(self._fields[key], answer)

    def _enter(self, field: Mapping[str, Any], answer: Any) -> None:
        kind = field["type"]
        if kind in CHOICES:
            self._choose(field, answer)
        elif kind == "checkbox":
            self._input(field).set_checked(answer)
        elif kind == "datetime":
            self._moment(field, answer)
        else:
            self._input(field).fill(str(answer))

    def _choose(self, field: Mapping[str, Any], answer: Any) -> None:
        options = field.get("values") or self._data[field["valuesKey"]]
        index = [each["value"] for each in options].index(answer)
        if field["type"] == "radio":
            self._input(field, f"-{index}").check()
        else:
            self._input(field, "-display").click()
            self._page.locator(".fjs-dropdownlist-item").nth(index).click()

    def _moment(self, field: Mapping[str, Any], answer: str) -> None:
        """A day, or a day and a time with a T between them."""
        day, _, time = answer.partition("T")
        date = self._input(field, "-date")
        year, month, of_month = day.split("-")
        written = {"yyyy": year, "mm": str(int(month)), "dd": str(int(of_month))}
        form = date.get_attribute("placeholder") or ""
        for letters, number in written.items():
            form = form.replace(letters, number)
        date.fill(form)
        date.press("Enter")
        if time:
            self._input(field, "-time").fill(time)
            self._input(field, "-time").press("Enter")

    def _input(self, field: Mapping[str, Any], part: str = "") -> Locator:
        return self._page.locator(f'[id^="fjs-form-"][id$="-{field["id"]}{part}"]')


def _components(schema: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Those in groups too; not those that a list repeats."""
    for each in schema.get("components", ()):
        yield each
        if each["type"] != "dynamiclist":
            yield from _components(each)
