"""The page that compares two versions: which two, and where their files are. What differs is the browser's to find."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from engine.api import SYSTEM, Engine
from engine.model.command import DeployFiles

SignIn = Callable[[str], FlaskClient]
DESK = (Path(__file__).parent / "desk" / "desk.bpmn").read_text()


@pytest.fixture
def three_versions(engine: Engine) -> None:
    for number, deadline in enumerate(("PT1H", "PT3H"), 2):
        files = {"desk.bpmn": DESK.replace("PT2H", deadline).encode()}
        engine.execute(DeployFiles(files=files, comment=f"改动 {number}"), SYSTEM)


def config(page: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(page.partition('id="compare-config">')[2].partition("</script>")[0])
    return found


CHOICES = [
    # query, before, after, why
    ("?from=1&to=3", 1, 3, "both are named"),
    ("", 2, 3, "the latest and the one before it"),
    ("?to=2", 1, 2, "with the one before it"),
    ("?to=1", 1, 1, "the first has none before it"),
    ("?from=3&to=1", 3, 1, "backwards shows what going back would change"),
    ("?from=x&to=3", 2, 3, "what is no number is left out"),
]


@pytest.mark.usefixtures("three_versions")
@pytest.mark.parametrize(("query", "before", "after", "why"), CHOICES, ids=[row[3] for row in CHOICES])
def test_which_two_are_compared(sign_in: SignIn, query: str, before: int, after: int, why: str) -> None:
    client = sign_in("owner")
    found = config(client.get(f"/definitions/process/desk/compare{query}").text)
    deadlines = {1: b">PT2H<", 2: b">PT1H<", 3: b">PT3H<"}
    assert deadlines[before] in client.get(found["before"]["xmlUrl"]).data, why
    assert deadlines[after] in client.get(found["after"]["xmlUrl"]).data, why


@pytest.mark.usefixtures("three_versions")
def test_each_side_says_its_version_and_why_it_was_made(sign_in: SignIn) -> None:
    found = config(sign_in("lin").get("/definitions/process/desk/compare?from=2&to=3").text)
    assert (found["before"]["title"], found["after"]["title"]) == ("版本 2：改动 2", "版本 3：改动 3")


@pytest.mark.usefixtures("three_versions")
@pytest.mark.parametrize("query", ["?from=9", "?to=9", "?from=0"])
def test_a_version_that_does_not_exist_is_404(sign_in: SignIn, query: str) -> None:
    assert sign_in("owner").get(f"/definitions/process/desk/compare{query}").status_code == 404


@pytest.mark.usefixtures("three_versions")
def test_the_list_of_versions_leads_there(sign_in: SignIn) -> None:
    page = sign_in("owner").get("/definitions/process/desk").text
    assert page.count("与上一版比较") == 2, "the first has none before it"
    assert "/compare?from=2&amp;to=3" in page
