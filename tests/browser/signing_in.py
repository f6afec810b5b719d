"""Somebody signs in at the pages of an engine of this process."""

from playwright.sync_api import Page, expect


def sign_in(page: Page, address: str, user_id: str, password: str) -> None:
    page.goto(f"{address}/login")
    page.get_by_label("用户名").fill(user_id)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.get_by_role("navigation", name="主导航")).to_be_visible()
