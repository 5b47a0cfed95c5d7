"""Consent to treatment with light: what is known about this skin and this setting, in words that a patient can use."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Final

from lentigo import library
from lentigo.domain.dials import unit_on_dial
from lentigo.domain.goals import ABLATING
from lentigo.domain.plan import Plan, Recommendation, Window
from lentigo.library.risks import risk_set
from lentigo.planning.which_way import way_of_window
from lentigo.reports import words
from lentigo.reports.answer import chances
from lentigo.reports.catalogue import Catalogue, hundredths
from lentigo.reports.papers.by_goal import (
    ABLATIVE,
    HERPES_RULES,
    applies,
    group_of,
    number_on_panel,
    on_panel,
    others,
    return_group,
)
from lentigo.reports.papers.consent_risks import risk_parts
from lentigo.reports.papers.corrections import FACE, corrections
from lentigo.reports.papers.frame import lesion_name, paper, section, site_name, versions_line
from lentigo.reports.papers.parts import (
    Blanks,
    Bullets,
    Chance,
    Choices,
    Facts,
    Notice,
    Paper,
    Paragraph,
    Part,
    Signatures,
    Table,
)
from lentigo.reports.reach_figures import at_setting
from lentigo.reports.sources import Sources

NAME: Final = "consent"

_AS_WIDE: Final = ((1, "hair"), (4, "thread"), (9, "pen"), (None, "pin"))
"""What is as wide as so many tenths of a millimetre at most."""

_COURSE: Final = (
    ("redness", "redness_days"),
    ("darker", "darker_hours"),
    ("crust", ""),
    ("sport", "no_sport_days"),
    ("fading", "fading_weeks"),
    ("marks", "dark_marks_begin_weeks"),
    ("sun", "sun_protection_months"),
)


def consent(plan: Plan, *, say: Catalogue, sources: Sources | None = None) -> Paper | None:
    """The consent to what a plan recommends; none where it recommends nothing.

    Parameters
    ----------
    plan : Plan
    say : Catalogue
    sources : Sources, optional
        References by key; without it those of the library.
    """
    window = plan.recommended
    if window is None or window.recommended is None:
        return None
    cited = sources or Sources()
    risks = risk_set("resurfacing" if window.goal in ABLATING else "light")
    case = plan.case
    version, day = risks.version, say.day(case.assessed)
    reviewer = say("consent-reviewer-none") if risks.reviewer == "none yet" else risks.reviewer
    return paper(
        NAME,
        say=say,
        title=say("consent-title"),
        subtitle=say("consent-subtitle", lesion=lesion_name(case, say=say), site=site_name(case, say=say), day=day),
        lead=(
            Notice(
                "note",
                say("consent-lead-title"),
                (
                    say("consent-lead", aim=say(f"consent-aim-{group_of(window)}")),
                    say("consent-lead-version", version=version, reviewer=reviewer),
                ),
            ),
        ),
        sections=(
            section("who", title=say("consent-who"), parts=(_lines(say, "who-name", "who-birth", "who-number"),)),
            section("what", title=say("consent-what"), parts=_diagnosis(plan, window, say=say)),
            section("done", title=say("consent-done"), parts=_done(plan, window, window.recommended, say=say)),
            section("visits", title=say("consent-sessions"), parts=(_sessions(plan, window, say=say, cited=cited),)),
            section(
                "chances",
                title=say("consent-chances"),
                parts=_chances(plan, window, window.recommended, say=say, cited=cited),
            ),
            section("course", title=say("consent-course"), parts=_course(plan, window, say=say, cited=cited)),
            section("risks", title=say("consent-risks"), parts=risk_parts(plan, window, say=say, cited=cited)),
            section("return", title=say("consent-return"), parts=(_return(plan, window, say=say, cited=cited),)),
            section("others", title=say("consent-others"), parts=_others(plan, say=say, cited=cited)),
            section(
                "stop",
                title=say("consent-stop"),
                parts=(Paragraph(say("consent-stop-said")),),
            ),
            section("treats", title=say("consent-who-treats"), parts=(_lines(say, "operator", "supervisor"),)),
            section("label", title=say("consent-label"), parts=_label(say)),
            section("photos", title=say("consent-photos"), parts=_photos(say)),
            section("questions", title=say("consent-questions"), parts=_questions(say)),
            section(
                "time",
                title=say("consent-time"),
                parts=(Paragraph(say("consent-time-said")), _lines(say, "time-given", "time-wait")),
            ),
            section("cost", title=say("consent-cost"), parts=(_lines(say, "cost-said"),)),
            section(
                "again",
                title=say("consent-again"),
                parts=(
                    Paragraph(say("consent-again-said", marks=cited.mark(["HDC19"]))),
                    Paragraph(say("consent-again-also")),
                ),
            ),
            section(
                "sign",
                title=say("consent-sign"),
                parts=(Paragraph(say("consent-sign-said")), _signatures(say, version=version, day=day)),
            ),
        ),
        sources=cited,
        versions=plan.versions,
        made=case.assessed,
    )


def _lines(say: Catalogue, *names: str) -> Blanks:
    return Blanks(tuple((say(f"consent-{name}"), 1) for name in names))


def _diagnosis(plan: Plan, window: Window, *, say: Catalogue) -> tuple[Part, ...]:
    case = plan.case
    seen = "yes" if case.diagnosis.dermatoscopy == "yes" else "other"
    said = say(
        "consent-diagnosis",
        lesion=lesion_name(case, say=say),
        site=site_name(case, say=say),
        by=say(f"by-{case.diagnosis.by}"),
    )
    pigment = group_of(window) == "pigment"
    doubt = say("consent-doubt", correction=say("correction-spots")) if pigment else say("consent-doubt-other")
    return (Paragraph(f"{said} {say(f'consent-dermatoscopy-{seen}')}"), Paragraph(doubt))


def _done(plan: Plan, window: Window, given: Recommendation, *, say: Catalogue) -> tuple[Part, ...]:
    setting, group = given.setting, group_of(window)
    # Nobody bears a surface taken off without an anaesthetic: there a rubber band is no comparison.
    feels = (
        say("consent-steps-feel-removal")
        if group == "removal"
        else say("consent-steps-feel", correction=say("correction-pain"))
    )
    steps = [say("consent-steps-eyes"), feels]
    if window.test_spots:
        levels = sorted({spot.setting.fluence_j_cm2 for spot in window.test_spots})
        named = say.join(number_on_panel(plan, window, level, say=say) for level in levels)
        told = say("number-unit", number=named, unit=unit_on_dial(window))
        steps.insert(1, say("consent-steps-spots", spots=len(levels), levels=told))
    if any(reason.rule in HERPES_RULES and applies(reason, window) for reason in plan.screening.reasons):
        steps.insert(0, say("consent-steps-herpes"))
    if group in ABLATIVE:
        steps.append(say("consent-steps-smoke"))
    steps.append(say("consent-steps-look", endpoint=_for_patients(words.sentence(window.endpoint))))
    bruise = words.bruising(window, setting.fluence_j_cm2)
    if bruise is not None:
        steps.append(say(f"consent-steps-bruise-{bruise}"))
    steps.append(say("consent-steps-stop", signs=_for_patients("; ".join(window.stop_signs))))
    return (
        Paragraph(_what_it_does(plan, window, given, say=say)),
        Bullets(tuple(steps)),
        _setting(plan, window, given, say=say),
    )


def _what_it_does(plan: Plan, window: Window, given: Recommendation, *, say: Catalogue) -> str:
    group = group_of(window)
    if group == "pigment":
        return say(f"consent-done-{window.family}")
    if group in ("columns", "ablative_columns"):
        return say(f"consent-does-{group}", width=_column_width(window, given, say=say))
    told = say(f"consent-does-{group}")
    if plan.case.lesion.kind == "poikiloderma" and group == "vessels":
        told = f"{told} {say('consent-does-vessels-poikiloderma')}"
    return told


def _column_width(window: Window, given: Recommendation, *, say: Catalogue) -> str:
    """How wide a column of the setting is, with its rim in the middle skin, and something that is as wide."""
    width_um = given.setting.spot_mm * 1e3
    if window.reach is not None and window.reach.width_um is not None:
        _, width_um, _ = at_setting(window.reach.width_um, window, given.setting.fluence_j_cm2)
    tenths = max(1, math.floor(width_um / 100.0 + 0.5))
    like = next(name for most, name in _AS_WIDE if most is None or tenths <= most)
    return say("consent-width", mm=say.number(tenths / 10), like=like)


def _setting(plan: Plan, window: Window, given: Recommendation, *, say: Catalogue) -> Facts:
    setting = given.setting
    energy = "consent-setting-fluence" if setting.energy_mj is None else "consent-setting-energy"
    area = say("number-unit", number=say.number(plan.case.lesion.area_cm2), unit="cm²")
    rows = [
        (say("consent-setting-device"), words.way(plan, window)),
        (say(energy), on_panel(plan, setting, setting.fluence_j_cm2, say=say)),
        (say("consent-setting-spot"), setting.spot_label.removesuffix(" beams")),
        (say("consent-setting-pulse"), setting.pulse_label),
    ]
    dials = others(setting, say=say)
    if dials:
        rows.append((say("consent-setting-others"), say.join(dials)))
    rows.append((say("consent-setting-cooling"), cooling(setting.cooling, say=say)))
    rows.append((say("consent-setting-area"), area))
    if window.reach is not None and window.goal in ABLATING:
        low, middle, high = at_setting(window.reach.depth_um, window, setting.fluence_j_cm2)
        depth = {"low": say.number(low, digits=2), "middle": say.number(middle, digits=2)}
        told = say("consent-setting-depth-is", **depth, high=say.number(high, digits=2))
        rows.append((say("consent-setting-depth"), told))
    computed = say("consent-setting-computed", versions=versions_line(say, versions=plan.versions))
    return Facts((*rows, (say("consent-setting-source"), computed)))


def _for_patients(said: str) -> str:
    """What the room card says, in the word that a patient knows, as a part of a sentence."""
    plain = said.replace("lesion", "spot")
    return plain[:1].lower() + plain[1:]


def cooling(name: str, *, say: Catalogue) -> str:
    """How the skin is cooled."""
    return say("cooling-none") if name.strip().lower() in ("", "none", "no cooling") else name


def _sessions(plan: Plan, window: Window, *, say: Catalogue, cited: Sources) -> Part:
    way = way_of_window(plan.case.lesion.kind, window)
    if way is not None and way.sessions_high > 1:
        visits = {"low": str(way.sessions_low), "high": str(way.sessions_high), "weeks": say.number(way.interval_weeks)}
        return Paragraph(say("consent-sessions-way", marks=cited.mark(way.sources), **visits))
    if way is not None:
        return Paragraph(say("consent-sessions-way-one", marks=cited.mark(way.sources)))
    found = library.table("consent/outlook").get(f"{plan.case.lesion.kind}.sessions")
    if found is None:
        return Paragraph(say("consent-sessions-unknown"))
    name = "consent-sessions-range" if found.low < found.high else "consent-sessions-one-number"
    values = {"value": say.number(found.value)}
    if found.low < found.high:
        values |= {"low": say.number(found.low), "high": say.number(found.high)}
    said = say(name, marks=cited.mark([found.source]), **values)
    return Paragraph(f"{said} {say('consent-sessions-place', where=found.where)}")


def _chances(plan: Plan, window: Window, given: Recommendation, *, say: Catalogue, cited: Sources) -> Iterable[Part]:
    yield Paragraph(say("consent-chances-lead"))
    titles = _titles(window)
    for name, line in zip(("effect", "burn", "marks"), chances(window, given), strict=True):
        _, full, most = hundredths(line.share, line.low, line.high)
        yield Chance(
            title=say(titles[name]),
            sentence=say(f"consent-chance-{name}-said", frequency=say.frequency(line.share, line.low, line.high)),
            picture=say("consent-chance-picture", full=full, ringed=most - full, empty=100 - most),
            share=line.share,
            low=line.low,
            high=line.high,
            note=say(f"{titles[name]}-note"),
        )
    yield Paragraph(say("consent-chances-key"), quiet=True)
    yield Paragraph(
        say(
            "consent-chances-source",
            skins=plan.skins,
            versions=versions_line(say, versions=plan.versions),
            marks=cited.mark(["jean-schulmeister-2021"]),
        ),
        quiet=True,
    )
    pigment = group_of(window) == "pigment"
    yield Paragraph(say("consent-true", correction=say("correction-results" if pigment else "consent-results-other")))


def _titles(window: Window) -> dict[str, str]:
    """The message at the head of each chance, whose note has the same name."""
    found = {name: f"consent-chance-{name}" for name in ("effect", "burn", "marks")}
    if group_of(window) != "pigment":
        found["effect"] = f"consent-goal-effect-{window.goal}"
    if window.goal in ABLATING:
        found["burn"] = f"consent-goal-harm-{window.goal}"
    return found


def _course(plan: Plan, window: Window, *, say: Catalogue, cited: Sources) -> Iterable[Part]:
    pigment = group_of(window) == "pigment"
    rows = _after_pigment(plan, say=say, cited=cited) if pigment else _after(window, say=say, cited=cited)
    yield Table(
        caption=say("consent-course-caption" if pigment else "consent-after-caption"),
        head=(say("consent-course-when"), say("consent-course-what")),
        rows=tuple(rows),
        widths=(1.0, 2.2),
    )
    signs = ("pain", "blister", "spread", "cold-sore", "eye", "colour")
    yield Notice("stop", say("consent-call"), tuple(say(f"consent-call-{sign}") for sign in signs), listed=True)
    yield Blanks(((say("consent-call-phone"), 1),))


def _after(window: Window, *, say: Catalogue, cited: Sources) -> Iterable[tuple[str, str]]:
    """What follows light that is not aimed at pigment, in the order of the library's table."""
    group = f"{group_of(window)}."
    best = window.recommended
    bruise = None if best is None else words.bruising(window, best.setting.fluence_j_cm2)
    for key, number in library.table("consent/course_goals").items():
        name, _, unit = key.removeprefix(group).partition("_")
        if not key.startswith(group) or (name == "purple" and bruise is None):
            continue
        ends = {"low": say.number(number.low), "high": say.number(number.high)}
        known = name in ("marks", "sport", "sun")
        when = say(f"consent-course-{name}-when", **ends) if known else say(f"consent-when-{unit}", **ends)
        what = say(f"consent-course-{name}") if known else say(f"consent-after-{name}")
        yield words.capital(when), what + cited.mark([number.source])


