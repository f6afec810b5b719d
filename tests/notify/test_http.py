"""The one way out: only to public addresses or allowed ones, no redirects, within a time limit, a small answer."""

import socket
import time
from typing import Any

import pytest

from engine.notify.channel import Undelivered
from engine.notify.guard import Guard
from engine.notify.http import LARGEST_ANSWER, Http
from tests.notify.conftest import Server
from tests.ports import free_port

HERE = Guard.of(["127.0.0.1"])


def post(url: str, guard: Guard = HERE, patience: float = 30.0) -> bytes:
    return Http(guard, patience).post(url, b"{}", {})


def undelivered(url: str, guard: Guard = HERE, patience: float = 30.0) -> Undelivered:
    with pytest.raises(Undelivered) as caught:
        post(url, guard, patience)
    return caught.value


def resolved_to(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    found: list[Any] = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, 443)) for each in addresses]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)


PRIVATE = [
    ("127.0.0.1", "loopback"),
    ("10.1.2.3", "private"),
    ("192.168.0.1", "private"),
    ("172.16.0.1", "private"),
    ("169.254.169.254", "link-local: where clouds keep their secrets"),
    ("0.0.0.0", "this machine"),
    ("100.64.0.1", "shared by carriers"),
    ("224.0.0.1", "multicast"),
    ("::1", "loopback"),
    ("fe80::1%eth0", "link-local"),
    ("fd00::1", "private"),
    ("::ffff:10.0.0.1", "private, dressed as IPv6"),
    ("64:ff9b::a00:1", "private, behind NAT64"),
    ("2002:a00:1::", "private, through 6to4"),
]


@pytest.mark.parametrize(("address", "reason"), PRIVATE, ids=[row[0] for row in PRIVATE])
def test_addresses_of_the_house_are_refused(address: str, reason: str, monkeypatch: pytest.MonkeyPatch) -> None:
    resolved_to(monkeypatch, address)
    with pytest.raises(Undelivered) as caught:
        Guard().address_of("hooks.example.com", 443)
    assert (caught.value.code, caught.value.is_final) == ("http.refused_address", True), reason


ALLOWED = [
    ("1.1.1.1", [], "a public address"),
    ("2606:4700::1111", [], "a public address"),
    ("10.1.2.3", ["10.1.0.0/16"], "an allowed network"),
    ("10.1.2.3", ["Hooks.Example.com"], "an allowed name"),
    ("::1", ["::1"], "an allowed address"),
]


@pytest.mark.parametrize(("address", "allowed", "reason"), ALLOWED, ids=[f"{row[0]} {row[2]}" for row in ALLOWED])
def test_allowed(address: str, allowed: list[str], reason: str, monkeypatch: pytest.MonkeyPatch) -> None:
    resolved_to(monkeypatch, address)
    assert Guard.of(allowed).address_of("hooks.example.com", 443) == address


def test_all_that_a_name_stands_for_must_be_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    resolved_to(monkeypatch, "1.1.1.1", "127.0.0.1")
    with pytest.raises(Undelivered):
        Guard().address_of("hooks.example.com", 443)


def test_a_name_is_asked_for_once(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """So it cannot stand for something else when the connection is made."""
    asked = []

    def resolve(host: str, *_: Any, **__: Any) -> list[Any]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", server.port))]

    monkeypatch.setattr("engine.notify.guard.socket.getaddrinfo", resolve)
    monkeypatch.setattr(socket, "create_connection", _dialled(resolve))
    post(f"http://hooks.example.com:{server.port}/", Guard.of(["hooks.example.com"]))
    assert asked == ["hooks.example.com"] and server.asked[0].headers["Host"].startswith("hooks.example.com")


def _dialled(resolve: Any) -> Any:
    def dial(address: tuple[str, int], timeout: float) -> socket.socket:
        if not address[0].replace(".", "").isdigit():
            resolve(address[0])
        made = socket.socket()
        made.settimeout(timeout)
        made.connect(address)
        return made

    return dial


BAD_URLS = ["ftp://example.com/x", "file:///etc/passwd", "http://", "http://example.com:99999/", "gopher://x", ""]


@pytest.mark.parametrize("url", BAD_URLS)
def test_only_http(url: str) -> None:
    assert (undelivered(url).code, undelivered(url).is_final) == ("http.bad_url", True)


STATUSES = [  # status, final, channel is down
    (301, True, False, "no redirect is followed"),
    (307, True, False, "not even one that keeps the method"),
    (400, True, False, "our mistake: it will not get better"),
    (404, True, False, "nobody there"),
    (408, False, True, "too slow"),
    (429, False, True, "too many"),
    (500, False, True, "their mistake"),
    (503, False, True, "out of order"),
]


@pytest.mark.parametrize(("status", "is_final", "is_down", "reason"), STATUSES, ids=[str(row[0]) for row in STATUSES])
def test_statuses(status: int, is_final: bool, is_down: bool, reason: str, server: Server) -> None:
    server.status, server.headers = status, {"Location": f"{server.url}/inside"}
    failure = undelivered(f"{server.url}/hook")
    assert (failure.is_final, failure.is_channel_down) == (is_final, is_down), reason
    assert [each.path for each in server.asked] == ["/hook"]


def test_a_large_answer_is_cut(server: Server) -> None:
    server.body = b"x" * (LARGEST_ANSWER + 1)
    assert undelivered(server.url).code == "http.large_answer"


def test_an_answer_that_comes_byte_by_byte_is_cut_off(server: Server) -> None:
    server.body, server.pause = b"x" * 1000, 0.05
    began = time.monotonic()
    failure = undelivered(server.url, patience=0.4)
    assert time.monotonic() - began < 25, "all of it would take 50 s"
    assert (failure.code, failure.is_channel_down) == ("http.no_answer", True)


def test_who_never_answers(server: Server) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        assert undelivered(f"http://127.0.0.1:{silent.getsockname()[1]}/", patience=0.3).code == "http.no_answer"


def test_nobody_listens() -> None:
    assert undelivered(f"http://127.0.0.1:{free_port()}/").is_channel_down


def test_who_speaks_something_else() -> None:
    import threading

    with socket.create_server(("127.0.0.1", 0)) as strange:

        def speak() -> None:
            caller, _ = strange.accept()
            caller.sendall(b"220 mail.example.com ESMTP\r\n")
            caller.close()

        threading.Thread(target=speak, daemon=True).start()
        assert undelivered(f"http://127.0.0.1:{strange.getsockname()[1]}/").code == "http.no_answer"
