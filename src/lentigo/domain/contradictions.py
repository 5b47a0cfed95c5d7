"""Facts of one file that cannot both be true, and values that no skin or device can have.

Each rule is meant to catch a slip of the pen or a reading of the wrong patch, not to judge medicine: its bounds are
wide on purpose, they are assumptions of this project, and what lies inside them is for screening and planning to weigh.

Of a case:

- the phototype and the measured colour: each phototype has a wide range of individual typology angles
  (`PHOTOTYPE_ITA`), widened by two standard deviations of the reading, at most ten degrees;
- an earlier reading of the colour that was not taken before the assessment;
- a pigmented lesion that is lighter than the skin around it, or whose contrast cannot be that of the two measured
  colours (`CONTRAST_PER_DEGREE`, with half as much again on either side);
- a lesion that lies, by its very definition, at another depth (`DEPTHS`);
- an area to treat that is larger than a body of that weight, and a half more (`LARGEST_OF_BODY`);
- a diagnosis that is not recorded, yet made by a physician;
- health facts that cannot all be true: see `lentigo.domain.health_contradictions`;
- the same device twice, a device with both or neither of name and file;
- a written reason that says too little (`LEAST_WORDS`, `LEAST_CHARACTERS`), or two for one rule;
- colours, sizes and dates that no skin has (`PLAUSIBLE`);
- steps of a course out of order: see `lentigo.domain.strategy_contradictions`.

Of a device: see `lentigo.domain.device_contradictions`.
"""

from __future__ import annotations

import math
import posixpath
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Final

from lentigo.domain.body import body_surface_cm2
from lentigo.domain.complaints import shown
from lentigo.domain.health_contradictions import health_contradictions
from lentigo.domain.identity import NO_IDENTITY, identity_in
from lentigo.domain.shape import Path
from lentigo.domain.strategy_contradictions import strategy_contradictions
from lentigo.domain.told import Contradiction, Told

__all__ = ["case_contradictions", "skin_ita_deg"]

PHOTOTYPE_ITA: Final[dict[str, tuple[float, float]]] = {
    "I": (10.0, 90.0),
    "II": (0.0, 90.0),
    "III": (-20.0, 75.0),
    "IV": (-45.0, 65.0),
    "V": (-75.0, 50.0),
    "VI": (-90.0, 25.0),
}
"""Individual typology angles that skin of a phototype can have, tanned or not (assumed, wide)."""

CONTRAST_PER_DEGREE: Final = (0.02, 0.06)
"""Least and most growth of the logarithm of melanin per degree of individual typology angle (assumed, wide)."""

DEPTHS: Final[dict[str, tuple[str, ...]]] = {
    "solar_lentigo": ("dermal",),
    "freckle": ("dermal",),
    "lentigo_simplex": ("dermal",),
    "cafe_au_lait_macule": ("dermal",),
    "naevus_of_ota": ("epidermal", "junctional"),
    "hori_naevus": ("epidermal", "junctional"),
}
"""Depths that a kind of lesion cannot have."""

PLAUSIBLE: Final[dict[Path, tuple[float, float, str]]] = {
    ("skin", "colour", "a_star"): (-20.0, 60.0, "skin has"),
    ("skin", "colour", "b_star"): (0.0, 60.0, "the individual typology angle is defined for"),
    ("skin", "colour", "melanin_index"): (-1000.0, 10000.0, "instruments give"),
    ("skin", "earlier", "colour", "a_star"): (-20.0, 60.0, "skin has"),
    ("skin", "earlier", "colour", "b_star"): (0.0, 60.0, "the individual typology angle is defined for"),
    ("skin", "earlier", "colour", "melanin_index"): (-1000.0, 10000.0, "instruments give"),
    ("lesion", "diameter_mm"): (0.0, 500.0, "one lesion has"),
    ("lesion", "area_cm2"): (0.0, 20000.0, "a whole body has"),
}
LARGEST_OF_BODY: Final = 1.5
"""Times the surface of a body of the given weight that no area can be (assumed, wide: tall thin people have more)."""

LEAST_WORDS: Final = 3
LEAST_CHARACTERS: Final = 20
"""A written reason of less says nothing; blanks around and between its words do not count."""

ASSESSED: Final = (date(1990, 1, 1), date(2100, 1, 1))


