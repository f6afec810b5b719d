"""The real program in a process of its own, started, read and stopped as a newcomer would at a terminal."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from tests.ports import free_port, is_up

_ACCOUNT = re.compile(r"^  (\w+) +((?:\w{4}-){3}\w{4}) ", re.MULTILINE)
_INSTALLED = Path(sys.executable).with_name("kefuflow")
KEFUFLOW = [str(_INSTALLED)] if _INSTALLED.exists() else [sys.executable, "-m", "engine.cli"]
PATIENCE = 600.0  # seconds for a start or an end, also on a machine with other work


class Product:
    """`kefuflow demo` on a free port. `passwords` are those it has printed so far, by user id."""

    def __init__(self, data: Path, settings: Mapping[str, str] = MappingProxyType({})) -> None:
        self._data, self._log, self._settings = data, data.with_name("terminal.txt"), settings
        self._process: subprocess.Popen[bytes] | None = None
        self.passwords: dict[str, str] = {}
        self.address = ""

    def start(self) -> None:
        """Until it answers at /healthz."""
        port = free_port()
        self.address = f"http://127.0.0.1:{port}"
        place = {"KEFUFLOW_DATA": str(self._data), "KEFUFLOW_DATABASE_URL": "", "HOST": "", "PORT": str(port)}
        place |= {"KEFUFLOW_PUBLIC_URL": self.address, **self._settings}
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [*KEFUFLOW, "demo"], env=os.environ | place, stdout=log, stderr=subprocess.STDOUT
            )
        self._wait_until_ready()
        self.passwords |= dict(_ACCOUNT.findall(self.said()))

    @property
    def database(self) -> Path:
        return self._data / "kefuflow.db"

    def said(self) -> str:
        """What stands on the terminal since the last start."""
        return self._log.read_text()

    def prepare(self) -> None:
        """The demo's data and passwords, without a server; made once, whoever asks again."""
        if not self._log.exists():
            self._data.parent.mkdir(parents=True, exist_ok=True)
            self._log.write_text(self._carry_out("demo", "--exit"))
        self.passwords |= dict(_ACCOUNT.findall(self.said()))

    def copied(self, data: Path, settings: Mapping[str, str] = MappingProxyType({})) -> "Product":
        """Another one that begins with the data of this one, which does not run."""
        shutil.copytree(self._data, data)
        copy = Product(data, settings)
        copy.passwords |= self.passwords
        return copy

    def hear(self, message: str, case: str) -> None:
        """What a system of another house says of a case, by its business key: with the command, as it would."""
        self._carry_out("message", message, "--business-key", case)

    def stop(self) -> int:
        """The exit code after SIGTERM."""
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)
        return self._process.wait(PATIENCE)

    def kill(self) -> None:
        """For a test that failed on the way."""
        if self._process and self._process.poll() is None:
            self._process.kill()
            self._process.wait()

    def _carry_out(self, *arguments: str) -> str:
        """Another command on the same data; what it says."""
        place = os.environ | {"KEFUFLOW_DATA": str(self._data), "KEFUFLOW_DATABASE_URL": ""}
        return subprocess.run([*KEFUFLOW, *arguments], env=place, capture_output=True, text=True, check=True).stdout

    def _wait_until_ready(self) -> None:
        latest = time.monotonic() + PATIENCE
        while not is_up(self.address):
            assert self._process and self._process.poll() is None, self.said()
            assert time.monotonic() < latest, f"not ready after {PATIENCE} s: {self.said()}"
            time.sleep(0.05)  # between two questions to a process that gives no other sign
