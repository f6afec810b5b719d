"""What the commands print of problems and proofs."""

import os
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from engine.locale.words import known_language, remedy, words
from engine.model.problem import Problem
from engine.model.view import Verification

NAMING = ("KEFUFLOW_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")  # the first that is set names the language


def language(environment: Mapping[str, str] = os.environ) -> str:
    """That of the terminal, or Chinese."""
    return known_language(next((environment[name] for name in NAMING if environment.get(name)), ""))


def said(code: str, params: Mapping[str, Any]) -> str:
    return words(code, params, language())


def print_problems(problems: Sequence[Problem]) -> None:
    for problem in problems:
        place = ":".join(str(part) for part in (problem.file, problem.line) if part)
        text = said(problem.code, problem.params)
        print(f"{problem.severity} {place} {problem.element_id or ''} {problem.code} {text}", file=sys.stderr)
        if what_to_do := remedy(problem.code, language()):
            print(f"  → {what_to_do}", file=sys.stderr)


def print_verification(target: str, verification: Verification) -> int:
    """0 for a whole history, 1 for a broken one."""
    if verification.is_whole:
        return 0
    print(f"{target}: broken", file=sys.stderr)
    print_problems(verification.problems)
    return 1
