"""From a record of what was seen to a question that knows it, with everything said that was learnt and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lentigo import library
from lentigo.domain.case import Case
from lentigo.domain.device import Device
from lentigo.domain.observed import Observed, ObservedSpot
from lentigo.domain.plan import Finding, Learnt, LearntWindow, Surprise
from lentigo.planning.caution import Caution, doctor_first
from lentigo.planning.learn import (
    LEAST_EFFECTIVE,
    Posterior,
    burn_limits,
    learn,
    narrowing_percent,
    resampled,
    without_signs_beside,
)
from lentigo.planning.question import Question
from lentigo.planning.sightings import Sighting, sightings
from lentigo.planning.spot_dates import months_later
from lentigo.planning.surprises import surprises
from lentigo.planning.test_spots import speaks_of_tan
from lentigo.planning.window import window

_CHANGES = {
    "tanned": "sun or a sunbed on this skin",
    "new_medicine": "a new or changed medicine",
    "other_handpiece": "another handpiece",
    "device_serviced": "service or repair of the device",
    "other_area": "another area",
}


def learn_from(question: Question, observed: Observed, devices: Sequence[Device]) -> tuple[Question, Learnt]:
    """The question after what was seen, and what was learnt.

    Parameters
    ----------
    question : Question
        Before anything was seen.
    observed : Observed
        What was seen.
    devices : sequence of Device
        Those at hand; every spot names one of them.

    Raises
    ------
    UnknownNameError
        If a spot names what is not at hand.
    """
    seen = sightings(
        observed,
        question.case,
        devices,
        ita_deg=question.estimate.ita_adverse_deg,
        tanned=speaks_of_tan(question.screening),
    )
    found = learn(question, seen)
    unsigned = without_signs_beside(found.prior, seen)
    odd = surprises(found, seen)
    holds = _holds(observed, seen, found, odd)
    after = replace(
        resampled(found, count=question.numerics.skins),
        case=_with_marks(question.case, seen),
        caution=Caution(
            before=question,
            seen=seen,
            holds=holds,
            without_signs=burn_limits(unsigned, share=question.case.caps.burn_percent / 100),
        ),
    )
    return after, Learnt(
        title=observed.title,
        treated_on=observed.treated_on,
        as_of=observed.as_of,
        used=tuple(_told(spot, observed) for spot in observed.spots),
        bad=tuple(f"Spot {one.name}, {one.set_j_cm2:g} J/cm²: {', '.join(one.bad)}." for one in seen if one.bad),
        holds=holds,
        surprises=odd,
        windows=_windows(question, after, found),
        drawn=int(found.weights.size),
        effective_draws=round(found.effective_draws, 1),
        effective_skins=round(found.effective_skins, 1),
        findings=(*doctor_first(seen), *_findings(found, seen)),
    )


def _windows(before: Question, after: Question, found: Posterior) -> tuple[LearntWindow, ...]:
    made = []
    for combination in found.prior.ladders:
        harm = found.harm(combination, weighed=False), found.harm(combination)
        made.append(
            LearntWindow(
                before=window(before, combination),
                after=window(after, combination),
                effect_before_j_cm2=found.effect(combination, weighed=False),
                effect_after_j_cm2=found.effect(combination),
                harm_before_j_cm2=harm[0],
                harm_after_j_cm2=harm[1],
                harm_narrower_percent=round(narrowing_percent(*harm), 1),
            )
        )
    return tuple(made)


def _holds(observed: Observed, seen: Sequence[Sighting], found: Posterior, odd: Sequence[Surprise]) -> tuple[str, ...]:
    """Why nothing may rise."""
    said = []
    months = round(library.number("limits/test_spots", "validity_months").value)
    if observed.as_of > months_later(observed.treated_on, months):
        said.append(f"the spots are older than {months} months")
    for name, words in _CHANGES.items():
        answer = getattr(observed.since_then, name)
        if answer != "no":
            said.append(f"{words} since then" + ("" if answer == "yes" else " cannot be ruled out"))
    if any(one.bad for one in seen):
        said.append("a bad reaction was seen")
    if odd:
        said.append("what was seen contradicts what was predicted or what another spot shows")
    if found.effective_draws < LEAST_EFFECTIVE / 3:
        said.append("few of the sampled skins explain what was seen")
    return tuple(said)


def _with_marks(case: Case, seen: Sequence[Sighting]) -> Case:
    """The case, with dark marks in the history once one was seen."""
    if not any(one.signs.dark_mark for one in seen):
        return case
    fact = replace(case.health.previous_dark_marks, value="yes")
    return replace(case, health=replace(case.health, previous_dark_marks=fact))


def _told(spot: ObservedSpot, observed: Observed) -> str:
    def words(codes: Sequence[str]) -> str:
        return ", ".join(code.replace("_", " ") for code in codes)

    measured = "" if spot.fluence_measured_j_cm2 == "unknown" else f" ({spot.fluence_measured_j_cm2:g} measured)"
    when = "" if spot.read_after_minutes == "unknown" else f" after {spot.read_after_minutes:g} minutes"
    at_once = "nobody looked at once" if spot.endpoints == ("unknown",) else f"{words(spot.endpoints)}{when}"
    if spot.reactions == ("unknown",) or spot.read_on == "unknown":
        later = "no late reading"
    else:
        later = f"{words(spot.reactions)} after {(spot.read_on - observed.treated_on).days} days"
    return f"Spot {spot.name}, {spot.fluence_set_j_cm2:g} J/cm²{measured}: {at_once}; {later}."


def _findings(found: Posterior, seen: Sequence[Sighting]) -> tuple[Finding, ...]:
    said = []
    if found.effective_draws < LEAST_EFFECTIVE:
        said.append(
            Finding(
                topic="model",
                text=(
                    f"Few of the sampled skins explain what was seen: {found.effective_draws:.0f} effective draws of "
                    f"{found.weights.size}. The bands are rough."
                ),
            )
        )
    if any(one.combination.handpiece.pulse_class != "millisecond" for one in seen):
        said.append(
            Finding(
                topic="assumed",
                text=(
                    "How much bursting this skin bears shows only in redness and swelling beside the lesion; that "
                    "these come at certain shares of the radiant exposure that harms is assumed. That none were seen "
                    "narrows the band below and raises no limit."
                ),
            )
        )
    unread = [one.name for one in seen if not one.read_in_full]
    if unread:
        said.append(
            Finding(
                topic="limit",
                text=f"Not read in full, or too early: {', '.join(unread)}. Such spots lower limits, but raise none.",
            )
        )
    return tuple(said)
