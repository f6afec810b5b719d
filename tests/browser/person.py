"""The hands of one person at the service desk: sign in, open a folder, claim, fill in, submit."""

import re
from collections.abc import Mapping

from playwright.sync_api import Locator, Page, expect

Values = Mapping[str, str | bool]


class Person:
    """One page in a browser context of its own."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address

    def at_door(self) -> Page:
        """The page of somebody who has not signed in yet."""
        self.page.goto(self.address)
        return self.page

    def sign_in(self, user_id: str, password: str) -> "Person":
        self.at_door().get_by_label("用户名").fill(user_id)
        self.page.get_by_label("密码").fill(password)
        self.page.get_by_role("button", name="登录", exact=True).click()
        expect(self.page.get_by_role("navigation", name="主导航")).to_be_visible()
        return self

    def open(self, entry: str) -> None:
        """An entry of the navigation, whatever count stands beside it."""
        name = re.compile(rf"^{entry}(\s*\d+)?$")
        self.page.get_by_role("navigation", name="主导航").get_by_role("link", name=name).click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text(entry)

    def row(self, *texts: str) -> Locator:
        """The one row of a table that holds all of these texts."""
        found = self.page.get_by_role("row")
        for text in texts:
            found = found.filter(has_text=text)
        return found

    def move_clock(self, step: str) -> None:
        with self.page.expect_navigation():  # the page before may say the same already
            self.page.get_by_role("form", name="演示时钟").get_by_role("button", name=step).click()
        expect(self.page.get_by_role("status").filter(has_text="业务时间已快进到")).to_be_visible()

    # forms

    def field(self, label: str) -> Locator:
        """The field of the form that is called so, with its label and messages."""
        called = self.page.locator(".fjs-form-field-label", has_text=re.compile(rf"^{re.escape(label)}\*?$"))
        return self.page.locator(".fjs-form-field").filter(has=called).last

    def fill_in(self, values: Values) -> None:
        """By label. True and False tick and untick; of a choice the text of one option is given."""
        for label, value in values.items():
            self._enter(self.field(label), value)

    def _enter(self, field: Locator, value: str | bool) -> None:
        kind = field.get_attribute("class") or ""
        if isinstance(value, bool):
            field.get_by_role("checkbox").set_checked(value)
        elif "fjs-form-field-radio" in kind:
            field.get_by_label(value, exact=True).check()
        elif "fjs-form-field-select" in kind:
            field.locator(".fjs-select-display, input").first.click()
            field.get_by_text(value, exact=True).last.click()
        else:
            field.locator("input, textarea").first.fill(value)

    def submit(self, button: str = "提交") -> None:
        """Sends the form and waits for the page that comes after it."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=button, exact=True).click()

    def claim(self, *texts: str) -> None:
        """Takes a task out of 待领取."""
        self.open("待领取")
        self.row(*texts).get_by_role("button", name="领取").click()
        expect(self.page.get_by_role("button", name="释放")).to_be_visible()

    def open_task(self, folder: str, *texts: str) -> None:
        self.open(folder)
        self.row(*texts).get_by_role("link").first.click()
        expect(self.page.get_by_role("navigation", name="任务的视图")).to_be_visible()
