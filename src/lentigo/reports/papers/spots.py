"""The test-spot card: for the room what to set and when to stop, for the patient the days to remember."""

from __future__ import annotations

from collections.abc import Iterable
from string import ascii_uppercase
from typing import Final

from lentigo.domain.dials import on_dial, unit_on_dial
from lentigo.domain.goals import ABLATING
from lentigo.domain.plan import Plan, SpotReading, TestSpotPlan, Window
from lentigo.reports import words
from lentigo.reports.catalogue import Catalogue
from lentigo.reports.figures import chance_interval
from lentigo.reports.papers.by_goal import group_of, number_on_panel, others
from lentigo.reports.papers.consent import cooling
from lentigo.reports.papers.frame import lesion_name, paper, section, site_name, versions_line
from lentigo.reports.papers.parts import Blanks, Bullets, Notice, Paper, Paragraph, Part, Signatures, Table
from lentigo.reports.sources import Sources

NAME: Final = "test_spots"


def spot_card(plan: Plan, spots: TestSpotPlan, *, say: Catalogue, sources: Sources | None = None) -> Paper | None:
    """The card of a plan's test spots; none where the plan recommends nothing.

    Parameters
    ----------
    plan : Plan
    spots : TestSpotPlan
        As planning designs them.
    say : Catalogue
    sources : Sources, optional
        References by key; without it those of the library.
    """
    window = plan.recommended
    if window is None:
        return None
    cited = sources or Sources()
    marks = cited.mark(spots.sources)
    lead = say("spots-lead-needed" if spots.needed else "spots-lead-offered")
    return paper(
        NAME,
        say=say,
        title=say("spots-title"),
        subtitle=say(
            "spots-subtitle",
            lesion=lesion_name(plan.case, say=say),
            site=site_name(plan.case, say=say),
            day=say.day(spots.day),
        ),
        lead=(Notice("wait" if spots.needed else "note", lead, tuple(words.sentence(why) for why in spots.why)),),
        sections=(
            section("levels", title=say("spots-levels"), parts=_levels(plan, window, spots, say=say)),
            section(
                "stop",
                title=say("spots-stop"),
                parts=(Bullets(tuple(words.capital(sign) for sign in spots.stop_signs)),),
            ),
            section("expected", title=say("spots-expected"), parts=(_expected(window, spots, say=say, marks=marks),)),
            section("how", title=say("spots-how"), parts=(Paragraph(spots.place + marks), Bullets(spots.how))),
            section("dates", title=say("spots-dates"), parts=_dates(spots, say=say, marks=marks)),
            section(
                "patient",
                title=say("spots-patient"),
                parts=(_for_the_patient(spots, say=say), Blanks(((say("consent-call-phone"), 1),))),
            ),
            section(
                "valid",
                title=say("spots-valid"),
                parts=(
                    Paragraph(
                        say(
                            "spots-valid-until",
                            day=say.day(spots.valid_until),
                            void=say.either(spots.void_after),
                            marks=marks,
                        )
                    ),
                ),
            ),
            section("sign", title=say("signatures"), parts=(_signatures(say),)),
        ),
        sources=cited,
        versions=plan.versions,
        made=spots.day,
    )


def _levels(plan: Plan, window: Window, spots: TestSpotPlan, *, say: Catalogue) -> Iterable[Part]:
    rows = []
    for letter, spot in zip(ascii_uppercase, spots.levels, strict=False):
        fluence = spot.setting.fluence_j_cm2
        effect = say.frequency(spot.chance_effect, *chance_interval(window, window.effect, fluence))
        burn = say.frequency(spot.chance_burn, *chance_interval(window, window.burn, fluence))
        rows.append(
            (say("spots-level", letter=letter), number_on_panel(plan, window, fluence, say=say), effect, burn, "", "")
        )
    names = labels_of_goal(window)
    settings = (
        window.spot_label.removesuffix(" beams"),
        window.pulse_label,
        *others(window, say=say),
        cooling(window.cooling, say=say),
    )
    yield Table(
        caption=say("spots-levels-caption", device=words.way(plan, window), settings=", ".join(settings)),
        head=(
            say("spots-level-head"),
            say("spots-level-set", unit=unit_on_dial(window)),
            *(say(name) for name in names),
            say("spots-level-seen"),
            say("spots-level-late"),
        ),
        rows=tuple(rows),
        numeric=frozenset({1}),
        widths=(0.8, 0.8, 1.6, 1.6, 1.4, 1.6),
    )
    most = say.number(on_dial(spots.highest_allowed_j_cm2, window))
    yield Paragraph(say("spots-highest", highest=say("number-unit", number=most, unit=unit_on_dial(window))))
    versions = versions_line(say, versions=plan.versions)
    yield Paragraph(say("spots-computed", skins=plan.skins, versions=versions), quiet=True)


def labels_of_goal(window: Window) -> tuple[str, str]:
    """The messages at the head of effect and harm."""
    if group_of(window) == "pigment":
        return "spots-level-effect", "spots-level-burn"
    harm = f"spots-harm-{window.goal}" if window.goal in ABLATING else "spots-level-burn"
    return f"spots-effect-{window.goal}", harm


def _expected(window: Window, spots: TestSpotPlan, *, say: Catalogue, marks: str) -> Paragraph:
    """What should be seen, with what the strongest spot may bring besides."""
    strongest = max((spot.setting.fluence_j_cm2 for spot in spots.levels), default=0.0)
    bruise = words.bruising(window, strongest)
    said = words.sentence(spots.expected) + marks
    return Paragraph(said if bruise is None else f"{said} {say(f'spots-bruise-{bruise}')}")


def _dates(spots: TestSpotPlan, *, say: Catalogue, marks: str) -> Iterable[Part]:
    yield Table(
        caption=say("spots-dates-caption") + marks,
        head=(say("spots-which"), say("spots-when"), say("spots-look-for")),
        rows=tuple(
            (say(f"spots-reading-{reading.name}"), _when(reading, say=say), reading.text) for reading in spots.readings
        ),
        widths=(0.9, 1.2, 2.2),
    )
    if spots.late_because:
        yield Paragraph(say("spots-late-because", why=say.join(spots.late_because)))


def _when(reading: SpotReading, *, say: Catalogue) -> str:
    if reading.from_day == reading.to_day:
        return say.day(reading.from_day)
    return say("spots-between", **{"from": say.day(reading.from_day), "to": say.day(reading.to_day)})


def _for_the_patient(spots: TestSpotPlan, *, say: Catalogue) -> Bullets:
    found = {reading.name: reading for reading in spots.readings}
    lines = [say("spots-patient-leave")]
    for name, message in (("photo", "spots-patient-photo"), ("late", "spots-patient-come")):
        if name in found:
            days = {"from": say.day(found[name].from_day), "to": say.day(found[name].to_day)}
            lines.append(say(message, **days))
    lines += [say("spots-patient-call"), say("spots-patient-tell")]
    return Bullets(tuple(lines))


def _signatures(say: Catalogue) -> Signatures:
    return Signatures(
        caption=say("spots-sign-caption"),
        head=("", say("sign-name"), say("sign-signature"), say("sign-date")),
        who=(say("spots-signer-made"), say("spots-signer-first"), say("spots-signer-late")),
    )
