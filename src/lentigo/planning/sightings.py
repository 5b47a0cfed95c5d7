"""What a record of seen spots means: which combination, which signs, and whether it may count for more than caution."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta

from lentigo import library
from lentigo.domain.case import Case
from lentigo.domain.device import COLUMN_FAMILIES, Device
from lentigo.domain.observed import BAD_REACTIONS, STOP_SIGNS, Observed, ObservedSpot
from lentigo.errors import QuestionError, UnknownNameError
from lentigo.planning.aims import NOT_WHITENED, goal_of
from lentigo.planning.dial import Combination, combinations
from lentigo.planning.likelihood import Harm, Signs
from lentigo.planning.spot_dates import late_reading

WORDS = {
    "pinpoint_bleed": "pinpoint bleeding",
    "blister": "a blister",
    "sliding_skin": "skin that slides under the finger",
    "perilesional_grey_or_white": "grey or white skin beside the lesion",
    "dark_mark": "a dark mark",
    "pale_mark": "a pale mark",
    "scar": "a scar",
    "crust": "a crust that stays too long",
    "pain": "pain out of proportion",
    "whitened": "whitening of a lesion that must not whiten",
}
"""Bad reactions in plain words."""

_NO_WHITENING = ("vessels", "collagen")
"""Goals at which nothing that is seen at once in the lesion tells of the threshold."""

_MILD = frozenset({"slight_whitening", "slight_darkening"})
_OBVIOUS = frozenset({"obvious_whitening", "ash_grey"})


@dataclass(frozen=True, slots=True)
class Sighting:
    """One spot: what was delivered with which combination, and what was seen."""

    name: str
    combination: Combination
    set_j_cm2: float
    measured_j_cm2: float | None
    signs: Signs
    bad: tuple[str, ...]
    """Bad reactions, in plain words."""
    read_in_full: bool
    """Both readings were made at their times, so that a spot without bad reaction was borne."""

    @property
    def order(self) -> tuple[object, ...]:
        """By what was delivered and seen, so that the order in a file changes nothing."""
        c = self.combination
        return (c.name, c.spot.label, c.pulse_label, c.cooling.name, self.set_j_cm2, self.name)


def sightings(
    observed: Observed, case: Case, devices: Sequence[Device], *, ita_deg: float | None, tanned: bool = False
) -> tuple[Sighting, ...]:
    """The spots of a record with their meaning, in an order that does not depend on the file's.

    Raises
    ------
    UnknownNameError
        If a device, handpiece, spot, pulse or cooling is not at hand.
    QuestionError
        If a radiant exposure lies beyond the dial.
    """
    due = late_reading(case, ita_deg=ita_deg, tanned=tanned).from_days
    found = [_sighting(spot, place, observed, case, devices, due=due) for place, spot in enumerate(observed.spots)]
    return tuple(sorted(found, key=lambda one: [str(part) for part in one.order]))


def _sighting(
    spot: ObservedSpot, place: int, observed: Observed, case: Case, devices: Sequence[Device], *, due: int
) -> Sighting:
    _refuse_opened(spot, place, devices)
    combination = _combination(spot, place, devices)
    goal = goal_of(case.lesion.kind, combination)
    dial = combination.spot
    if not dial.fluence_low_j_cm2 - 1e-9 <= spot.fluence_set_j_cm2 <= dial.fluence_high_j_cm2 + 1e-9:
        raise QuestionError(
            f"is {spot.fluence_set_j_cm2:g} J/cm², must be {dial.fluence_low_j_cm2:g} to {dial.fluence_high_j_cm2:g}",
            where=f"spots#{place + 1}.fluence_set_j_cm2",
            hint="the dial of this handpiece and spot goes no further",
        )
    table = library.table("limits/observations")
    days = None if spot.read_on == "unknown" else (spot.read_on - observed.treated_on) // timedelta(days=1)
    late = days is not None and spot.reactions != ("unknown",)
    toning = combination.handpiece.pulse_class != "millisecond" and case.lesion.kind in NOT_WHITENED
    seen = set(spot.endpoints)
    grade = 2 if seen & _OBVIOUS else 1 if seen & _MILD else 0
    bad = [WORDS[e] for e in STOP_SIGNS if e in seen]
    if toning and grade:
        bad.append(WORDS["whitened"])
    if spot.pain_out_of_proportion == "yes":
        bad.append(WORDS["pain"])
    bad += [WORDS[r] for r in BAD_REACTIONS if r in spot.reactions and WORDS[r] not in bad]
    slow = "crust" in spot.reactions and days is not None and days > table["crust_until_days"].value
    if slow:
        bad.append(WORDS["crust"])
    looked = spot.endpoints != ("unknown",)
    return Sighting(
        name=spot.name,
        combination=combination,
        set_j_cm2=spot.fluence_set_j_cm2,
        measured_j_cm2=None if spot.fluence_measured_j_cm2 == "unknown" else spot.fluence_measured_j_cm2,
        signs=Signs(
            # Whitening tells of melanin; redness and swelling are what light on vessels and the dermis does anyway.
            lesion=None if toning or goal in _NO_WHITENING else _lesion_grade(spot, grade, looked=looked),
            beside=_beside(seen) if looked and goal not in _NO_WHITENING else None,
            harm=_harm(spot, harmed=slow or (toning and grade > 0), looked=looked, late=late),
            responded=None if goal == "collagen" else _responded(spot, days, late=late, crusts=goal != "vessels"),
            dark_mark=_dark_mark(spot, days, late=late),
            purpura=("purpura" in seen) if looked else None,
        ),
        bad=tuple(bad),
        read_in_full=looked and spot.pain_out_of_proportion == "no" and late and days is not None and days >= due,
    )


def _refuse_opened(spot: ObservedSpot, place: int, devices: Sequence[Device]) -> None:
    """Columns and resurfacing leave patches that tell something else than a threshold."""
    if any(
        device.id == spot.device and device.family in (*COLUMN_FAMILIES, "full_field_ablative") for device in devices
    ):
        raise QuestionError(
            "is a patch of columns or of resurfacing: it shows how this skin heals and marks, not how deep the light "
            "went, so nothing can be learnt from it here",
            where=f"spots#{place + 1}.device",
            hint='after a dark mark write previous_dark_marks = "yes" in the case and plan again; after anything worse '
            "let a doctor look first",
        )


def _lesion_grade(spot: ObservedSpot, grade: int, *, looked: bool) -> int | None:
    """The grade, unless nobody looked or whitening may have faded before somebody did."""
    if not looked:
        return None
    lasts = library.number("limits/observations", "whitening_lasts_minutes").value
    in_time = spot.read_after_minutes != "unknown" and spot.read_after_minutes <= lasts
    return grade if grade or in_time else None


def _harm(spot: ObservedSpot, *, harmed: bool, looked: bool, late: bool) -> Harm:
    at_weeks = {"pale_mark", "blister", "scar"} & set(spot.reactions)
    if harmed or at_weeks or set(STOP_SIGNS) & set(spot.endpoints):
        return "seen"
    if late:
        return "not_seen"
    return "not_yet" if looked else "unknown"


def _beside(seen: Collection[str]) -> int:
    """Grade of the skin beside a spot: 2 swollen, 1 red, 0 as before."""
    return 2 if "oedema" in seen else 1 if "erythema" in seen else 0


def _responded(spot: ObservedSpot, days: int | None, *, late: bool, crusts: bool) -> bool | None:
    """Whether the lesion is lighter or gone; melanin also leaves as a crust, vessels do not."""
    if not late or days is None:
        return None
    if {"lighter_lesion", "cleared", *(("crust",) if crusts else ())} & set(spot.reactions):
        return True
    early = days < library.number("limits/observations", "response_from_days").value
    return None if early or "nothing" not in spot.reactions else False


def _dark_mark(spot: ObservedSpot, days: int | None, *, late: bool) -> bool | None:
    if not late or days is None:
        return None
    if "dark_mark" in spot.reactions:
        return True
    return None if days < 7 * library.number("limits/observations", "dark_mark_from_weeks").value else False


def _combination(spot: ObservedSpot, place: int, devices: Sequence[Device]) -> Combination:
    """The combination that a spot names, part by part, so that a slip is answered with what is there."""
    at = f"spots#{place + 1}"
    by_id = {device.id: device for device in devices}
    if spot.device not in by_id:
        raise UnknownNameError(spot.device, kind="device at hand", known=sorted(by_id), where=f"{at}.device")
    left = [(c, _panel(c)) for c in combinations(by_id[spot.device]) if c.passes == spot.passes]
    if not left:
        offered = sorted({c.passes for c in combinations(by_id[spot.device])})
        raise QuestionError(
            f"{spot.passes} passes are not offered by {spot.device}",
            where=f"{at}.passes",
            hint=f"it offers {', '.join(map(str, offered))}",
        )
    for key in ("handpiece", "spot", "pulse", "cooling"):
        wanted = str(getattr(spot, key))
        known = sorted({panel[key] for _, panel in left})
        left = [(c, panel) for c, panel in left if panel[key] == wanted]
        if not left:
            raise UnknownNameError(wanted, kind=f"{key} of {spot.device}", known=known, where=f"{at}.{key}")
    return left[0][0]


def _panel(c: Combination) -> dict[str, str]:
    """What of a combination a record names."""
    return {"handpiece": c.handpiece.name, "spot": c.spot.label, "pulse": c.pulse_label, "cooling": c.cooling.name}