def _after_pigment(plan: Plan, *, say: Catalogue, cited: Sources) -> Iterable[tuple[str, str]]:
    table = library.table("consent/course")
    for name, key in _COURSE:
        number = table[key or ("crust_face_days" if plan.case.skin.site in FACE else "crust_body_days")]
        when = say(f"consent-course-{name}-when", low=say.number(number.low), high=say.number(number.high))
        mark = cited.mark([number.source])
        yield words.capital(when), say(f"consent-course-{name}") + mark


def _return(plan: Plan, window: Window, *, say: Catalogue, cited: Sources) -> Part:
    group = return_group(plan.case.lesion.kind)
    if group is not None and group_of(window) != "pigment":
        return Paragraph(say(f"consent-return-{group}"))
    found = library.table("consent/outlook").get(f"{plan.case.lesion.kind}.returned_percent")
    if found is None:
        return Paragraph(say("consent-return-unknown"))
    frequency = say.frequency(found.value / 100, found.low / 100, found.high / 100)
    said = say("consent-return-known", frequency=frequency, marks=cited.mark([found.source]))
    return Paragraph(f"{said} {say('consent-return-place', where=found.where)}")


def _others(plan: Plan, *, say: Catalogue, cited: Sources) -> Iterable[Part]:
    yield Paragraph(say("consent-others-lead"))
    yield Table(
        caption=say("consent-others"),
        head=tuple(say(f"consent-others-{name}") for name in ("way", "what", "good", "bad")),
        rows=tuple(
            (
                say("consent-others-preferred", name=a.name) if a.preferred else a.name,
                a.text,
                a.benefit + cited.mark(a.sources),
                a.harm,
            )
            for a in plan.alternatives
        ),
        widths=(0.8, 1.2, 1.3, 1.1),
    )
    yield Paragraph(f"{say('true-title')}:")
    yield corrections(plan.case, say=say, without=("spots",))


