"""One person at the service desk in one language: what they do, in the words of the pages."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.island_site import mounted
from tests.browser.pictures import picture
from tests.browser.sheet import Answers, Sheet
from tests.browser.words import Words


class Person:
    """One page in a browser context of its own."""

    def __init__(self, page: Page, address: str, words: Words) -> None:
        self.page, self.address, self.words = page, address, words
        self.t = words.t

    def at_door(self) -> Page:
        """The page of somebody who has not signed in yet."""
        self.page.goto(self.address)
        return self.page

    def sign_in(self, user_id: str, password: str) -> "Person":
        self.at_door()
        if self.words.language != "zh":
            self.page.locator('button[name="language"]').click()
        self.page.get_by_label(self.t("login.user_id")).fill(user_id)
        self.page.get_by_label(self.t("login.password")).fill(password)
        self.press("login.enter")
        expect(self.page.get_by_role("navigation", name=self.t("frame.navigation"))).to_be_visible()
        return self

    def go(self, entry: str) -> None:
        """An entry of the navigation by its name, whatever count stands beside it."""
        text = self.t(f"nav.{entry}")
        name = re.compile(rf"^{re.escape(text)}(\s*\d+)?$")
        self.page.get_by_role("navigation", name=self.t("frame.navigation")).get_by_role("link", name=name).click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text(text)

    def press(self, code: str, within: Locator | None = None) -> None:
        (within or self.page.locator("body")).get_by_role("button", name=self.t(code), exact=True).click()

    def row(self, *texts: str) -> Locator:
        """The rows of a table that hold all of these texts."""
        found = self.page.get_by_role("row")
        for text in texts:
            found = found.filter(has_text=text)
        return found

    # work

    def begin(self, process: str, answers: Answers, as_picture: str = "") -> str:
        """Starts a case with its form; the case number."""
        self.prepare(process, answers)
        if as_picture:
            self.picture(as_picture)
        return self.send()

    def prepare(self, process: str, answers: Answers) -> None:
        """Fills in the form that a case starts with."""
        self.go("start")
        self.page.get_by_role("link", name=self.words.name(process, process)).click()
        self.fill(answers)

    def send(self) -> str:
        """Starts the case whose form is filled in; the case number."""
        self.submit("start.begin")
        self.go("started")
        return self.page.locator("[data-row] [data-open]").first.inner_text()

    def claim(self, case: str, process: str, element_id: str) -> None:
        """Takes the task of a case out of what is on offer, and has its page open."""
        self.go("claimable")
        self.press("task.claim", self.row(case, self.words.name(process, element_id)).first)
        expect(self.page.get_by_role("button", name=self.t("task.release"))).to_be_visible()

    def open_task(self, case: str, process: str, element_id: str) -> None:
        """One of one's own."""
        self.go("mine")
        self.row(case, self.words.name(process, element_id)).get_by_role("link").first.click()
        expect(self.page.get_by_role("navigation", name=self.t("task.tabs"))).to_be_visible()

    def fill(self, answers: Answers) -> None:
        Sheet(self.page).fill(answers)

    def field(self, label: str) -> Locator:
        """The field of the form that is called so, with its label and messages."""
        called = self.page.locator(".fjs-form-field-label", has_text=re.compile(rf"^{re.escape(label)}\*?$"))
        return self.page.locator(".fjs-form-field").filter(has=called).last

    def submit(self, code: str = "task.submit") -> None:
        """Sends the form and waits for the page that comes after it."""
        with self.page.expect_navigation():
            self.press(code)

    def work(self, case: str, process: str, element_id: str, answers: Answers) -> None:
        """Claims, fills in, submits."""
        self.claim(case, process, element_id)
        self.fill(answers)
        self.submit()

    def work_own(self, case: str, process: str, element_id: str, answers: Answers) -> None:
        """What was assigned to them."""
        self.open_task(case, process, element_id)
        self.fill(answers)
        self.submit()

    def says_mail(self, address: str) -> None:
        """Where their letters go."""
        self.go_to_notices()
        self.page.get_by_role("link", name=self.t("contact.own")).click()
        self.page.get_by_label(self.t("contact.email")).fill(address)
        self.press("contact.keep")
        expect(self.page.get_by_role("status")).to_contain_text(self.t("contact.changed"))

    def open_case(self, case: str, entry: str = "instances") -> Page:
        """Its page, with the diagram drawn."""
        self.go(entry)
        self.row(case).get_by_role("link", name=case, exact=True).first.click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text(case)
        return mounted(self.page)

    def picture(self, name: str, *, in_english: bool = False) -> None:
        """For docs/images, in Chinese; `in_english`: also in English, as <name>-en."""
        if self.words.language == "zh":
            picture(self.page, name)
        elif in_english:
            picture(self.page, f"{name}-en")

    # around it

    def move_clock(self, step: str, times: int = 1) -> None:
        """`step`: ten_minutes, two_hours, one_day, one_week."""
        said = re.escape(self.t("clock.advanced", time="…")).replace("…", ".*")
        for _ in range(times):
            with self.page.expect_navigation():  # the page before may say the same already
                self.press(f"clock.{step}", self.page.get_by_role("form", name=self.t("clock.title")))
            expect(self.page.get_by_role("status").filter(has_text=re.compile(said))).to_be_visible()

    def unread(self) -> int:
        """What the bell counts."""
        bell = self.page.locator("[data-unread]")
        return int(bell.inner_text()) if bell.is_visible() else 0

    def go_to_notices(self) -> None:
        self.page.get_by_role("link", name=re.compile(rf"^{self.t('nav.notices')}")).first.click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text(self.t("nav.notices"))

    def told(self, title: str) -> Locator:
        """The notices with this title, newest first, on their page."""
        self.go_to_notices()
        return self.page.locator(".notice").filter(has_text=title)
