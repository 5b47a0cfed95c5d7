"""What cannot be true in the record of a session.

Nothing here judges the treatment: a setting above the plan, a blister or a missed check are told by the comparison with
the plan. Here stand slips of the pen: times that run backwards, answers that exclude each other, passes without a
device that was checked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Final

from lentigo.domain.contradictions import LEAST_WORDS
from lentigo.domain.identity import NO_IDENTITY, identity_in
from lentigo.domain.session import beam_area_cm2
from lentigo.domain.shape import Path
from lentigo.domain.told import Contradiction, Told

__all__ = ["session_contradictions"]

DAYS: Final = (date(1990, 1, 1), date(2100, 1, 1))
_ROUNDED: Final = 0.02
"""Panels round the energy of a beam and its diameter by less [1]."""
_ALONE: Final = ("none", "unknown")
_EXCLUDE: Final = (("slight_whitening", "obvious_whitening"), ("slight_darkening", "ash_grey"))


def session_contradictions(told: Told) -> list[Contradiction]:
    """Everything in the record of a session that contradicts itself."""
    rules: tuple[Callable[[Told], Iterator[Contradiction]], ...] = (
        _days,
        _clocks,
        _outputs,
        _passes,
        _adverse,
        _signature,
        _carried_forward,
        _deviations,
        _photos,
        _texts,
    )
    return [found for rule in rules for found in rule(told)]


def _days(told: Told) -> Iterator[Contradiction]:
    treated = told.day("treated_on")
    if treated is not None and not DAYS[0] <= treated <= DAYS[1]:
        yield Contradiction(("treated_on",), f"is {treated}, must be between {DAYS[0].year} and {DAYS[1].year}")
    coming = told.day("next_visit")
    if treated is not None and coming is not None and coming <= treated:
        yield Contradiction(
            ("next_visit",), f"is {coming}", against=("treated_on",), why="the next visit comes after this one"
        )


def _clocks(told: Told) -> Iterator[Contradiction]:
    started, stopped = told.text("team", "started"), told.text("team", "stopped")
    if started and stopped and stopped < started:
        yield Contradiction(
            ("team", "stopped"),
            f'is "{stopped}"',
            "write hours and minutes of the day, as in 14:05",
            against=("team", "started"),
            why="it cannot stop before it starts",
        )


def _outputs(told: Told) -> Iterator[Contradiction]:
    seen: dict[tuple[str | None, str | None], int] = {}
    for place, _ in enumerate(told.many("output")):
        at: Path = ("output", place)
        name = (told.text(*at, "device"), told.text(*at, "handpiece"))
        if name in seen and None not in name:
            yield Contradiction(
                at, "is the second check of this handpiece", "keep the last one", ("output", seen[name])
            )
        seen.setdefault(name, place)
        if told(*at, "done") == "no" and told.number(*at, "measured_percent") is not None:
            yield Contradiction(
                (*at, "measured_percent"),
                f"is {told.number(*at, 'measured_percent'):g}",
                'write "unknown", or done = "yes"',
                against=(*at, "done"),
                why="a check that was not done read nothing",
            )


def _passes(told: Told) -> Iterator[Contradiction]:
    seen: dict[tuple[str, int], int] = {}
    checked = {
        (told.text("output", place, "device"), told.text("output", place, "handpiece"))
        for place, _ in enumerate(told.many("output"))
    }
    for place, _ in enumerate(told.many("passes")):
        at: Path = ("passes", place)
        zone, number = told.text(*at, "zone"), told.number(*at, "pass_number")
        if zone is not None and number is not None:
            key = (zone, int(number))
            if key in seen:
                yield Contradiction(
                    (*at, "pass_number"), f'is pass {int(number)} over "{zone}" again', "count the passes of each zone"
                )
            seen.setdefault(key, place)
        used = (told.text(*at, "device"), told.text(*at, "handpiece"))
        if None not in used and checked and used not in checked:
            yield Contradiction(
                (*at, "handpiece"),
                f'is "{used[1]}" of "{used[0]}", for which there is no entry under output',
                'add an [[output]] for it; done = "no" or "unknown" are answers',
            )
        yield from _endpoints(told, (*at, "endpoints"))
        yield from _columns(told, at)


def _columns(told: Told, at: Path) -> Iterator[Contradiction]:
    """An energy that is not that of the radiant exposure; what only columns have without their energy."""
    energy, beam = told.number(*at, "energy_set_mj"), told.number(*at, "spot_set_mm")
    inside = told.number(*at, "fluence_set_j_cm2")
    if energy is not None and beam is not None and inside is not None:
        meant = energy * 1e-3 / beam_area_cm2(beam)
        if abs(inside / meant - 1) > _ROUNDED:
            yield Contradiction(
                (*at, "fluence_set_j_cm2"),
                f"is {inside:g}, but {energy:g} mJ in a beam of {beam:g} mm is {meant:.4g} J/cm² inside it",
                f"write {meant:.4g}, or put the energy or the beam right",
            )
    if energy is None and not told.is_wrong(*at, "energy_set_mj"):
        for name in ("energy_measured_mj", "density_set_per_cm2"):
            if told(*at, name) is not None:
                yield Contradiction(
                    (*at, name), "is told, but no energy of a beam was set", "add energy_set_mj, or leave it out"
                )


def _endpoints(told: Told, path: Path) -> Iterator[Contradiction]:
    words = [str(word) for word in told.many(*path)]
    for alone in _ALONE:
        if alone in words and len(set(words)) > 1:
            yield Contradiction(
                path, f'holds "{alone}" beside other words', f'write ["{alone}"] alone, or leave it out'
            )
            return
    if len(set(words)) < len(words):
        yield Contradiction(path, "holds a word twice")
    for one, other in _EXCLUDE:
        if one in words and other in words:
            yield Contradiction(path, f'holds "{one}" and "{other}"', "keep the one that was seen")


def _adverse(told: Told) -> Iterator[Contradiction]:
    seen, events = told.text("adverse", "seen"), told.many("adverse", "events")
    if seen == "none" and events:
        yield Contradiction(("adverse", "seen"), 'is "none"', against=("adverse", "events"), why="an event is listed")
    if seen == "yes" and not events and not told.is_wrong("adverse", "events"):
        yield Contradiction(
            ("adverse", "events"), "is empty", "say what happened, and what was done", against=("adverse", "seen")
        )
    if seen == "none" and told("adverse", "pathway_followed") in ("yes", "no"):
        yield Contradiction(
            ("adverse", "pathway_followed"),
            f'is "{told("adverse", "pathway_followed")}"',
            'write "not_needed", or say what happened',
            against=("adverse", "seen"),
        )


def _signature(told: Told) -> Iterator[Contradiction]:
    signed, role = told.text("second_signature", "signed"), told.text("second_signature", "by_role")
    if signed == "yes" and role == "none":
        yield Contradiction(
            ("second_signature", "by_role"), 'is "none"', against=("second_signature", "signed"), why="somebody signed"
        )
    if signed == "no" and role not in (None, "none"):
        yield Contradiction(
            ("second_signature", "by_role"), f'is "{role}"', 'write "none"', against=("second_signature", "signed")
        )


def _carried_forward(told: Told) -> Iterator[Contradiction]:
    settings, number = told.text("carried_forward", "settings"), told.number("session_number")
    if settings == "first_session" and number is not None and number > 1:
        yield Contradiction(
            ("carried_forward", "settings"), 'is "first_session"', 'write "kept" or "changed"', ("session_number",)
        )
    if settings in ("kept", "changed") and number == 1:
        yield Contradiction(("carried_forward", "settings"), f'is "{settings}"', None, ("session_number",))


def _deviations(told: Told) -> Iterator[Contradiction]:
    zones = {told.text("passes", place, "zone") for place, _ in enumerate(told.many("passes"))} - {None}
    for place, _ in enumerate(told.many("deviations")):
        zone = told.text("deviations", place, "zone")
        if zone is not None and zones and zone != "all" and zone not in zones:
            yield Contradiction(
                ("deviations", place, "zone"),
                f'is "{zone}", which no pass is over',
                f'write one of {", ".join(sorted(str(name) for name in zones))}, or "all"',
            )
        reason = told.text("deviations", place, "reason")
        if reason is not None and len(reason.split()) < LEAST_WORDS:
            yield Contradiction(("deviations", place, "reason"), "says too little", "write a sentence")


def _photos(told: Told) -> Iterator[Contradiction]:
    if told.text("photos_taken") == "no" and told.many("photo_ids"):
        yield Contradiction(("photo_ids",), "holds numbers of photographs", None, ("photos_taken",))


def _texts(told: Told) -> Iterator[Contradiction]:
    paths: list[Path] = [("title",), ("room",), ("carried_forward", "reason"), ("anaesthesia", "reference")]
    paths += [("deviations", place, "reason") for place, _ in enumerate(told.many("deviations"))]
    paths += [("adverse", "events", place, "done") for place, _ in enumerate(told.many("adverse", "events"))]
    for path in paths:
        words = told.text(*path)
        who = None if words is None else identity_in(words)
        if who is not None:
            yield Contradiction(path, f"holds {who}: {NO_IDENTITY}", "leave it out; roles are enough")