def _label(say: Catalogue) -> tuple[Part, ...]:
    answers = (say("consent-label-yes"), say("consent-label-no"))
    return (
        Choices(((say("consent-label-question"), answers),)),
        Blanks(((say("consent-label-explained"), 2),)),
    )


def _photos(say: Catalogue) -> tuple[Part, ...]:
    answers = (say("answer-yes"), say("answer-no"))
    scopes = ("record", "colleague", "teaching", "research", "advertising")
    return (
        Paragraph(say("consent-photos-lead")),
        Choices(tuple((say(f"consent-photo-{scope}"), answers) for scope in scopes)),
    )


def _questions(say: Catalogue) -> tuple[Part, ...]:
    answers = (say("answer-yes"), say("answer-no"))
    return (
        Blanks(((say("consent-questions-asked"), 4),)),
        Choices(((say("consent-understood"), answers), (say("consent-interpreter"), answers))),
        Blanks(((say("consent-interpreter-who"), 1),)),
    )


def _signatures(say: Catalogue, *, version: str, day: str) -> Signatures:
    return Signatures(
        caption=say("consent-sign-caption", version=version, day=day),
        head=("", say("sign-name"), say("sign-signature"), say("sign-date")),
        who=(say("signer-patient"), say("signer-guardian"), say("signer-clinician"), say("signer-interpreter")),
    )
