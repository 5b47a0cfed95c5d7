"""What cannot be true in a record of what was seen."""

from __future__ import annotations

from collections.abc import Iterator

from lentigo.domain.identity import NO_IDENTITY, identity_in
from lentigo.domain.told import Contradiction, Told

__all__ = ["observed_contradictions"]

_ALONE = {"endpoints": ("none", "unknown"), "reactions": ("nothing", "unknown")}
"""Words that exclude every other word of their list."""

_EXCLUDE = {
    "endpoints": (("slight_whitening", "obvious_whitening"), ("slight_darkening", "ash_grey")),
    "reactions": (("lighter_lesion", "cleared"), ("dark_mark", "pale_mark")),
}
"""Pairs of one list of which only one can be true of a spot."""

_FAR_OFF = 0.5
"""A measured radiant exposure this far from the set one, relatively, is a slip of the pen or a device to lock."""


def observed_contradictions(facts: Told) -> list[Contradiction]:
    """Whatever cannot be true in a record of what was seen."""
    return [*_of_days(facts), *_of_title(facts), *_of_spots(facts)]


def _of_title(facts: Told) -> Iterator[Contradiction]:
    title = facts.text("title")
    if title is not None and identity_in(title):
        yield Contradiction(("title",), f"is refused: {NO_IDENTITY}")


def _of_days(facts: Told) -> Iterator[Contradiction]:
    treated, used = facts.day("treated_on"), facts.day("as_of")
    if treated is not None and used is not None and used < treated:
        yield Contradiction(
            ("as_of",), f"is {used}", against=("treated_on",), why="nothing is seen before the light was given"
        )
    for place, _ in enumerate(facts.many("spots")):
        path = ("spots", place, "read_on")
        read = facts.day(*path)
        if read is None:
            continue
        if treated is not None and read < treated:
            yield Contradiction(path, f"is {read}", against=("treated_on",), why="nothing is read before the light")
        if used is not None and read > used:
            yield Contradiction(path, f"is {read}", against=("as_of",), why="this day is still to come")


def _of_spots(facts: Told) -> Iterator[Contradiction]:
    seen_names: dict[str, int] = {}
    for place, _ in enumerate(facts.many("spots")):
        at = ("spots", place)
        name = facts.text(*at, "name")
        if name is not None and name in seen_names:
            yield Contradiction(
                (*at, "name"), f'is "{name}"', against=("spots", seen_names[name], "name"), why="each spot has its own"
            )
        elif name is not None:
            seen_names[name] = place
        for key in _ALONE:
            yield from _of_words(facts, (*at, key), key)
        yield from _of_reading(facts, at)
        yield from _of_energy(facts, at)


def _of_words(facts: Told, path: tuple[str | int, ...], key: str) -> Iterator[Contradiction]:
    words = [str(word) for word in facts.many(*path)]
    for alone in _ALONE[key]:
        if alone in words and len(set(words)) > 1:
            yield Contradiction(
                path, f'holds "{alone}" beside other words', f'write ["{alone}"] alone, or leave it out'
            )
            return
    if len(set(words)) < len(words):
        yield Contradiction(path, "holds a word twice")
    for one, other in _EXCLUDE[key]:
        if one in words and other in words:
            yield Contradiction(path, f'holds "{one}" and "{other}"', "keep the one that was seen")


def _of_reading(facts: Told, at: tuple[str | int, ...]) -> Iterator[Contradiction]:
    """A late reading has its day; without one there was none."""
    if facts.is_wrong(*at, "read_on") or facts.is_wrong(*at, "reactions"):
        return
    words = facts.many(*at, "reactions")
    if words and words != ["unknown"] and facts(*at, "read_on") is None:
        message = "is unknown, but a reaction was read: how late it was seen decides what it means"
        yield Contradiction((*at, "read_on"), message, 'give the day, or write reactions = ["unknown"]')


def _of_energy(facts: Told, at: tuple[str | int, ...]) -> Iterator[Contradiction]:
    given, measured = facts.number(*at, "fluence_set_j_cm2"), facts.number(*at, "fluence_measured_j_cm2")
    if given and measured and abs(measured / given - 1) > _FAR_OFF:
        yield Contradiction(
            (*at, "fluence_measured_j_cm2"),
            f"is {measured:g}",
            "check both numbers; if they are right, the device must not be used (rule DV-12)",
            against=(*at, "fluence_set_j_cm2"),
            why="they lie further apart than any device in use may",
        )
