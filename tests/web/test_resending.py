"""A token makes a command id of its user's own."""

import pytest

from webui.resending import command_id, new_token


def test_the_same_token_is_the_same_command() -> None:
    token = new_token()
    assert command_id("lin", token) == command_id("lin", token) != ""


def test_another_user_or_page_is_another_command() -> None:
    token = new_token()
    assert len({command_id("lin", token), command_id("zhang", token), command_id("lin", new_token())}) == 3


@pytest.mark.parametrize("token", [None, "", "x", 7, ["a"], "a" * 33, "A" * 32, "../" + "a" * 29, "a" * 31 + "\n"])
def test_strange_tokens_make_no_command_id(token: object) -> None:
    assert command_id("lin", token) == ""
