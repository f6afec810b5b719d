"""A kind of input that misbehaves on demand: what the harness must see."""

import os
from random import Random


def made(random: Random) -> str:
    return "fine"


def judge(text: str) -> None:
    if text == "raise":
        raise ValueError(text)
    if text == "memory":
        bytearray(1 << 40)
    if text == "die":
        os._exit(1)
    while text == "loop":
        pass
