"""The command `kefuflow`."""

import argparse
import getpass
import os
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from zipfile import is_zipfile

import msgspec

from engine import archive_command, checkpoint_command, demo, erase_command, settings, start_command, token_command
from engine.api import SYSTEM, Engine
from engine.errors import DeploymentRefused, EngineError
from engine.handlers import Handler
from engine.history.verify import verify_export
from engine.history.verify_archive import verify_archive
from engine.identity.role import ASSIGNABLE
from engine.locale.words import catalogue, remedy, words
from engine.model import command as c
from engine.model.problem import Problem
from engine.model.view import Verification
from engine.monitoring import log
from engine.monitoring.doctor import SAMPLE, examine
from engine.moving import Moving, running_on
from engine.notify.outside import from_environment
from engine.scenario.folder import files, registered_handlers
from engine.scenario.report import crosscheck_folder, run_folder
from engine.server import node
from engine.store.backup import backup, restore

LANGUAGE = "zh"
INTERRUPTED = 130  # as shells have it


def main(arguments: Sequence[str] | None = None) -> int:
    """0: done. 1: a check failed. 2: it could not be carried out."""
    options = _parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], int] = options.run
    try:
        place = settings.from_environment()
        log.configure(place.log_format, place.log_level)
        return run(options)
    except DeploymentRefused as refusal:
        _print_problems(refusal.problems)
        return 2
    except EngineError as failure:
        print(words(failure.code, failure.params, LANGUAGE), file=sys.stderr)
        return 2
    except OSError as failure:  # a file that is not there, a folder that may not be written
        print(failure, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return INTERRUPTED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="kefuflow", description="Kefuflow 客服流程: a BPM engine for service centres")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    found = commands.add_parser("demo", help="serve a demo with staff and cases, on loopback")
    found.add_argument("--new-passwords", action="store_true", help="give the demo accounts new passwords")
    found.add_argument("--exit", action="store_true", help="prepare only, do not serve")
    found.set_defaults(run=_demo)

    found = commands.add_parser("serve", help="serve pages and carry out jobs, in one process")
    found.set_defaults(run=_serve)
    found = commands.add_parser("web", help="serve pages only; any number over one database")
    found.set_defaults(run=_web)
    found = commands.add_parser("worker", help="carry out jobs only; any number over one database")
    found.set_defaults(run=_worker)

    found = commands.add_parser("deploy", help="deploy files, or all of a process folder")
    found.add_argument("paths", nargs="+", type=Path)
    found.add_argument("--comment", default="")
    found.set_defaults(run=_deploy)

    found = commands.add_parser("check", help="say what a deployment of these files would say")
    found.add_argument("paths", nargs="*", type=Path)
    found.add_argument("--rules", action="store_true", help="list the rules for diagrams, with what to do")
    found.set_defaults(run=_check)

    found = commands.add_parser("message", help="correlate a message with whoever waits for it")
    found.add_argument("name")
    found.add_argument("--business-key")
    found.add_argument("--key", help="correlation key of the receiver")
    found.add_argument("--var", action="append", default=[], metavar="NAME=JSON", help="a variable it carries")
    found.add_argument("--match", action="append", default=[], metavar="NAME=JSON", help="a variable of the receiver")
    found.add_argument("--ttl", type=float, help="seconds that it is kept when nobody waits")
    found.add_argument("--id", default="", help="sent again with the same id it counts once")
    found.add_argument("--all", action="store_true", help="to everybody who waits, not to exactly one")
    found.set_defaults(run=_message)

    found = commands.add_parser("signal", help="broadcast a signal to everybody who waits for it")
    found.add_argument("name")
    found.add_argument("--var", action="append", default=[], metavar="NAME=JSON", help="a variable it carries")
    found.add_argument("--id", default="", help="sent again with the same id it goes on with those it was for")
    found.set_defaults(run=_signal)

    found = commands.add_parser(
        "evaluate", help="begin the processes whose conditional start is true with these variables"
    )
    found.add_argument("--var", action="append", default=[], metavar="NAME=JSON", help="a variable they begin with")
    found.add_argument("--process", help="this one only")
    found.add_argument("--business-key", help="of what begins")
    found.add_argument("--id", default="", help="sent again with the same id it goes on where it was")
    found.set_defaults(run=_evaluate)

    found = commands.add_parser("user", help="create a user, for instance the first administrator")
    found.add_argument("user_id")
    found.add_argument("name")
    found.add_argument("--role", action="append", default=[], choices=sorted(ASSIGNABLE))
    found.add_argument("--group", action="append", default=[])
    found.set_defaults(run=_user)

    start_command.add(commands, lambda: open_engine(settings.from_environment()), LANGUAGE)
    token_command.add(commands, lambda: open_engine(settings.from_environment()))
    checkpoint_command.add(commands, lambda: open_engine(settings.from_environment()), _print_verification)
    erase_command.add(commands, lambda: open_engine(settings.from_environment()))
    archive_command.add(commands, lambda: open_engine(settings.from_environment()), _print_verification)

    found = commands.add_parser("migrate", help="take running instances on to another version")
    found.add_argument("process")
    found.add_argument("source", type=int, help="the version that they are on")
    found.add_argument("target", type=int, help="the version that they go on with")
    found.add_argument("--map", action="append", default=[], metavar="OLD=NEW", help="an element that has another id")
    found.add_argument("--try", dest="is_trial", action="store_true", help="say what would become of each")
    found.add_argument("--reason", default="")
    found.set_defaults(run=_migrate)

    found = commands.add_parser("doctor", help="say what is wrong, or soon will be")
    found.add_argument("--sample", type=int, default=SAMPLE, metavar="N", help="histories to verify")
    found.set_defaults(run=_doctor)

    found = commands.add_parser("backup", help="copy the SQLite database while others work on it")
    found.add_argument("file", type=Path)
    found.set_defaults(run=_backup)

    found = commands.add_parser("restore", help="put a backup where no database is")
    found.add_argument("file", type=Path)
    found.set_defaults(run=_restore)

    history = commands.add_parser("history", help="prove what happened").add_subparsers(required=True)
    found = history.add_parser("verify", help="verify every instance, one instance, or an export")
    found.add_argument("target", nargs="?", help="instance id, an exported .json file, or an archive")
    found.set_defaults(run=_verify)

    scenario = commands.add_parser("scenario", help="test a process").add_subparsers(required=True)
    found = scenario.add_parser("run", help="run the scenarios of process folders")
    found.add_argument("folders", nargs="+", type=Path)
    found.set_defaults(run=_scenario)

    found = commands.add_parser("crosscheck", help="run the scenarios on SpiffWorkflow too, and say what differs")
    found.add_argument("folders", nargs="+", type=Path)
    found.set_defaults(run=_crosscheck)
    return parser


