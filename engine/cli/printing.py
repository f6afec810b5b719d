"""What the commands print of problems and proofs."""

import sys
from collections.abc import Sequence

from engine.locale.words import remedy, words
from engine.model.problem import Problem
from engine.model.view import Verification

LANGUAGE = "zh"


def print_problems(problems: Sequence[Problem]) -> None:
    for problem in problems:
        place = ":".join(str(part) for part in (problem.file, problem.line) if part)
        text = words(problem.code, problem.params, LANGUAGE)
        print(f"{problem.severity} {place} {problem.element_id or ''} {problem.code} {text}", file=sys.stderr)
        if remedy(problem.code, LANGUAGE):
            print(f"  → {remedy(problem.code, LANGUAGE)}", file=sys.stderr)


def print_verification(target: str, verification: Verification) -> int:
    """0 for a whole history, 1 for a broken one."""
    if verification.is_whole:
        return 0
    print(f"{target}: broken", file=sys.stderr)
    print_problems(verification.problems)
    return 1
