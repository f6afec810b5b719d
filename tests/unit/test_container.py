"""The files for containers: what they start exists, nothing runs as root, and no secret stands in them."""

import os
import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from engine.cli.program import parser

ROOT = Path(__file__).resolve().parents[2]
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
OURS = {name: each for name, each in COMPOSE["services"].items() if "build" in each}


def test_all_packages_and_licences_are_copied() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    needed = set(project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"])
    needed |= {"pyproject.toml", project["project"]["readme"], *project["project"]["license-files"]}
    copied = {each for line in re.findall(r"^COPY (?!--)(.+)$", DOCKERFILE, re.M) for each in line.split()[:-1]}
    let_in = {line[1:] for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line.startswith("!")}
    assert needed <= copied
    assert {each.partition("/")[0] for each in copied} <= let_in
    assert all((ROOT / each).exists() for each in copied)


def test_nothing_of_ours_runs_as_root() -> None:
    last = DOCKERFILE.rpartition("\nFROM ")[2]
    assert re.findall(r"^USER (.+)$", last, re.M) == ["kefuflow"]
    assert last.index("\nUSER ") < last.index("\nENTRYPOINT ")
    for service in OURS.values():
        assert service["cap_drop"] == ["ALL"] and service["read_only"]


@pytest.mark.parametrize("command", [["serve"], *(each["command"] for each in OURS.values())], ids=str)
def test_what_is_started_is_a_command(command: list[str]) -> None:
    assert parser().parse_args(command).run


def test_a_web_and_a_worker_on_one_database() -> None:
    assert [each["command"] for each in OURS.values()] == [["web"], ["worker"]]
    for service in OURS.values():
        assert service["depends_on"]["database"]["condition"] == "service_healthy"
        assert service["environment"]["KEFUFLOW_DATABASE_URL"].startswith("postgresql+psycopg://")


def test_every_secret_comes_from_a_file() -> None:
    for service in COMPOSE["services"].values():
        for name, value in service["environment"].items():
            if re.search("PASSWORD|SECRET|KEY", name):
                assert name.endswith("_FILE") and value.removeprefix("/run/secrets/") in service["secrets"]
        assert set(service["secrets"]) <= set(COMPOSE["secrets"])
    assert all(set(each) == {"file"} for each in COMPOSE["secrets"].values())
    assert not re.search(r"://[^/@\s]+:[^/@\s]+@", (ROOT / "compose.yaml").read_text("utf-8"))


def test_volumes_and_ports() -> None:
    named = {each.partition(":")[0] for service in COMPOSE["services"].values() for each in service["volumes"]}
    assert named == set(COMPOSE["volumes"])
    ports = [each for service in COMPOSE["services"].values() for each in service.get("ports", [])]
    assert ports and all(each.startswith("127.0.0.1:") for each in ports), "a proxy stands before it"


def test_the_start_reads_secrets_from_files(tmp_path: Path) -> None:
    program = tmp_path / "kefuflow"
    program.write_text('#!/bin/sh\necho "$1 $KEFUFLOW_SECRET_KEY $PGPASSWORD"\n')
    program.chmod(0o755)
    for name in ("cookies", "database"):
        (tmp_path / name).write_text(f"{name}-secret\n")
    environment = {
        "PATH": f"{tmp_path}:{os.environ['PATH']}",
        "KEFUFLOW_SECRET_KEY_FILE": str(tmp_path / "cookies"),
        "KEFUFLOW_DATABASE_PASSWORD_FILE": str(tmp_path / "database"),
    }
    done = subprocess.run([ROOT / "deploy" / "start", "web"], env=environment, capture_output=True, text=True)
    assert done.stdout == "web cookies-secret database-secret\n", done.stderr