def open_engine(place: settings.Settings) -> Engine:
    """The engine on the configured database, with the handlers of the shipped processes."""
    if place.database_url.startswith("sqlite:"):
        place.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    return Engine.open(
        place.database_url,
        handlers=shipped_handlers(),
        lease=place.lease,
        outside=from_environment(os.environ),
        external_topics=place.external_topics,
        archive=place.archive if place.keeps_archive else None,
        checkpoints=(place.checkpoints, place.checkpoint_key) if place.makes_checkpoints else None,
    )


def shipped_handlers() -> dict[str, Handler]:
    return registered_handlers(settings.SHIPPED / "processes")


def _demo(options: argparse.Namespace) -> int:
    place = settings.from_environment()
    with open_engine(place) as engine:
        accounts = demo.prepare(engine, settings.SHIPPED, with_new_passwords=options.new_passwords)
        print(demo.greeting(accounts, f"http://{place.host}:{place.port}"), flush=True)
        return 0 if options.exit else node.serve(engine, place)


def _serve(options: argparse.Namespace) -> int:
    place = settings.from_environment()
    with open_engine(place) as engine:
        print(f"Kefuflow: http://{place.host}:{place.port}", flush=True)
        return node.serve(engine, place)


def _web(options: argparse.Namespace) -> int:
    place = settings.from_environment()
    with open_engine(place) as engine:
        print(f"Kefuflow: http://{place.host}:{place.port}", flush=True)
        return node.web(engine, place)


def _worker(options: argparse.Namespace) -> int:
    place = settings.from_environment()
    with open_engine(place) as engine:
        return node.work(engine, place)


def _deploy(options: argparse.Namespace) -> int:
    with open_engine(settings.from_environment()) as engine:
        made = engine.execute(c.DeployFiles(files=_files(options.paths), comment=options.comment), SYSTEM)
    _print_problems(made.warnings)
    print("\n".join(made.definition_ids))
    return 0


def _message(options: argparse.Namespace) -> int:
    command = c.CorrelateMessage(
        name=options.name,
        variables=_variables(options.var),
        business_key=options.business_key,
        correlation_key=options.key,
        correlation_keys=_variables(options.match),
        message_id=options.id,
        time_to_live=options.ttl,
        is_for_all=options.all,
    )
    with open_engine(settings.from_environment()) as engine:
        received = engine.execute(command, SYSTEM)
    print("\n".join(received) if isinstance(received, list) else received or "kept")
    return 0


def _signal(options: argparse.Namespace) -> int:
    command = c.BroadcastSignal(command_id=options.id, name=options.name, variables=_variables(options.var))
    with open_engine(settings.from_environment()) as engine:
        print(engine.execute(command, SYSTEM))
    return 0


def _evaluate(options: argparse.Namespace) -> int:
    command = c.EvaluateConditions(
        command_id=options.id,
        variables=_variables(options.var),
        business_key=options.business_key,
        key=options.process,
    )
    with open_engine(settings.from_environment()) as engine:
        print("\n".join(engine.execute(command, SYSTEM)))
    return 0


