"""A form on a page, filled in by the keys of its fields, whatever language their labels speak."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from playwright.sync_api import Locator, Page, expect

Answers = Mapping[str, Any]
Field = Mapping[str, Any]
CHOICES = ("radio", "select")


class Sheet:
    def __init__(self, page: Page) -> None:
        page.wait_for_selector('[data-mounted="done"]')
        config = json.loads(page.locator("#form-config").text_content() or "{}")
        self._page, self._data = page, config["data"]
        self._fields = {_key(each): each for each in _components(config["schema"])}

    def fill(self, answers: Answers) -> None:
        """True and False tick and untick; of a choice the value of an option; of a day YYYY-MM-DD, with T and a time;
        of a list its rows."""
        for key, answer in answers.items():
            self._enter(self._fields[key], answer)

    def _enter(self, field: Field, answer: Any, row: str = "") -> None:
        kind = field["type"]
        if kind == "dynamiclist":
            self._list(field, answer)
        elif kind in CHOICES:
            self._choose(field, answer, row)
        elif kind == "checkbox":
            self._input(field, row).set_checked(answer)
        elif kind == "datetime":
            self._moment(field, answer, row)
        else:
            self._input(field, row).fill(str(answer))

    def _list(self, field: Field, rows: list[Answers]) -> None:
        columns = {each["key"]: each for each in field["components"]}
        shown = self._page.locator(".fjs-repeat-row-container")
        for number, answers in enumerate(rows):
            if number == shown.count():
                self._page.locator(".fjs-repeat-render-add").click()
                expect(shown).to_have_count(number + 1)
            for key, answer in answers.items():
                self._enter(columns[key], answer, f"_{number}")

    def _choose(self, field: Field, answer: Any, row: str) -> None:
        options = field.get("values") or self._data[field["valuesKey"]]
        index = [each["value"] for each in options].index(answer)
        if field["type"] == "radio":
            self._input(field, row, f"-{index}").check()
        else:
            self._input(field, row, "" if field.get("searchable") else "-display").click()
            self._page.locator(".fjs-dropdownlist-item").nth(index).click()

    def _moment(self, field: Field, answer: str, row: str) -> None:
        day, _, time = answer.partition("T")
        year, month, of_month = day.split("-")
        date = self._input(field, row, "-date")
        written = date.get_attribute("placeholder") or ""
        for letters, number in {"yyyy": year, "mm": str(int(month)), "dd": str(int(of_month))}.items():
            written = written.replace(letters, number)
        date.fill(written)
        date.press("Enter")
        if time:
            self._input(field, row, "-time").fill(time)
            self._input(field, row, "-time").press("Enter")

    def _input(self, field: Field, row: str, part: str = "") -> Locator:
        return self._page.locator(f'[id^="fjs-form-"][id$="-{field["id"]}{row}{part}"]')


def _components(schema: Field) -> Iterator[Field]:
    """Those in groups too; not those that a list repeats."""
    for each in schema.get("components", ()):
        yield each
        if each["type"] != "dynamiclist":
            yield from _components(each)


def _key(field: Field) -> str:
    """A list is called by its path; what only shows something by its id."""
    return str(field.get("key") or field.get("path") or field["id"])
