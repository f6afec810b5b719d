"""x"""

from engine.expr.expression import Expression


def expression(text: str) -> Expression:
    raise ValueError