def case_contradictions(told: Told) -> list[Contradiction]:
    """Everything in a case that contradicts itself."""
    rules: tuple[Callable[[Told], Iterator[Contradiction]], ...] = (
        _implausible,
        _phototype_and_colour,
        _earlier_reading,
        _lesion_and_skin,
        _depth,
        _area,
        _diagnosis,
        health_contradictions,
        _devices,
        _overrides,
        strategy_contradictions,
        _texts,
    )
    return [found for rule in rules for found in rule(told)]


def skin_ita_deg(told: Told) -> float | None:
    """The skin's individual typology angle [degrees] as measured; none where it was not, or not as a colour."""
    given = told.number("skin", "colour", "ita_deg")
    if given is not None:
        return given
    lightness, b_star = told.number("skin", "colour", "lightness"), told.number("skin", "colour", "b_star")
    if lightness is None or b_star is None or b_star <= 0:
        return None
    return math.degrees(math.atan((lightness - 50.0) / b_star))


def _colour_path(told: Told) -> Path:
    """Where the skin's colour was given."""
    lab = told.text("skin", "colour", "given_as") == "lab"
    return ("skin", "colour", "lightness" if lab else "ita_deg")


def _implausible(told: Told) -> Iterator[Contradiction]:
    for path, (low, high, who) in PLAUSIBLE.items():
        value = told.number(*path)
        if value is not None and not low <= value <= high:
            yield Contradiction(path, f"is {shown(value)}, {who} {shown(low)} to {shown(high)}", "is the unit right?")
    for at in (("skin", "colour", "b_star"), ("skin", "earlier", "colour", "b_star")):
        if told.number(*at) == 0:
            yield Contradiction(at, "is 0, the individual typology angle needs it above 0")
    days: list[Path] = [
        ("assessed",),
        ("skin", "earlier", "day"),
        *(("overrides", i, "date") for i in range(len(told.many("overrides")))),
    ]
    for path in days:
        day = told.day(*path)
        if day is not None and not ASSESSED[0] <= day <= ASSESSED[1]:
            bounds = f"must lie between {ASSESSED[0].year} and {ASSESSED[1].year}"
            yield Contradiction(path, f"is {day.isoformat()}, {bounds}", "write year-month-day")


def _phototype_and_colour(told: Told) -> Iterator[Contradiction]:
    phototype, ita = told.text("person", "phototype"), skin_ita_deg(told)
    bounds = PHOTOTYPE_ITA.get(phototype or "")
    if bounds is None or ita is None:
        return
    slack = min(10.0, 2.0 * (told.number("skin", "colour", "ita_error_deg") or 0.0))
    if bounds[0] - slack <= ita <= bounds[1] + slack:
        return
    yield Contradiction(
        ("person", "phototype"),
        f"is {phototype}",
        f"one of the two is wrong: skin of phototype {phototype} lies between {bounds[0]:g}° and {bounds[1]:g}°",
        against=_colour_path(told),
        why=f"an individual typology angle of {ita:.0f}° is too {'dark' if ita < bounds[0] else 'pale'} for it",
    )


def _earlier_reading(told: Told) -> Iterator[Contradiction]:
    day, assessed = told.day("skin", "earlier", "day"), told.day("assessed")
    if day is not None and assessed is not None and day >= assessed:
        yield Contradiction(
            ("skin", "earlier", "day"),
            f"is {day.isoformat()}",
            "it is the day of an earlier reading of the same place; leave [skin.earlier] out where there was none",
            against=("assessed",),
            why="an earlier reading was taken before the assessment",
        )


def _lesion_and_skin(told: Told) -> Iterator[Contradiction]:
    skin, lesion, contrast = skin_ita_deg(told), told.number("lesion", "ita_deg"), told.number("lesion", "contrast")
    if skin is None or lesion is None:
        return
    if lesion > skin:
        yield Contradiction(
            ("lesion", "ita_deg"),
            f"is {shown(lesion)}",
            "pigmented lesions are darker: are the two readings exchanged?",
            against=_colour_path(told),
            why=f"the lesion would be lighter than the skin around it ({skin:.0f}°)",
        )
    elif contrast is not None:
        low = math.exp(CONTRAST_PER_DEGREE[0] * (skin - lesion)) / 1.5
        high = math.exp(CONTRAST_PER_DEGREE[1] * (skin - lesion)) * 1.5
        if not low <= contrast <= high:
            yield Contradiction(
                ("lesion", "contrast"),
                f"is {shown(contrast)}",
                'if only the colour was measured, write contrast = "unknown"',
                against=("lesion", "ita_deg"),
                why=f"a lesion {skin - lesion:.0f}° darker than its skin has {max(1.0, low):.1f} to {high:.1f} times"
                " the melanin",
            )


