"""Who may import what (ARCHITECTURE.md). Checked on every module, followed through what it imports."""

import ast
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("engine", "forms", "webui", "processes")
STDLIB = sys.stdlib_module_names

# layer -> what it may import besides itself and the standard library; the most specific name counts
ALLOWED: dict[str, set[str]] = {
    "engine.errors": set(),
    "engine.clock": set(),
    "engine.model": {"engine.errors", "msgspec"},
    "engine.locale": set(),
    "engine.tracing": {"engine.model"},
    "engine.monitoring": {
        "engine.api", "engine.model", "engine.errors", "engine.tracing", "msgspec", "prometheus_client",
    },
    "engine.xml": {"engine.errors", "lxml"},
    "engine.expr": {"engine.model", "engine.errors", "msgspec", "re2"},
    "engine.calendar": {"engine.model", "engine.errors", "chinese_calendar", "holidays"},
    "engine.identity": {"engine.model", "engine.errors", "argon2"},
    "engine.dmn.read": {"engine.dmn", "engine.expr", "engine.model", "engine.errors", "engine.xml", "lxml"},
    "engine.dmn": {"engine.expr", "engine.model", "engine.errors", "engine.xml", "lxml"},
    "engine.dmn.evaluate": {"engine.dmn", "engine.expr", "engine.model", "engine.errors"},
    "engine.bpmn.spiff": {
        "engine.bpmn", "engine.expr", "engine.model", "engine.errors", "engine.xml", "lxml", "SpiffWorkflow",
    },
    "engine.bpmn": {"engine.expr", "engine.dmn", "engine.model", "engine.errors", "engine.xml", "lxml"},
    "engine.kernel.evolve": {"engine.model", "engine.errors"},
    "engine.kernel": {"engine.expr", "engine.dmn", "engine.model", "engine.errors"},
    "engine.handlers": {"engine.model", "engine.errors"},
    "engine.client": set(),
    "engine.store": {"engine.model", "engine.errors", "engine.clock", "msgspec", "sqlalchemy", "alembic", "psycopg"},
    "engine.notify": {"engine.expr", "engine.model", "engine.errors", "engine.locale", "msgspec", "yaml"},
    "engine.runtime": {
        "engine.kernel", "engine.bpmn", "engine.dmn", "engine.expr", "engine.calendar", "engine.identity",
        "engine.store", "engine.notify", "engine.handlers", "engine.model", "engine.clock", "engine.errors",
        "engine.tracing", "forms", "msgspec",
    },
    "engine.jobs": {
        "engine.runtime", "engine.store", "engine.notify", "engine.identity", "engine.model", "engine.clock",
        "engine.errors", "engine.tracing", "apscheduler",
    },
    "engine.history.verify": {"engine.history", "engine.kernel", "engine.model", "engine.errors", "msgspec"},
    "engine.history": {"engine.kernel", "engine.store", "engine.model", "engine.errors", "msgspec", "cryptography"},
    "engine.scenario": {
        "engine.api", "engine.model", "engine.errors", "engine.bpmn", "engine.clock", "engine.handlers",
        "engine.locale", "engine.xml", "yaml",
    },
    "engine": {
        "cryptography", "msgspec", "forms", "waitress", "webui",  # api, reads, cli, demo, server, settings: the doors
    },
    "forms": {"engine.expr", "engine.errors", "engine.model.problem", "re2"},
    "processes": {"engine.handlers"},
    "webui.rest": {
        "webui", "engine.api", "engine.model", "engine.errors", "engine.locale", "engine.identity", "flask", "werkzeug",
        "msgspec",
    },
    "webui": {
        "engine.api", "engine.model", "engine.errors", "engine.locale", "engine.identity", "forms", "flask",
        "flask_login", "flask_wtf", "werkzeug", "wtforms", "markupsafe", "jinja2", "itsdangerous", "flask_babel",
        "babel", "xlsxwriter",
    },
}  # fmt: skip

