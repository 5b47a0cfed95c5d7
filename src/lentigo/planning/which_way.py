"""Which way of light comes first for a lesion, and why another stands before it in this skin, in plain words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from lentigo import library
from lentigo.domain.case import LesionKind
from lentigo.domain.plain_words import opened, spoken
from lentigo.domain.plan import Window
from lentigo.domain.strategy import Evidence
from lentigo.domain.ways import Way
from lentigo.library.indications import indications
from lentigo.planning.aims import way_of
from lentigo.planning.closed import CLAUSES, shut_by
from lentigo.planning.dial import Combination

__all__ = ["lesion_words", "ordinal", "place_of", "told_absent", "told_ways", "way_of_window"]

NO_PUBLISHED_USE: Final = "The library holds no published setting of such a device for this kind of lesion"

_ORDINALS: Final = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
_EVIDENCE: Final[dict[Evidence, str]] = {
    "strong": "strong",
    "moderate": "moderate",
    "weak": "weak",
    "model_only": "none but the model",
}


def ordinal(order: int) -> str:
    """A place in the order of ways as a word."""
    return _ORDINALS[order - 1]


def place_of(kind: LesionKind, combination: Combination) -> tuple[int, int] | None:
    """Place of what a combination is aimed at, and of its way, among the ways for a kind of lesion.

    A goal stands where the first of its ways stands. None where the library orders no ways. Light on melanin, where the
    library orders other ways of the same lesion, is what those ways are held against: first.
    """
    ways = library.ways_for(kind)
    if not ways:
        return None
    way = way_of(kind, combination)
    if way is None:
        return 1, 1
    return min(other.order for other in ways if other.goal == way.goal), way.order


def way_of_window(kind: LesionKind, window: Window) -> Way | None:
    """The way in which a window treats a kind of lesion."""
    return library.way_for(kind, family=window.family, wavelength_nm=window.wavelength_nm)


def told_ways(kind: LesionKind, windows: Sequence[Window]) -> tuple[str, ...]:
    """Which way stands first and why, and what became of those that would come before it.

    Parameters
    ----------
    kind : str
        Kind of lesion.
    windows : sequence of Window
        Best first; the first one holds the setting.
    """
    chosen = way_of_window(kind, windows[0]) if windows else None
    if chosen is None:
        return ()
    evidence = f"Evidence: {_EVIDENCE[chosen.evidence]}. {_sentence(chosen.evidence_text)}"
    first = f"{chosen.title} is the {ordinal(chosen.order)} choice for {lesion_words(kind)}: {_sentence(chosen.why)}"
    before = [way for way in library.ways_for(kind) if way.order < chosen.order]
    there = {way.name for window in windows if (way := way_of_window(kind, window)) is not None}
    said = [f"{first} {evidence}"]
    said += [
        f"{way.title}, the {ordinal(way.order)} choice, {_outcome(kind, way, windows)}"
        for way in before
        if way.name in there
    ]
    return (*said, *_not_at_hand([way for way in before if way.name not in there]))


def _not_at_hand(ways: Sequence[Way]) -> tuple[str, ...]:
    """The ways before the chosen one that nothing at hand offers, in one sentence; none where all are there."""
    if not ways:
        return ()
    if len(ways) == 1:
        return (f"{ways[0].title}, the {ordinal(ways[0].order)} choice, is not at hand, or cannot be computed here.",)
    named = [
        f"{way.title if i == 0 else opened(way.title)} ({ordinal(way.order)} choice)" for i, way in enumerate(ways)
    ]
    return (f"{', '.join(named[:-1])} and {named[-1]} are not at hand, or cannot be computed here.",)


def told_absent(kind: LesionKind, windows: Sequence[Window]) -> tuple[str, ...]:
    """The ways for a lesion that nothing at hand offers; none where all are there, or the library orders none."""
    there = {way.name for window in windows if (way := way_of_window(kind, window)) is not None}
    absent = [
        f"{opened(way.title)} ({ordinal(way.order)} choice)" for way in library.ways_for(kind) if way.name not in there
    ]
    if not absent:
        return ()
    return (f"Other ways for {lesion_words(kind)}, which nothing at hand offers: {', '.join(absent)}.",)


def _outcome(kind: LesionKind, way: Way, windows: Sequence[Window]) -> str:
    """What became of a way that comes before the chosen one and is at hand."""
    found = [window for window in windows if way_of_window(kind, window) == way]
    given = [window.recommended for window in found if window.recommended is not None]
    if given:
        most = max(one.chance_effect_without_burn for one in given)
        best = windows[0].recommended
        here = 0.0 if best is None else best.chance_effect_without_burn
        if most < here:
            return (
                f"is open too, but reaches its goal without harm in {100 * most:.0f} of 100 such skins only, against "
                f"{100 * here:.0f}."
            )
        unread = all(any(NO_PUBLISHED_USE in f.text for f in one.findings) for one in found)
        if unread and not any(NO_PUBLISHED_USE in f.text for f in windows[0].findings):
            return "is open too, but the library holds no published setting of it for such a lesion."
        return "is open too, with more dark marks for what it does."
    held = next((f.text for window in found for f in window.findings if f.text.startswith("Usable only")), None)
    if held is not None:
        return f"stands back: {held[:1].lower()}{held[1:]}"
    return f"{CLAUSES[shut_by(found[0])]}: {found[0].binds.rstrip('.')}."


def lesion_words(kind: LesionKind) -> str:
    """A kind of lesion as its indication is called: "white stretch marks (striae albae)"."""
    title = next((one.title for one in indications() if kind in one.kinds and not one.in_pregnancy), None)
    if title is None:
        return spoken(kind)
    return title if title.startswith(("Becker", "Hori")) else title[:1].lower() + title[1:]


def _sentence(text: str) -> str:
    return f"{text.rstrip('.')}."
