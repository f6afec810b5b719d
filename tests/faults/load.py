"""Agents at work over HTTP: they sign in, start cases and complete tasks, and send again what was not answered."""

import http.client
import json
import random
import re
import secrets
import statistics
import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any, Self
from urllib.parse import urlencode, urlsplit

from tests.faults.office import KEY, PASSWORD, agent_name

CSRF = re.compile(r'name="csrf_token" value="([^"]+)"')
TASK = re.compile(r"/tasks/task/([a-z0-9]+\.\d+)")
TIMEOUT = 20.0
PAUSE = 0.05  # before something is sent again
PATIENCE = 120.0  # after which sending again is given up: the cluster is down


@dataclass(frozen=True, slots=True)
class Answered:
    """A command that was accepted: its id, what it was about, and how long it took, all sendings included."""

    command_id: str
    kind: str  # start, complete
    about: str
    seconds: float
    sendings: int
    at: float  # of the monotonic clock, when the answer came


@dataclass(slots=True)
class Heard:
    """What the agents of a load know; `lost`: commands of which they never learnt what became."""

    answered: list[Answered] = field(default_factory=list)
    refused: Counter[int] = field(default_factory=Counter)  # by status
    later: Counter[str] = field(default_factory=Counter)  # by code: told to come again
    lost: list[str] = field(default_factory=list)

    def of(self, kind: str) -> list[Answered]:
        return [each for each in self.answered if each.kind == kind]

    def figures(self) -> dict[str, object]:
        found: dict[str, object] = {}
        for kind in ("start", "complete"):
            each = self.of(kind)
            found[f"{kind}s accepted"] = len(each)
            found[f"{kind}, p50 / p95 / p99 ms"] = percentiles([one.seconds for one in each])
        found["sent again"] = sum(each.sendings - 1 for each in self.answered)
        found["refused, by status"] = dict(self.refused)
        found["told to come again"] = dict(self.later)
        found["never answered"] = len(self.lost)
        return found


def percentiles(seconds: list[float]) -> str:
    """Of milliseconds: the middle, 95 and 99 in a hundred."""
    if len(seconds) < 2:
        return "-"
    cuts = statistics.quantiles(seconds, n=100)
    return " / ".join(f"{cuts[index] * 1000:.0f}" for index in (49, 94, 98))


