"""Random people as the rules see them, every way in which they could be worse off, and two hundred routine people.

Used by the tests on a few, and by ``benchmarks/screening.py`` on five thousand.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from lentigo import library
from lentigo.domain.case import (
    Case,
    Diagnosis,
    EarlierReading,
    ItaReading,
    Lesion,
    Person,
    PhototypeOnly,
    SkinReading,
)
from lentigo.domain.device import Device
from lentigo.domain.findings import FINDINGS, nothing_found
from lentigo.domain.health import HEALTH_QUESTIONS, Fact, Medicine, Procedure, health_answered
from lentigo.domain.plan import Screening
from lentigo.domain.treatments import TREATMENTS
from lentigo.library.medicines import medicines
from lentigo.screening import screen, severity, verdict_for
from lentigo.screening.gate import BLOCKING, earliest_for

DAY = date(2026, 3, 31)
PHOTOTYPES = ("I", "II", "III", "IV", "V", "VI")
SITES = ("face", "cheek", "eyelid", "lip", "neck", "back", "back_of_hand", "thigh")
KINDS = (
    "solar_lentigo",
    "freckle",
    "lentigo_simplex",
    "melasma",
    "post_inflammatory_hyperpigmentation",
    "naevus_of_ota",
    "rosacea",
    "stretch_marks_white",
    "mole",
    "unknown",
)
PROCEDURES = (
    "laser_or_ipl",
    "fractional_laser",
    "full_resurfacing",
    "superficial_peel",
    "medium_peel",
    "filler",
    "permanent_filler",
    "toxin",
    "surgery",
    "waxing",
    "mesotherapy",
    "radiotherapy",
)
ASKED = ("medicines_asked", "procedures_asked")
"""Questions of which a yes is good news: what they ask for stands in the list."""
RISKS = tuple(f"health.{name}" for name in HEALTH_QUESTIONS if name not in ASKED) + tuple(
    f"findings.{name}" for name in FINDINGS
)
SUBSTANCES = tuple(entry.substance for entry in medicines())


@dataclass(frozen=True)
class Someone:
    """A case with the devices at hand."""

    number: int
    case: Case
    devices: tuple[Device, ...]

    @property
    def places(self) -> tuple[str, ...]:
        """Every handpiece and treatment that is asked about."""
        pieces = tuple(f"{device.id}/{piece.name}" for device in self.devices for piece in device.handpieces)
        return pieces + self.case.treatments

    def screened(self) -> Screening:
        """What the rules say."""
        return screen(self.case, devices=self.devices)


def someone(number: int, *, seed: int) -> Someone:
    """One random person; the same for the same number and seed."""
    rng = np.random.default_rng([seed, number])

    def one_of(values, weights=None):
        return values[int(rng.choice(len(values), p=weights))]

    def fact() -> Fact:
        value = one_of(("no", "yes", "unknown"), [0.9, 0.06, 0.04])
        day = DAY - timedelta(days=int(rng.integers(0, 400)))
        return Fact(value=value, when=day.isoformat() if value == "yes" and rng.random() < 0.5 else "unknown")

    measured = rng.random() < 0.7
    colour = (
        ItaReading(given_as="ita", ita_deg=float(np.round(rng.uniform(-50, 65), 1)), ita_error_deg=3.0)
        if measured
        else PhototypeOnly(given_as="phototype")
    )
    earlier = _earlier(float(np.round(rng.uniform(-50, 65), 1))) if rng.random() < 0.4 else None
    health = {name: fact() for name in HEALTH_QUESTIONS}
    health |= {name: Fact(value=one_of(("yes", "no", "unknown"), [0.9, 0.05, 0.05])) for name in ASKED}
    case = Case(
        title="A random person",
        assessed=DAY,
        person=Person(
            age_years=one_of((float(rng.integers(2, 95)), "unknown"), [0.95, 0.05]),
            weight_kg=70.0,
            sex="unknown",
            phototype=one_of((*PHOTOTYPES, "unknown")),
        ),
        health=health_answered(
            **health,
            medicines=tuple(_medicine(rng, one_of) for _ in range(int(rng.integers(0, 3)))),
            procedures=tuple(_procedure(rng, one_of) for _ in range(int(rng.integers(0, 3)))),
        ),
        skin=SkinReading(site=one_of(SITES), colour=colour, earlier=earlier),
        lesion=Lesion(
            kind=one_of(KINDS),
            depth="unknown",
            contrast="unknown",
            ita_deg="unknown",
            diameter_mm=one_of((float(rng.uniform(1, 15)), "unknown"), [0.8, 0.2]),
            area_cm2=2.0,
        ),
        diagnosis=Diagnosis(
            recorded=one_of(("yes", "no", "unknown"), [0.9, 0.05, 0.05]),
            by=one_of(("dermatologist", "physician", "nurse", "unknown"), [0.7, 0.1, 0.1, 0.1]),
            dermatoscopy=one_of(("yes", "no", "unknown"), [0.9, 0.05, 0.05]),
            first_line_care_weeks=one_of((float(rng.integers(0, 20)), "unknown"), [0.8, 0.2]),
        ),
        findings=nothing_found(**{name: fact() for name in FINDINGS}),
        treatments=tuple(name for name in TREATMENTS if rng.random() < 0.15),
    )
    names = [name for name in library.devices() if rng.random() < 0.35] or ["qs_ndyag"]
    return Someone(number, case, tuple(library.device(name) for name in names))


def _earlier(ita_deg: float) -> EarlierReading:
    """The site half a year before."""
    colour = ItaReading(given_as="ita", ita_deg=ita_deg, ita_error_deg=3.0)
    return EarlierReading(day=DAY - timedelta(days=180), colour=colour)


def _medicine(rng, one_of) -> Medicine:
    stopped = rng.random() < 0.4
    last = DAY - timedelta(days=int(rng.integers(1, 300))) if stopped and rng.random() < 0.8 else "unknown"
    substance = one_of((*SUBSTANCES, "something that nobody knows"))
    return Medicine(substance=substance, taken="stopped" if stopped else "now", last_taken=last)


def _procedure(rng, one_of) -> Procedure:
    day = DAY - timedelta(days=int(rng.integers(1, 300))) if rng.random() < 0.8 else "unknown"
    return Procedure(kind=one_of(PROCEDURES), day=day, at_site=one_of(("yes", "no", "unknown")))


@dataclass(frozen=True)
class Worse:
    """Somebody with more risk, or of whom less is known."""

    how: str
    someone: Someone
    doubt: bool = False
    """A known yes became unknown: a block stays a block and has no date before the question is answered, but what was
    forbidden for good may become "not before this has been asked"."""


def worse(one: Someone, *, seed: int, most: int = 12) -> Iterator[Worse]:
    """Some ways in which a person could be worse off, chosen at random; none may be answered more mildly."""
    rng = np.random.default_rng([seed, one.number, 1])
    every = [*_answers(one, rng), *_colour(one, rng), *_less_known(one), *_history(one, rng), *_diagnosis(one)]
    order = rng.permutation(len(every))[:most]
    for place in order:
        yield every[int(place)]


def _with(one: Someone, how: str, *, doubt: bool = False, **parts) -> Worse:
    return Worse(how, replace(one, case=replace(one.case, **parts)), doubt)


def _answers(one: Someone, rng) -> Iterator[Worse]:
    """A no becomes a yes or an unknown, a yes an unknown, an old yes a newer or an undated one."""
    for name in RISKS:
        subject, _, field = name.partition(".")
        part = getattr(one.case, subject)
        told: Fact = getattr(part, field)

        def changed(fact, how, *, doubt=False, subject=subject, part=part, field=field, name=name):
            return _with(one, f"{name}: {how}", doubt=doubt, **{subject: replace(part, **{field: fact})})

        if told.value == "no":
            day = DAY - timedelta(days=int(rng.integers(0, 400)))
            yield changed(Fact(value="yes"), "no becomes yes")
            yield changed(Fact(value="yes", when=day.isoformat()), f"no becomes yes on {day}")
            yield changed(Fact(value="unknown"), "no becomes unknown")
        elif told.value == "yes":
            yield changed(Fact(value="unknown"), "yes becomes unknown", doubt=True)
            if told.when != "unknown":
                then = date.fromisoformat(told.when)
                later = then + timedelta(days=int(rng.integers(0, (DAY - then).days + 1)))
                yield changed(Fact(value="yes", when=later.isoformat()), f"yes on {then} becomes yes on {later}")
                yield changed(Fact(value="yes"), f"yes on {then} becomes yes on a day that nobody knows")


def _colour(one: Someone, rng) -> Iterator[Worse]:
    """Darker by phototype or by reading, and darker than before."""
    case = one.case
    if case.person.phototype in PHOTOTYPES[:-1]:
        darker = PHOTOTYPES[int(rng.integers(PHOTOTYPES.index(case.person.phototype) + 1, 6))]
        yield _with(one, f"phototype {darker}", person=replace(case.person, phototype=darker))
    if isinstance(case.skin.colour, ItaReading):
        ita = max(case.skin.colour.ita_deg - float(rng.uniform(1, 40)), -90.0)
        colour = replace(case.skin.colour, ita_deg=ita)
        yield _with(one, f"measured at {ita:.1f}", skin=replace(case.skin, colour=colour))
    before = case.skin.earlier
    if before is None:
        angle = float(np.round(rng.uniform(-50, 65), 1))
        yield _with(one, f"was {angle:.1f}", skin=replace(case.skin, earlier=_earlier(angle)))
        return
    palest = min(before.colour.ita_deg + float(rng.uniform(1, 30)), 90.0)
    yield _with(one, f"was {palest:.1f}", skin=replace(case.skin, earlier=_earlier(palest)))
    unsure = replace(before, colour=replace(before.colour, ita_error_deg="unknown"))
    yield _with(one, "earlier error unknown", skin=replace(case.skin, earlier=unsure))
    unmeasured = PhototypeOnly(given_as="phototype")
    if isinstance(case.skin.colour, ItaReading):
        darkest = replace(case.person, phototype="VI")  # so that forgetting the reading makes nobody paler
        yield _with(one, "colour forgotten", doubt=True, person=darkest, skin=replace(case.skin, colour=unmeasured))


def _less_known(one: Someone) -> Iterator[Worse]:
    """A number or choice becomes unknown. Of two readings of the darkness only one alone: the darker one counts."""
    case = one.case
    if case.person.age_years != "unknown":
        yield _with(one, "age unknown", doubt=True, person=replace(case.person, age_years="unknown"))
    if case.person.phototype != "unknown" and not isinstance(case.skin.colour, ItaReading):
        yield _with(one, "phototype unknown", doubt=True, person=replace(case.person, phototype="unknown"))
    if case.lesion.diameter_mm != "unknown":
        yield _with(one, "diameter unknown", doubt=True, lesion=replace(case.lesion, diameter_mm="unknown"))
    if case.diagnosis.first_line_care_weeks != "unknown":
        diagnosis = replace(case.diagnosis, first_line_care_weeks="unknown")
        yield _with(one, "weeks of care unknown", doubt=True, diagnosis=diagnosis)
    for name in ASKED:
        if getattr(case.health, name).value == "yes":
            health = replace(case.health, **{name: Fact(value="unknown")})
            yield _with(one, f"{name} unknown", health=health)


def _history(one: Someone, rng) -> Iterator[Worse]:
    """One more medicine or procedure, a newer one, or one of which less is known."""
    health = one.case.health

    def one_of(values, weights=None):
        return values[int(rng.choice(len(values), p=weights))]

    more, done = _medicine(rng, one_of), _procedure(rng, one_of)
    yield _with(one, f"also {more}", health=replace(health, medicines=(*health.medicines, more)))
    yield _with(one, f"also {done}", health=replace(health, procedures=(*health.procedures, done)))
    for place, medicine in enumerate(health.medicines):
        others = health.medicines[:place] + health.medicines[place + 1 :]
        strange = replace(medicine, substance="something that nobody knows")
        yield _with(one, f"{medicine} unknown", doubt=True, health=replace(health, medicines=(*others, strange)))
        if medicine.taken == "stopped":
            now = replace(medicine, taken="now", last_taken="unknown")
            yield _with(one, f"{medicine} taken now", health=replace(health, medicines=(*others, now)))
            undated = replace(medicine, last_taken="unknown")
            yield _with(one, f"{medicine} undated", doubt=True, health=replace(health, medicines=(*others, undated)))
    for place, procedure in enumerate(health.procedures):
        others = health.procedures[:place] + health.procedures[place + 1 :]
        elsewhere = replace(procedure, at_site="unknown")
        worse_known = procedure.at_site == "yes"
        yield _with(
            one, f"{procedure} site unknown", doubt=worse_known, health=replace(health, procedures=(*others, elsewhere))
        )
        if isinstance(procedure.day, date):
            newer = procedure.day + timedelta(days=int(rng.integers(0, (DAY - procedure.day).days + 1)))
            later = replace(procedure, day=newer)
            yield _with(one, f"{procedure} on {newer}", health=replace(health, procedures=(*others, later)))
            undated = replace(procedure, day="unknown")
            yield _with(one, f"{procedure} undated", doubt=True, health=replace(health, procedures=(*others, undated)))


def _diagnosis(one: Someone) -> Iterator[Worse]:
    diagnosis = one.case.diagnosis
    for name in ("recorded", "dermatoscopy"):
        if getattr(diagnosis, name) == "yes":
            for answer in ("no", "unknown"):
                yield _with(one, f"{name} {answer}", diagnosis=replace(diagnosis, **{name: answer}))
    weeks = diagnosis.first_line_care_weeks
    if weeks != "unknown" and weeks > 0:
        yield _with(one, "half the care", diagnosis=replace(diagnosis, first_line_care_weeks=weeks / 2))


def milder(before: Screening, after: Worse) -> list[str]:
    """Every handpiece and treatment on which somebody worse off is answered more mildly, or sooner; none is right.

    A question that becomes a red flag turns "not before this has been asked" into a referral: that is no milder, for it
    has no date and ends by another one's finding alone.
    """
    one, now = after.someone, after.someone.screened()
    said = f"person {one.number}, {after.how}"
    found = []
    for place in one.places:
        was, is_now = verdict_for(before, handpiece=place), verdict_for(now, handpiece=place)
        lifted = was in BLOCKING and is_now not in BLOCKING
        still_asked = is_now in BLOCKING and (after.doubt or is_now == "REFER")
        if lifted or (severity(is_now) < severity(was) and not still_asked):
            found.append(f"{said}: {place} was {was} and is {is_now}")
        first, then = earliest_for(before, handpiece=place), earliest_for(now, handpiece=place)
        if was in BLOCKING and then is not None and (first is None or then < first):
            found.append(f"{said}: {place} was blocked until {first} and is until {then}")
    return found


# Routine people


@dataclass(frozen=True)
class Routine:
    """A person as they come on a usual day, with what they tell."""

    number: int
    history: str
    someone: Someone


_MEN_AND_WOMEN = ("female", "male")
_COMMON: tuple[tuple[str, float, dict], ...] = (
    ("nothing to tell", 0.2, {}),
    ("a tablet for blood pressure", 0.12, {"medicines": ("ramipril",)}),
    ("two tablets for blood pressure, one a thiazide", 0.05, {"medicines": ("amlodipine", "hydrochlorothiazide")}),
    ("a statin", 0.1, {"medicines": ("atorvastatin",)}),
    ("a statin and aspirin", 0.05, {"medicines": ("simvastatin", "acetylsalicylic acid")}),
    ("the pill", 0.08, {"medicines": ("ethinylestradiol and levonorgestrel",)}),
    ("a thyroid hormone", 0.06, {"medicines": ("levothyroxine",)}),
    ("an antidepressant", 0.05, {"medicines": ("sertraline",)}),
    ("metformin, well controlled", 0.04, {"medicines": ("metformin",)}),
    ("a tablet for the stomach", 0.04, {"medicines": ("omeprazole",)}),
    ("an antihistamine in spring", 0.03, {"medicines": ("cetirizine",)}),
    ("atopic eczema in childhood", 0.04, {}),
    ("a smoker", 0.05, {"smoker": "yes"}),
    ("cold sores now and then", 0.04, {"herpes_ever_in_field": "yes"}),
    ("a laser treatment of the same spots last year", 0.03, {"procedures": (("laser_or_ipl", 320),)}),
    ("botulinum toxin half a year ago", 0.02, {"procedures": (("toxin", 180),)}),
)
_SELDOM: tuple[tuple[str, float, dict], ...] = (
    ("dark marks after a burn", 0.04, {"previous_dark_marks": "yes"}),
    ("two weeks in the sun last month", 0.015, {"sun_or_sunbed_in_6_weeks": "yes"}),
    ("breastfeeding", 0.005, {"breastfeeding": "yes"}),
    ("a keloid on the ear", 0.01, {"keloid": "yes"}),
    ("a journey to the sea in two weeks", 0.01, {"sun_plans_in_4_weeks": "yes"}),
    ("fake tan two weeks ago", 0.005, {"fake_tan_in_6_weeks": "yes"}),
)
"""What speaks against light now and then, about as often as it comes."""


def routine(number: int, *, seed: int) -> Routine:
    """One person as they come on a usual day: a diagnosed spot, a Q-switched or picosecond laser, a common history."""
    rng = np.random.default_rng([seed, number, 7])

    def one_of(values, weights=None):
        return values[int(rng.choice(len(values), p=weights))]

    weights = np.array([w for _, w, _ in _COMMON])
    story, _, told = _COMMON[int(rng.choice(len(_COMMON), p=weights / weights.sum()))]
    stories, facts = [story], dict(told)
    for seldom, chance, more in _SELDOM:
        if rng.random() < chance:
            stories.append(seldom)
            facts |= more
    ita = float(np.round(rng.uniform(30, 58), 1))
    kind, site = one_of((("solar_lentigo", "back_of_hand"), ("solar_lentigo", "cheek"), ("freckle", "face")))
    age = float(rng.integers(35, 80) if kind == "solar_lentigo" else rng.integers(19, 60))
    case = Case(
        title="A routine person",
        assessed=DAY,
        person=Person(
            age_years=age,
            weight_kg=float(rng.integers(50, 95)),
            sex="female" if "the pill" in stories or "breastfeeding" in stories else one_of(_MEN_AND_WOMEN),
            phototype="III" if ita < 41 else "II",
        ),
        health=_told(facts),
        skin=SkinReading(site=site, colour=ItaReading(given_as="ita", ita_deg=ita, ita_error_deg=3.0)),
        lesion=Lesion(
            kind=kind,
            depth="epidermal",
            contrast=float(np.round(rng.uniform(1.8, 4), 1)),
            ita_deg="unknown",
            diameter_mm=float(rng.integers(2, 12)),
            area_cm2=4.0,
        ),
        diagnosis=Diagnosis(recorded="yes", by="dermatologist", dermatoscopy="yes", histology="no"),
        findings=nothing_found(sun_exposed_site="yes", much_sun_in_life=one_of(("yes", "no"))),
    )
    device = library.device(one_of(("qs_ndyag", "ps_ndyag_alexandrite", "qs_ruby", "qs_alexandrite")))
    return Routine(number, ", ".join(stories), Someone(number, case, (device,)))


def _told(facts: dict):
    """Health with medicines by name and procedures by days ago."""
    facts = dict(facts)
    facts["medicines"] = tuple(Medicine(substance=name, taken="now") for name in facts.get("medicines", ()))
    facts["procedures"] = tuple(
        Procedure(kind=kind, day=DAY - timedelta(days=days), at_site="yes", reaction="none")
        for kind, days in facts.get("procedures", ())
    )
    return health_answered(**facts)


def refused(people: Sequence[Routine]) -> list[tuple[Routine, str]]:
    """Routine people whom every handpiece is closed to, each with the reasons that close them."""
    found = []
    for one in people:
        screening = one.someone.screened()
        if screening.verdict in BLOCKING:
            why = sorted({reason.rule for reason in screening.reasons if reason.verdict in BLOCKING})
            found.append((one, ", ".join(why)))
    return found


def kept_waiting(people: Sequence[Routine]) -> list[tuple[Routine, str]]:
    """Routine people whom nothing is open to without a written reason."""
    found = []
    for one in people:
        screening = one.someone.screened()
        if screening.verdict == "RELATIVE":
            why = sorted({reason.rule for reason in screening.reasons if reason.verdict == "RELATIVE"})
            found.append((one, ", ".join(why)))
    return found
