"""Ports and signs of life of the servers that tests start."""

import fcntl
import os
import random
import socket
import tempfile
import urllib.request
from http.client import HTTPException
from pathlib import Path

FIRST, LAST = 15_000, 32_000  # below those that the system gives away by itself

_own: set[int] = set()
_file = Path(tempfile.gettempdir(), f"kefuflow-ports-{os.getuid()}").open("ab")  # its locks last as long as we do


def free_port() -> int:
    """Nobody else's until this process ends, however long its server takes to begin."""
    chance = random.SystemRandom()
    while True:
        port = chance.randrange(FIRST, LAST)
        if port not in _own and _reserved(port) and not _is_taken(port):
            _own.add(port)
            return port


def is_up(address: str) -> bool:
    """Whether a server answers at /healthz."""
    try:
        with urllib.request.urlopen(f"{address}/healthz", timeout=5) as answer:
            return bool(answer.status == 200 and answer.read())
    except (OSError, HTTPException):
        return False


def _reserved(port: int) -> bool:
    """One byte of the file for each port; who comes second is refused."""
    try:
        fcntl.lockf(_file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, port)
    except OSError:
        return False
    return True


def _is_taken(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
