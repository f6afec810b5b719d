"""Where each person begins, what the navigation offers them, and whether the server is ready."""

import re

import pytest

from engine.clock import ManualClock

HOMES = {
    "lin": "/tasks",
    "zhao": "/tasks",
    "wang": "/supervision",
    "chen": "/supervision",
    "owner": "/definitions",
    "auditor": "/instances",
    "admin": "/users",
}
WORK = {"/start", "/tasks/claimable", "/tasks/mine", "/tasks/done", "/tasks/started", "/customers"}
WATCH = {"/supervision/incidents", "/supervision/deliveries", "/supervision/messages", "/supervision/jobs"}
MENUS = {
    "lin": WORK,
    "zhao": WORK | {"/supervision", "/instances"},
    "wang": WORK
    | {
        "/supervision",
        "/supervision/incidents",
        "/supervision/deliveries",
        "/supervision/messages",
        "/supervision/jobs",
        "/instances",
    },
    "owner": {
        "/supervision/incidents",
        "/supervision/deliveries",
        "/supervision/messages",
        "/supervision/jobs",
        "/instances",
        "/definitions",
    },
    "auditor": {
        "/supervision",
        "/supervision/incidents",
        "/supervision/deliveries",
        "/supervision/messages",
        "/supervision/jobs",
        "/instances",
        "/customers",
        "/archives",
        "/audit",
    },
    "admin": {"/users", "/tokens", "/erasure"},
}


@pytest.mark.parametrize(("user_id", "home"), HOMES.items())
def test_home(sign_in, user_id: str, home: str) -> None:
    client = sign_in(user_id)
    assert client.get("/").location == home
    assert client.get(home, follow_redirects=True).status_code == 200


@pytest.mark.parametrize(("user_id", "links"), MENUS.items())
def test_the_navigation_offers_what_works(sign_in, user_id: str, links: set[str]) -> None:
    client = sign_in(user_id)
    sidebar = re.search(r'<nav class="sidebar".*?</nav>', client.get("/notices").text, re.DOTALL)
    assert sidebar
    offered = set(re.findall(r'href="([^"]+)"', sidebar[0]))
    assert offered == links
    assert {link: client.get(link).status_code for link in offered} == dict.fromkeys(offered, 200)


SEARCHED = {
    "lin": "/tasks/mine",  # one's own work
    "wang": "/instances",  # all cases
    "owner": "/instances",
    "auditor": "/instances",
    "admin": None,  # sees no cases, so there is nothing to look through
}


@pytest.mark.parametrize(("user_id", "target"), SEARCHED.items())
def test_the_search_of_the_top_bar_leads_where_one_may_look(sign_in, user_id: str, target: str | None) -> None:
    client = sign_in(user_id)
    found = re.search(r'class="topbar-search"[^>]* action="([^"]+)"', client.get("/notices").text)
    assert (found and found[1]) == target
    assert target is None or client.get(f"{target}?search=KF").status_code == 200


def test_the_current_page_is_marked(sign_in) -> None:
    page = sign_in("lin").get("/tasks/done").text
    assert re.findall(r'href="([^"]+)" aria-current="page"', page) == ["/tasks/done"]


def test_a_deactivated_or_unknown_session_is_signed_out(sign_in) -> None:
    assert sign_in("nobody").get("/").location.startswith("/login")


def test_health(app, clock: ManualClock) -> None:
    answer = app.test_client().get("/healthz")
    assert answer.status_code == 200
    assert answer.json["status"] == "ok"
    assert answer.json["time"] == clock.now().isoformat()
    assert answer.json["version"]


def test_readiness(app, monkeypatch: pytest.MonkeyPatch) -> None:
    assert app.test_client().get("/readyz").json == {"status": "ready", "reasons": []}
    monkeypatch.setattr("engine.api.Engine.unready", lambda self: ["store.unreachable"])
    answer = app.test_client().get("/readyz")
    assert answer.status_code == 503
    assert answer.json["reasons"] == ["store.unreachable"]


@pytest.mark.parametrize("user_id", ["lin", "wang"])
def test_pages_speak_english_when_asked(sign_in, user_id: str) -> None:
    client = sign_in(user_id)
    client.post("/language", data={"language": "en"})
    page = client.get("/tasks/mine").text
    assert '<html lang="en">' in page
    assert "My tasks" in page and "待办" not in page