# what must not be reached, not even through others
FAR: dict[str, set[str]] = {
    "engine.kernel": {"lxml", "sqlalchemy", "alembic", "flask", "apscheduler", "engine.clock", "engine.store"},
    "engine.kernel.evolve": {"engine.expr", "engine.dmn"},
    "engine.history.verify": {"sqlalchemy", "engine.store", "engine.expr", "engine.dmn", "lxml"},
    "engine.history.verify_archive": {"sqlalchemy", "engine.store", "engine.expr", "engine.dmn", "lxml"},
    "engine.history.checkpoint": {"sqlalchemy", "engine.store", "engine.expr", "engine.dmn", "lxml"},
    "engine.expr": {"lxml", "sqlalchemy", "flask"},
    "engine.model": {"engine.kernel", "engine.store", "engine.expr", "lxml", "sqlalchemy"},
    "engine.store": {"engine.kernel", "engine.expr", "flask", "lxml"},
    "forms": {"sqlalchemy", "flask", "lxml"},
    "webui": {"pickle"},
}


def modules() -> dict[str, Path]:
    found = {}
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            if "frontend" in path.parts:
                continue
            parts = list(path.relative_to(ROOT).with_suffix("").parts)
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


MODULES = modules()


@cache
def imports(module: str) -> frozenset[str]:
    """Modules that a module imports while it is loaded, TYPE_CHECKING blocks and imports inside functions included."""
    tree = ast.parse(MODULES[module].read_text("utf-8"))
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {_imported(node.module, alias.name) for alias in node.names}
    return frozenset(name for name in found if name.partition(".")[0] not in STDLIB)


def _imported(module: str, name: str) -> str:
    return f"{module}.{name}" if f"{module}.{name}" in MODULES else module


@cache
def reached(module: str) -> frozenset[str]:
    seen: set[str] = set()
    waiting = [module]
    while waiting:
        for name in imports(waiting.pop()):
            if name not in seen:
                seen.add(name)
                if name in MODULES:
                    waiting.append(name)
    return frozenset(seen)


def within(name: str, layer: str) -> bool:
    return name == layer or name.startswith(layer + ".")


def layer_of(module: str) -> str:
    return max((layer for layer in ALLOWED if within(module, layer)), key=len)


@pytest.mark.parametrize("module", sorted(MODULES))
def test_a_module_imports_only_what_its_layer_may(module: str) -> None:
    layer = layer_of(module)
    allowed = ALLOWED[layer] | {layer}
    strange = sorted(name for name in imports(module) if not any(within(name, each) for each in allowed))
    assert not strange, f"{module} ({layer}) imports {strange}"


@pytest.mark.parametrize("layer", sorted(FAR))
def test_a_layer_does_not_reach_what_is_far(layer: str) -> None:
    found = {
        (module, name)
        for module in MODULES
        if within(module, layer)
        for name in reached(module)
        if any(within(name, far) for far in FAR[layer])
    }
    assert not found


def test_only_one_package_imports_spiffworkflow() -> None:
    users = [m for m in MODULES if any(within(name, "SpiffWorkflow") for name in imports(m))]
    assert users and all(within(user, "engine.bpmn.spiff") for user in users)


def test_no_server_reaches_the_interpreter_of_spiffworkflow() -> None:
    """It is started as a process of its own, and imported by nobody."""
    assert [m for m in MODULES if "engine.bpmn.spiff.interpreter" in imports(m)] == []


@pytest.mark.parametrize("word", ["utils", "helpers", "common", "manager"])
def test_no_module_is_called(word: str) -> None:
    assert not [module for module in MODULES if word in module.split(".")]


def test_nothing_evaluates_text_as_python() -> None:
    forbidden = {"eval", "exec", "compile", "__import__"}
    found = [
        (module, node.func.id)
        for module, path in MODULES.items()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in forbidden
    ]
    assert not found


def test_nothing_pickles() -> None:
    names = {"pickle", "marshal", "shelve", "dill", "cloudpickle"}
    found = []
    for module, path in MODULES.items():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                found += [(module, alias.name) for alias in node.names if alias.name.partition(".")[0] in names]
            elif isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] in names:
                found.append((module, node.module))
    assert not found


def test_the_kernel_has_no_clock_and_no_random() -> None:
    found = [
        (module, name)
        for module, path in MODULES.items()
        if within(module, "engine.kernel")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        for name in ([alias.name for alias in node.names] if isinstance(node, ast.Import) else [])
        if name in {"random", "secrets", "time", "uuid", "os", "socket"}
    ]
    assert not found
