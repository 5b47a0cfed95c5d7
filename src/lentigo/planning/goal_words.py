"""What is reached and what is harmed by light, in the words of each goal: one set of words for every page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from lentigo.domain.goals import ABLATING, Goal
from lentigo.domain.plan import Window
from lentigo.planning.enough import least_words

__all__ = ["GoalWords", "Seen", "before_an_effect", "seen_of", "told_by_depth", "words_of"]


@dataclass(frozen=True, slots=True)
class GoalWords:
    """Words that differ with what light is aimed at."""

    reached: str
    """What happens in the skins that count as an effect; follows "in 70 of 100 skins like this one"."""
    responds: str
    """The same of one lesion, in the present; follows "before"."""
    harm: str
    """What counts as harm, in a sentence; follows "in 2 of 100"."""
    harm_short: str
    """At the head of a column."""
    chance_of_harm: str
    """What reaches a cap."""
    more_than_enough: str
    """What more than the recommended setting would buy, and what it would cost."""
    places: tuple[str, str, str]
    """Where harm comes first: by the threshold of the epidermis, of the dermis, and of bursting."""


_MELANIN: Final = GoalWords(
    reached="the lesion reaches its endpoint",
    responds="the lesion responds",
    harm="a burn would follow",
    harm_short="burn",
    chance_of_harm="the chance of a burn",
    more_than_enough="buy little clearance and more dark marks",
    places=("the epidermis beside the lesion", "the dermis", "bursting of melanosomes around or in the lesion"),
)

_WORDS: Final[Mapping[Goal, GoalWords]] = {
    "whitening": _MELANIN,
    "no_whitening": _MELANIN,
    "vessels": GoalWords(
        reached="a vessel of the lesion coagulates",
        responds="blood and wall coagulate",
        harm="a burn would follow",
        harm_short="burn",
        chance_of_harm="the chance of a burn",
        more_than_enough="close few vessels more and cost more dark marks",
        places=("the epidermis above the vessels", "the dermis around the vessels", "bursting of melanosomes"),
    ),
    "collagen": GoalWords(
        reached="enough of the dermis is warmed at the depth wanted",
        responds="enough of the dermis is warmed at the depth wanted",
        harm="a burn would follow",
        harm_short="burn",
        chance_of_harm="the chance of a burn",
        more_than_enough="warm little more of the wanted depth and cost more dark marks",
        places=("the epidermis", "the dermis, where wounds scar", "bursting of melanosomes"),
    ),
    "columns": GoalWords(
        reached="the columns reach the depth and the share of the surface that are wanted",
        responds="the columns reach the depth and the share of the surface that are wanted",
        harm="they would go deeper than allowed at this site, or the skin between them would burn together",
        harm_short="harm",
        chance_of_harm="the chance of harm (columns too deep for this site, or skin between them that burns together)",
        more_than_enough="go deeper than is wanted and cost more dark marks",
        places=(
            "the skin between the columns, which burns together",
            "the dermis, where columns go deeper than allowed at this site",
            "bursting of melanosomes",
        ),
    ),
    "removal": GoalWords(
        reached="the wound is as deep as wanted",
        responds="the wound is as deep as wanted",
        harm="it would go deeper than allowed at this site",
        harm_short="too deep",
        chance_of_harm="the chance of a wound deeper than allowed at this site",
        more_than_enough="go deeper than is wanted and cost more dark marks",
        places=(
            "the epidermis, which is meant to go",
            "the dermis, where the wound goes deeper than allowed at this site",
            "bursting of melanosomes",
        ),
    ),
}


@dataclass(frozen=True, slots=True)
class Seen:
    """What the operator sees at once."""

    endpoint: str
    """At the mildest setting that works."""
    stop_signs: tuple[str, ...]
    """When to stop at once (rule DV-11)."""


_BURNT: Final = ("a blister, or skin that slides under the finger", "pain out of proportion")

_SEEN: Final[Mapping[str, Seen]] = {
    "vessels": Seen(
        "The vessels go pale, turn darker or blur within seconds; the skin around them turns a little red and swollen, "
        "and keeps its colour otherwise.",
        (
            "grey or white skin, or the print of the handpiece",
            "purple skin as wide as the spot, where bruises are not wanted",
            *_BURNT,
        ),
    ),
    "collagen": Seen(
        "Nothing, or a slight redness and swelling that goes within hours; the surface stays whole and keeps its "
        "colour. Where the device measures the surface, it stays below 45 °C.",
        (
            "grey or white skin, or the print of the handpiece",
            "frost or whitening from the cold that stays longer than a few seconds",
            "a dent, or skin that feels hard under the spot",
            *_BURNT,
        ),
    ),
    "fractional_nonablative": Seen(
        "An even pattern of fine points with redness and swelling, warm to the touch; the surface stays closed and "
        "nothing bleeds. Over the next days the skin looks bronzed and feels like sandpaper.",
        (
            "points that run together, or grey or white skin between them",
            "bleeding, or a surface that opens",
            *_BURNT,
        ),
    ),
    "columns": Seen(
        "An even pattern of small holes in red, swollen skin; clear fluid or pinpoint bleeding from them is usual and "
        "stops by itself. The skin between the holes keeps its colour.",
        (
            "holes that run together, or grey, white or yellow skin between them",
            "black or brown char, or bleeding that runs and does not stop under a pad",
            *_BURNT,
        ),
    ),
    "removal": Seen(
        "The epidermis comes off and leaves an even pink floor; pinpoint bleeding says that the dermis has been "
        "reached. Debris is wiped off, and the floor looked at, after each pass.",
        (
            "a yellow, leathery floor, or strands in it: the deep dermis lies open, so no more passes there",
            "grey or brown char that cannot be wiped off",
            "bleeding that runs and does not stop under a pad",
            "pain out of proportion",
        ),
    ),
}
"""By family where it matters, else by goal. Light on melanin is told by its pulse, elsewhere."""


def seen_of(goal: Goal, *, family: str = "") -> Seen | None:
    """What is seen where light is not aimed at melanin; none where it is."""
    if goal not in _SEEN:
        return None
    return _SEEN[family if family in _SEEN else goal]


def words_of(goal: Goal) -> GoalWords:
    """The words of a goal."""
    return _WORDS[goal]


def before_an_effect(goal: Goal) -> str:
    """That something comes before enough of an effect."""
    return f"before {words_of(goal).responds} {least_words(goal)}"


def told_by_depth(window: Window) -> bool:
    """Whether harm of a window means depth and confluence, and not a burn alone."""
    return window.goal in ABLATING