class Browser:
    """One session over several nodes: it goes to another one when one does not answer."""

    def __init__(self, addresses: list[str], chance: random.Random) -> None:
        self._addresses, self._chance = addresses, chance
        self._cookies: dict[str, str] = {}
        self._connection: http.client.HTTPConnection | None = None
        self.csrf = ""

    def get(self, path: str) -> tuple[int, str]:
        return self._ask("GET", path, None, {})

    def post(self, path: str, fields: dict[str, str]) -> tuple[int, str]:
        sent = urlencode({"csrf_token": self.csrf, **fields})
        return self._ask("POST", path, sent, {"Content-Type": "application/x-www-form-urlencoded"})

    def post_json(self, path: str, body: object) -> tuple[int, str]:
        headers = {"Content-Type": "application/json", "Accept": "application/json", "X-CSRFToken": self.csrf}
        return self._ask("POST", path, json.dumps(body), headers)

    def leave(self) -> None:
        """The node is not asked again on this connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _ask(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> tuple[int, str]:
        """Raises OSError or HTTPException when the node does not answer."""
        try:
            connection = self._connected()
            cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
            connection.request(method, path, body, {**headers, "Cookie": cookies})
            answer = connection.getresponse()
            text = answer.read().decode("utf-8", "replace")
        except (OSError, http.client.HTTPException):
            self.leave()
            raise
        for header in answer.headers.get_all("Set-Cookie") or []:
            self._cookies.update({name: morsel.value for name, morsel in SimpleCookie(header).items()})
        if found := CSRF.search(text):
            self.csrf = found[1]
        return answer.status, text

    def _connected(self) -> http.client.HTTPConnection:
        if self._connection is None:
            where = urlsplit(self._chance.choice(self._addresses))
            self._connection = http.client.HTTPConnection(where.hostname or "", where.port, timeout=TIMEOUT)
        return self._connection


class Agent(threading.Thread):
    """One after the other: starts a case, or takes a task and completes it."""

    def __init__(
        self,
        name: str,
        addresses: list[str],
        seed: str,
        heard: Heard,
        ended: threading.Event,
        variables: Mapping[str, Any],
    ) -> None:
        super().__init__(name=name, daemon=True)
        self._chance = random.Random(seed)
        self._browser = Browser(addresses, self._chance)
        self._heard, self._ended, self._variables = heard, ended, variables
        self.is_signed_in = threading.Event()

    def run(self) -> None:
        self._patiently(self._sign_in)
        self.is_signed_in.set()
        while not self._ended.is_set():
            if self._chance.random() < 0.5:
                self._send("start", f"/start/{KEY}", KEY)
            else:
                self._patiently(self._work)

    def _sign_in(self) -> None:
        self._browser.get("/login")
        status, _ = self._browser.post("/login", {"user_id": self.name, "password": PASSWORD})
        if status >= 500:
            raise ConnectionError(f"{self.name} cannot sign in: {status}")
        assert status == 302, f"{self.name} cannot sign in: {status}"
        self._browser.get("/start")

    def _work(self) -> None:
        """Any of the tasks on offer; that another agent is quicker is part of it."""
        _, text = self._browser.get("/tasks/claimable")
        tasks = sorted(set(TASK.findall(text)))
        if not tasks:
            return
        task_id = self._chance.choice(tasks)
        status, _ = self._browser.post(f"/tasks/task/{task_id}/claim", {})
        if status == 302:
            self._send("complete", f"/tasks/task/{task_id}/complete", task_id)
        else:
            self._heard.refused[status] += 1

    def _send(self, kind: str, path: str, about: str) -> None:
        """Again and again with the same id, until it is accepted or refused."""
        variables = self._variables if kind == "start" else {}
        token, began, sendings = secrets.token_hex(16), time.monotonic(), 0
        while time.monotonic() - began < PATIENCE:
            sendings += 1
            try:
                status, text = self._browser.post_json(path, {"variables": variables, "token": token})
            except (OSError, http.client.HTTPException):
                status, text = 503, "{}"
            if status == 200:
                now = time.monotonic()
                command_id = f"web/{self.name}/{token}"
                self._heard.answered.append(Answered(command_id, kind, about, now - began, sendings, now))
                return
            if status < 500:
                self._heard.refused[status] += 1
                return
            self._heard.later[f"{status} {json.loads(text).get('code', 'no answer')}"] += 1
            self._browser.leave()
            time.sleep(PAUSE)
        self._heard.lost.append(f"web/{self.name}/{token}")

    def _patiently(self, work: object) -> None:
        while not self._ended.is_set():
            try:
                work()  # type: ignore[operator]
                return
            except (OSError, http.client.HTTPException):
                time.sleep(PAUSE)


class Load:
    """So many agents, from the beginning of the block to its end; what they had begun is finished then."""

    def __init__(
        self, addresses: list[str], agents: int = 6, seed: int = 1, variables: Mapping[str, Any] | None = None
    ) -> None:
        self.heard = Heard()
        self._ended = threading.Event()
        self._agents = [
            Agent(agent_name(number), addresses, f"{seed}-{number}", self.heard, self._ended, variables or {})
            for number in range(agents)
        ]

    def __enter__(self) -> Self:
        for agent in self._agents:
            agent.start()
        for agent in self._agents:
            assert agent.is_signed_in.wait(PATIENCE), f"{agent.name} does not get in"
        return self

    def reach(self, count: int) -> None:
        """So many more starts, and so many more completions, have been accepted when it returns."""
        goals = {kind: len(self.heard.of(kind)) + count for kind in ("start", "complete")}
        until = time.monotonic() + PATIENCE
        while any(len(self.heard.of(kind)) < goal for kind, goal in goals.items()):
            assert time.monotonic() < until, f"not within {PATIENCE} s: {self.heard.figures()}"
            time.sleep(PAUSE)

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        for agent in self._agents:
            agent.join(PATIENCE + TIMEOUT)