def _depth(told: Told) -> Iterator[Contradiction]:
    kind, depth = told.text("lesion", "kind"), told.text("lesion", "depth")
    if depth in DEPTHS.get(kind or "", ()):
        yield Contradiction(
            ("lesion", "depth"),
            f"is {depth}",
            "is it another kind of lesion?",
            against=("lesion", "kind"),
            why="by definition it does not lie there",
        )


def _area(told: Told) -> Iterator[Contradiction]:
    """More skin than the body has. More than its site has is a remark of the screening."""
    area, weight = told.number("lesion", "area_cm2"), told.number("person", "weight_kg")
    if area is None or weight is None or weight <= 0 or area <= LARGEST_OF_BODY * body_surface_cm2(weight):
        return
    yield Contradiction(
        ("lesion", "area_cm2"),
        f"is {shown(area)}",
        "is it in cm², and the weight in kg?",
        against=("person", "weight_kg"),
        why=f"a body of that weight has about {round(body_surface_cm2(weight), -2):.0f} cm² of skin",
    )


def _diagnosis(told: Told) -> Iterator[Contradiction]:
    by = told.text("diagnosis", "by")
    if told.text("diagnosis", "recorded") == "no" and by in ("dermatologist", "physician"):
        yield Contradiction(
            ("diagnosis", "recorded"),
            "is no",
            'without a recorded diagnosis write by = "unknown"',
            against=("diagnosis", "by"),
            why="somebody made it",
        )


def _devices(told: Told) -> Iterator[Contradiction]:
    seen: dict[tuple[str, str], Path] = {}
    for place, choice in enumerate(told.many("devices")):
        path: Path = ("devices", place)
        if not isinstance(choice, Mapping) or any(told.is_wrong(*path, key) for key in choice):
            continue
        name, file = choice.get("device"), choice.get("file")
        if bool(name) == bool(file):
            which = "has both device and file" if name else "has neither device nor file"
            yield Contradiction(path, which, 'write either device = "a name from the library" or file = "my.toml"')
            continue
        key = ("device", str(name)) if name else ("file", posixpath.normpath(str(file)))
        if key in seen:
            yield Contradiction(path, f"names {shown(key[1])} again", "take one of them out", against=seen[key])
        seen.setdefault(key, path)


def _overrides(told: Told) -> Iterator[Contradiction]:
    seen: dict[str, Path] = {}
    for place in range(len(told.many("overrides"))):
        path: Path = ("overrides", place, "rule")
        rule, reason = told.text(*path), told.text("overrides", place, "reason")
        if rule is not None and rule in seen:
            yield Contradiction(path, f"is {shown(rule)} again", "write one reason for each rule", against=seen[rule])
        elif rule is not None:
            seen[rule] = path
        words = (reason or "").split()
        if words and (len(words) < LEAST_WORDS or len(" ".join(words)) < LEAST_CHARACTERS):
            message = f"is {shown(reason)}, which says too little"
            yield Contradiction(("overrides", place, "reason"), message, "write why, in a sentence")


def _texts(told: Told) -> Iterator[Contradiction]:
    paths: list[Path] = [("title",), ("skin", "colour", "instrument"), ("skin", "earlier", "colour", "instrument")]
    facts = told("health")
    paths += [("health", name, "when") for name in (facts if isinstance(facts, Mapping) else ())]
    paths += [("health", "medicines", place, "substance") for place in range(len(told.many("health", "medicines")))]
    paths += [("overrides", place, "reason") for place in range(len(told.many("overrides")))]
    for path in paths:
        text = told.text(*path)
        if text is None:
            continue
        if not text.strip():
            yield Contradiction(path, "is empty", "write a few words")
        who = identity_in(text)
        if who is not None:
            yield Contradiction(path, f"holds {who}: {NO_IDENTITY}")
