"""One call for a numbing cream: may it be put on, when is the skin numb, how deep, how long, what reaches the blood.

What screening refuses stays refused, and of it no course is computed: a picture of how well it would work invites.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lentigo import library, units
from lentigo.domain.case import Case
from lentigo.domain.numbing import NumbingRequest
from lentigo.domain.numbing_answer import NumbingAnswer
from lentigo.domain.numbness import NumbCourse, Numbness, PlasmaPeak
from lentigo.domain.numerics import Numerics
from lentigo.domain.plan import Band, Finding
from lentigo.domain.rules import RuleSet
from lentigo.library.creams import cream
from lentigo.library.rules import rules_version
from lentigo.modalities.numbing_cream import Numbed, Settings, numb
from lentigo.physics.diffusion import body_level
from lentigo.planning.numb_sample import NumbSample, cream_names, layers_of, numb_sample
from lentigo.screening.numbing import numbing
from lentigo.screening.numbing_dose import known, limit_number
from lentigo.screening.own_rules import ruled

__all__ = ["course_of", "numbness"]

Floats = NDArray[np.float64]

PERCENTILES: Final = (5.0, 50.0, 95.0)
EVERY: Final = 15
"""Minutes between the instants of the course that is kept."""
FEWEST: Final = 0.05
"""Share of the skins below which no time of numbness is told."""
AFTER: Final = 6 * units.hour
"""How long the course is followed once the cream is off."""
NO_LEVEL: Final = frozenset({"tetracaine"})
"""Split in the blood at once, so that no level is told."""


def numbness(
    case: Case,
    request: NumbingRequest,
    *,
    today: date | None = None,
    start: time | None = None,
    rules: RuleSet | None = None,
    policy: Mapping[str, str] | None = None,
    numerics: Numerics | None = None,
) -> Numbness:
    """Say whether a cream may be put on as asked for, and what it does then.

    Parameters
    ----------
    case : Case
        The person.
    request : NumbingRequest
        Which cream, how much, where, how long.
    today : date, optional
        Day on which it would be put on; that of the assessment where none is given.
    start : time, optional
        Local start of the session, for the clock.
    rules : RuleSet, optional
        A clinic's own rules: they add to the library's and make them stricter.
    policy : mapping, optional
        The opinion that the clinic goes by, for each topic on which published sources disagree.
    numerics : Numerics, optional
        Size and seed of the sample of skins.

    Returns
    -------
    Numbness
        The answer of screening, unchanged; the course only of a cream that is allowed and known.

    Raises
    ------
    UnknownNameError
        If the library knows no such cream, or no label of the region asked for.
    """
    by = ruled(rules, policy=policy)
    answer = numbing(
        case, request, today=today, start=start, rules=by.rules, policy=by.policy, version=by.version or rules_version()
    )
    if answer.answer != "ALLOWED":
        return Numbness(answer=answer, course=None, findings=())
    return course_of(answer, case=case, request=request, numerics=Numerics() if numerics is None else numerics)


def course_of(answer: NumbingAnswer, *, case: Case, request: NumbingRequest, numerics: Numerics) -> Numbness:
    """The course of a cream that screening allows as asked for.

    Parameters
    ----------
    answer : NumbingAnswer
        What screening said of the request.
    case : Case
        The person: age, weight, skin.
    request : NumbingRequest
        As allowed.
    numerics : Numerics
        Size and seed of the sample of skins.
    """
    area, contact = known(request.area_cm2), known(request.contact_minutes)
    if answer.answer != "ALLOWED" or area is None or contact is None or answer.spread_g is None:
        return Numbness(answer=answer, course=None, findings=())
    if request.product not in cream_names():
        said = f"How deep and how long {answer.product} numbs is not known here."
        return Numbness(answer=answer, course=None, findings=(Finding(topic="validity", text=said),))
    settings = Settings(
        amount_g=answer.spread_g,
        area_cm2=area,
        contact_minutes=contact,
        covered_share=min((known(request.covered_area_cm2) or 0.0) / area, 1.0),
    )
    diseased = case.health.atopic_eczema.value != "no"
    age = known(case.person.age_years)
    infant = age is None or age < 1.0
    runs = [
        _Run.of(request, place=place, settings=settings, diseased=diseased, infant=infant, numerics=numerics)
        for place in _places(request)
    ]
    return Numbness(
        answer=answer,
        course=_course(runs, case=case, settings=settings),
        findings=tuple(_findings(request, case=case, diseased=diseased, infant=infant)),
    )


@dataclass(frozen=True, slots=True)
class _Run:
    """One place."""

    place: str
    sample: NumbSample
    numbed: Numbed

    @classmethod
    def of(
        cls,
        request: NumbingRequest,
        *,
        place: str,
        settings: Settings,
        diseased: bool,
        infant: bool,
        numerics: Numerics,
    ) -> _Run:
        sample = numb_sample(
            cream(request.product),
            place=place,
            count=numerics.skins,
            seed=numerics.seed,
            diseased=diseased,
            infant=infant,
        )
        ran = numb(
            sample.skins,
            settings,
            constants=sample.constants,
            after=AFTER,
            estimate_error=True,
            threads=numerics.threads,
        )
        return cls(place, sample, ran)

    def at(self, minutes: float, values: Floats) -> Floats:
        """(N,) values at an instant after cream on."""
        time = self.numbed.time
        after = int(np.clip(np.searchsorted(time, minutes * units.minute), 1, time.size - 1))
        part = (minutes * units.minute - time[after - 1]) / (time[after] - time[after - 1])
        part = float(np.clip(part, 0.0, 1.0))
        found: Floats = (1.0 - part) * values[:, after - 1] + part * values[:, after]
        return found


def _places(request: NumbingRequest) -> tuple[str, ...]:
    """The places asked for, once for each kind of skin."""
    return tuple({layers_of(place): place for place in request.sites}.values())


def _course(runs: list[_Run], *, case: Case, settings: Settings) -> NumbCourse:
    session = settings.contact_minutes + limit_number("wipe_minutes")
    least = min(runs, key=lambda run: float(np.median(run.at(session, run.numbed.nerve_block))))
    ran = least.numbed
    numb_share = library.number("anaesthetics/nerves", "numb_share").value
    numb_now = ran.nerve_block >= numb_share
    deepest = np.argmax(ran.needle_depth, axis=1)
    end = ran.time[-1] / units.minute
    minutes = tuple(float(m) for m in np.arange(0, end + 1e-9, EVERY))
    begins, ends = _numb_times(numb_now, ran.time)
    return NumbCourse(
        session_minutes=session,
        place=least.place,
        numb_share=float(np.mean(least.at(session, ran.nerve_block) >= numb_share)),
        numb_from_minutes=None if begins is None else _band(begins / units.minute),
        numb_until_minutes=None if ends is None else _band(ends / units.minute),
        needle_depth_mm=_band(least.at(session, ran.needle_depth) / units.mm),
        deepest_mm=_band(np.max(ran.needle_depth, axis=1) / units.mm),
        deepest_minutes=_band(ran.time[deepest] / units.minute),
        nerve_block_share=_band(least.at(session, ran.nerve_block)),
        blood_share=_band(least.at(session, ran.blood)),
        at_minutes=minutes,
        needle_depth_course_mm=tuple(_band(least.at(m, ran.needle_depth) / units.mm) for m in minutes),
        nerve_block_course_share=tuple(_band(least.at(m, ran.nerve_block)) for m in minutes),
        blood_course_share=tuple(_band(least.at(m, ran.blood)) for m in minutes),
        plasma=tuple(_plasma(runs, case=case, settings=settings)),
        followed_minutes=end,
        mass_error_share=max(run.numbed.mass_error for run in runs),
        error_share=max(run.numbed.error for run in runs),
        skins=ran.needle_depth.shape[0],
    )


def _numb_times(numb_now: NDArray[np.bool_], time: Floats) -> tuple[Floats, Floats] | tuple[None, None]:
    """First and last instant of numbness in the skins that become numb; nothing where hardly any does."""
    some = numb_now.any(axis=1)
    if some.mean() < FEWEST:
        return None, None
    chosen = numb_now[some]
    last = chosen.shape[1] - 1 - np.argmax(chosen[:, ::-1], axis=1)
    return time[np.argmax(chosen, axis=1)], time[last]


def _plasma(runs: list[_Run], *, case: Case, settings: Settings) -> Iterable[PlasmaPeak]:
    """The levels where the place absorbs most; nothing where the weight is not known."""
    weight = known(case.person.weight_kg)
    if weight is None:
        return
    for k, drug in enumerate(runs[0].sample.constants.drugs):
        if drug.name in NO_LEVEL:
            continue
        toxic = library.number(f"anaesthetics/{drug.name}", "toxic_ug_ml")
        levels = []
        for run in runs:
            body = run.sample.bodies[k]
            level = body_level(
                run.numbed.absorbed[k] * settings.area_cm2 * units.cm2,
                time=run.numbed.time,
                elimination=body.clearance / body.volume,
                volume=body.volume * weight,
            )
            levels.append((float(np.median(level.max(axis=1))), run, level))
        _, run, level = max(levels, key=lambda one: one[0])
        yield PlasmaPeak(
            drug=drug.name,
            peak_ug_ml=_band(level.max(axis=1) * 1e3),
            peak_hours=_band(run.numbed.time[np.argmax(level, axis=1)] / units.hour),
            toxic_ug_ml=toxic.value,
            source=toxic.source,
        )


def _findings(request: NumbingRequest, *, case: Case, diseased: bool, infant: bool) -> Iterable[Finding]:
    yield Finding(
        topic="model",
        text=(
            "Computed from measured flux, depth and levels in adults with healthy skin; people differ more than any of "
            "these series. Check that the place is numb before the first pulse."
        ),
        sources=("bjerring-1990", "wahlgren-2000", "kushla-zatz-1991", "nielsen-1992"),
    )
    if len(_places(request)) > 1:
        yield Finding(topic="validity", text="The whole area counts as the place that is told, for each number.")
    if any(layers_of(place) != place for place in request.sites):
        yield Finding(topic="validity", text="The layers of a like place stand for those of the place asked for.")
    if diseased:
        text = "Atopic skin, or skin of which nobody has asked it, lets more through and is numb for a shorter time."
        yield Finding(topic="assumed", text=text, sources=("juhlin-1989",))
    if infant:
        yield Finding(topic="assumed", text="Skin in the first year of life lets more through; by how much is assumed.")
    if known(case.person.weight_kg) is None:
        yield Finding(topic="assumed", text="Without a weight no level in the blood can be told.")
    if request.product == "emla":
        yield Finding(
            topic="skin",
            text=(
                "This cream makes vessels narrow, then wide: the skin is paler, then redder, and light on vessels "
                "finds less, then more blood. One series saw the palest skin at 1.5 hours, another at 4.5."
            ),
            sources=("bjerring-1989", "tollan-2016", "li-2023"),
        )


def _band(values: Floats) -> Band:
    low, middle, high = np.percentile(values, PERCENTILES)
    return Band(p5=float(low), p50=float(middle), p95=float(high))