def _variables(given: Sequence[str]) -> dict[str, Any]:
    """`price=1200`: JSON, or else text."""
    pairs = [each.partition("=") for each in given]
    return {name: _json_or_text(text) for name, _, text in pairs}


def _json_or_text(text: str) -> Any:
    try:
        return msgspec.json.decode(text)
    except msgspec.DecodeError:
        return text


def _check(options: argparse.Namespace) -> int:
    if options.rules:
        return _print_rules()
    topics = settings.from_environment().external_topics
    with Engine.open("sqlite://", handlers=shipped_handlers(), external_topics=topics) as engine:
        problems = engine.check(SYSTEM, _files(options.paths))
    _print_problems(problems)
    return 1 if any(problem.severity == "error" for problem in problems) else 0


def _print_rules() -> int:
    texts = catalogue(LANGUAGE)
    for code in sorted(each for each in texts if each.startswith("bpmn.")):
        print(f"{code}\n  {texts[code]}\n  → {remedy(code, LANGUAGE)}")
    return 0


def _files(paths: Sequence[Path]) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for path in paths:
        found |= files(path) if path.is_dir() else {path.name: path.read_bytes()}
    return found


def _print_problems(problems: Sequence[Problem]) -> None:
    for problem in problems:
        place = ":".join(str(part) for part in (problem.file, problem.line) if part)
        text = words(problem.code, problem.params, LANGUAGE)
        print(f"{problem.severity} {place} {problem.element_id or ''} {problem.code} {text}", file=sys.stderr)
        if remedy(problem.code, LANGUAGE):
            print(f"  → {remedy(problem.code, LANGUAGE)}", file=sys.stderr)


def _user(options: argparse.Namespace) -> int:
    """The password is asked for, or read from a pipe; it never stands on the command line."""
    password = getpass.getpass() if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    command = c.CreateUser(
        user_id=options.user_id, name=options.name, roles=options.role, groups=options.group, password=password
    )
    with open_engine(settings.from_environment()) as engine:
        engine.execute(command, SYSTEM)
    return 0


def _migrate(options: argparse.Namespace) -> int:
    """1 when some could not be migrated; they stay where they are."""
    mapping = dict(each.split("=", 1) for each in options.map if "=" in each)
    with open_engine(settings.from_environment()) as engine:
        cases = running_on(engine, f"{options.process}:{options.source}")
        moving = Moving(engine, options.target, mapping, options.reason)
        refused = moving.tried(cases) if options.is_trial else moving.done(cases)
    for refusal in refused:
        print(f"{refusal.id}: {words(refusal.code, refusal.params, LANGUAGE)}", file=sys.stderr)
    print(f"{len(cases) - len(refused)} of {len(cases)}")
    return 1 if refused else 0


def _verify(options: argparse.Namespace) -> int:
    if options.target and Path(options.target).is_file():
        return _print_verification(options.target, _verified_file(Path(options.target)))
    with open_engine(settings.from_environment()) as engine:
        if options.target:
            return _print_verification(options.target, engine.verify(SYSTEM, options.target))
        results = {stream: _print_verification(stream, found) for stream, found in engine.verify_all(SYSTEM)}
    kinds = Counter(map(_kind, results))
    counted = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
    print(f"{counted or 'nothing'} verified, {sum(results.values())} broken")
    return max(results.values(), default=0)


def _doctor(options: argparse.Namespace) -> int:
    """1 for an error; warnings are only told."""
    place = settings.from_environment()
    with open_engine(place) as engine:
        problems = list(examine(engine, place.data, options.sample))
    _print_problems(problems)
    errors = sum(each.severity == "error" for each in problems)
    print(f"{errors} errors, {len(problems) - errors} warnings, {options.sample} histories sampled")
    return 1 if errors else 0


def _backup(options: argparse.Namespace) -> int:
    print(f"{options.file} {backup(settings.from_environment().database_url, options.file)}")
    return 0


def _restore(options: argparse.Namespace) -> int:
    restore(options.file, settings.from_environment().database_url)
    return 0


def _verified_file(file: Path) -> Verification:
    """An archive, or one exported case."""
    return verify_archive(file) if is_zipfile(file) else verify_export(file.read_bytes())


def _kind(stream: str) -> str:
    """`definition:process:complaint` is of a definition; what has no kind in its name is an instance."""
    kind, colon, _ = stream.partition(":")
    return kind if colon or stream == "system" else "instance"


def _print_verification(target: str, verification: Verification) -> int:
    """0 for a whole history, 1 for a broken one."""
    if verification.is_whole:
        return 0
    print(f"{target}: broken", file=sys.stderr)
    _print_problems(verification.problems)
    return 1


def _scenario(options: argparse.Namespace) -> int:
    return max([run_folder(folder) for folder in options.folders], default=0)


def _crosscheck(options: argparse.Namespace) -> int:
    return max(crosscheck_folder(folder) for folder in options.folders)


if __name__ == "__main__":
    sys.exit(main())
