"""Changing XML at random: elements removed, doubled, moved, multiplied, nested; attributes and texts exchanged."""

from collections.abc import Callable, Sequence
from copy import deepcopy
from random import Random
from typing import Any

from lxml import etree

Change = Callable[[Random, list[Any]], None]


def changed(random: Random, source: str, changes: Sequence[Change]) -> str:
    """After one to five changes; one that leaves no XML is left out."""
    root = etree.fromstring(source.encode())
    for _ in range(random.randint(1, 5)):
        random.choice(changes)(random, [each for each in root.iter() if isinstance(each.tag, str)])
    return etree.tostring(root, encoding="unicode")


def plain(text: str) -> str:
    """What XML can hold."""
    return "".join(each for each in text if each in "\t\n" or " " <= each < "\ud800" or "\ue000" <= each < "\ufffe")


def remove(random: Random, elements: list[Any]) -> None:
    element = random.choice(elements)
    if element.getparent() is not None:
        element.getparent().remove(element)


def double(random: Random, elements: list[Any]) -> None:
    element = random.choice(elements)
    if element.getparent() is not None:
        element.getparent().append(deepcopy(element))


def move(random: Random, elements: list[Any]) -> None:
    element, target = random.choice(elements), random.choice(elements)
    if element.getparent() is not None and element not in (target, *target.iterancestors()):
        target.append(element)


def exchange(random: Random, elements: list[Any]) -> None:
    """An attribute gets the value that another attribute has somewhere else."""
    given = [(element, name) for element in elements for name in element.attrib]
    if given:
        (element, name), (other, source) = random.choice(given), random.choice(given)
        element.set(name, other.get(source))


def retag(random: Random, elements: list[Any]) -> None:
    element, other = random.choice(elements[1:] or elements), random.choice(elements)
    element.tag = other.tag


def multiply(random: Random, elements: list[Any]) -> None:
    """Many copies, with ids of their own."""
    element = random.choice(elements)
    parent = element.getparent()
    size = sum(1 for _ in element.iter())
    if parent is None:
        return
    for number in range(min(random.choice((5, 100, 1000)), 3000 // size)):
        copy = deepcopy(element)
        for each in copy.iter(etree.Element):
            if each.get("id"):
                each.set("id", f"{each.get('id')}_{number}")
        parent.append(copy)


def nest(random: Random, elements: list[Any]) -> None:
    """Wrapped in copies of the tag of another element, so many times."""
    element, tag = random.choice(elements), random.choice(elements).tag
    parent = element.getparent()
    if parent is None:
        return
    place = parent.index(element)
    for number in range(random.choice((1, 3, 50, 180, 250))):
        outer = etree.Element(tag, id=f"nest{number}")
        outer.append(element)
        element = outer
    parent.insert(place, element)
