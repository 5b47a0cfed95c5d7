"""The laser safety sheet of one device: eyewear, distances, shields and rules of the room."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from lentigo.domain.laser_safety import BeamHazard, LaserSafety
from lentigo.reports import words
from lentigo.reports.catalogue import Catalogue
from lentigo.reports.papers.frame import paper, section
from lentigo.reports.papers.parts import Bullets, Notice, Paper, Paragraph, Part, Signatures, Table
from lentigo.reports.sources import Sources

NAME: Final = "laser_safety"

_KILOMETRE: Final = 1000.0
NARROW: Final = " beams"
"""Ends the name of a tip that makes columns."""


def safety_sheet(
    safety: LaserSafety, *, day: date, say: Catalogue, name: str = NAME, sources: Sources | None = None
) -> Paper:
    """The numbers for the eyes of everyone in the room, on paper.

    Parameters
    ----------
    safety : LaserSafety
    day : date
        The day that the sheet speaks of.
    say : Catalogue
    name : str
        Name of its file, where there are several sheets.
    sources : Sources, optional
        References by key; without it those of the library.
    """
    cited = sources or Sources()
    return paper(
        name,
        say=say,
        title=say("safety-title"),
        subtitle=say("safety-subtitle", device=safety.device_name, day=say.day(day)),
        lead=(Notice("wait", say("safety-decides"), (words.sentence(safety.decides),)),),
        sections=(
            section("eyewear", title=say("safety-eyewear"), parts=_eyewear(safety, say=say, cited=cited)),
            section("lamps", title=say("safety-lamps"), parts=_lamps(safety, say=say)),
            section("shields", title=say("safety-shields"), parts=(_shields(safety, say=say, cited=cited),)),
            section("room", title=say("safety-room"), parts=(_room(safety, say=say, cited=cited),)),
            section("worst", title=say("safety-worst"), parts=_worst(safety, say=say, cited=cited)),
            section("rests", title=say("safety-assumptions"), parts=_bullets(safety.assumptions)),
            section(
                "remarks",
                title=say("safety-remarks"),
                parts=_bullets(words.sentence(f.text) + cited.mark(f.sources) for f in safety.findings),
            ),
            section("sign", title=say("signatures"), parts=(_signatures(say),)),
        ),
        sources=cited,
        versions=safety.versions,
        made=day,
    )


def _bullets(lines: Iterable[str]) -> tuple[Bullets, ...]:
    said = tuple(words.sentence(line) for line in lines)
    return (Bullets(said),) if said else ()


def distance(metres: float, *, say: Catalogue) -> str:
    """A distance in metres, or in kilometres from a thousand on."""
    if metres >= _KILOMETRE:
        return say("safety-kilometres", number=say.number(metres / _KILOMETRE, digits=2))
    return say("safety-metres", number=say.number(metres, digits=2))


def _eyewear(safety: LaserSafety, *, say: Catalogue, cited: Sources) -> Iterable[Part]:
    if not safety.beams:
        return
    yield Table(
        caption=say("safety-eyewear-caption") + cited.mark(safety.sources),
        head=tuple(
            say(f"safety-eyewear-{name}") for name in ("handpiece", "wavelength", "density", "usual", "beam", "diffuse")
        ),
        rows=tuple(
            (
                beam.handpiece,
                say("safety-nanometres", number=say.number(beam.wavelength_nm, digits=4)),
                say.number(beam.optical_density, step=0.1),
                distance(beam.beam_distance_usual_m, say=say),
                distance(beam.beam_distance_m, say=say),
                distance(beam.diffuse_distance_m, say=say),
            )
            for beam in safety.beams
        ),
        numeric=frozenset({1, 2, 3, 4, 5}),
        widths=(1.2, 1.0, 1.1, 1.0, 1.0, 1.0),
    )
    yield Paragraph(say("safety-eyewear-note"), quiet=True)


def _worst(safety: LaserSafety, *, say: Catalogue, cited: Sources) -> Iterable[Part]:
    if not safety.beams:
        return
    yield Table(
        caption=say("safety-worst-caption") + cited.mark(safety.sources),
        head=(
            say("safety-eyewear-handpiece"),
            say("safety-worst-setting"),
            say("safety-worst-energy"),
            say("safety-worst-eye"),
            say("safety-worst-reach"),
            say("safety-worst-skin"),
        ),
        rows=tuple(
            (
                beam.handpiece,
                say(
                    "safety-worst-setting-is",
                    spot=beam.spot_label.removesuffix(NARROW),
                    pulse=beam.pulse_label,
                    exposure=exposure(beam, say=say),
                ),
                say.number(beam.energy_j),
                scientific(beam.eye_limit_j_cm2, say=say),
                scientific(beam.exposure_at_eye_j_cm2, say=say),
                scientific(beam.skin_limit_j_cm2, say=say),
            )
            for beam in safety.beams
        ),
        numeric=frozenset({2, 3, 4, 5}),
        widths=(1.0, 1.9, 0.8, 1.0, 1.0, 1.0),
    )


_SUPERSCRIPTS: Final = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def scientific(value: float, *, say: Catalogue) -> str:
    """A number with two significant digits, in powers of ten where it is very small."""
    if value >= 1e-2:
        return say.number(value, digits=2)
    digits, _, power = f"{value:.1e}".partition("e")
    return f"{say.number(float(digits), step=0.1)} · 10{str(int(power)).translate(_SUPERSCRIPTS)}"


def exposure(beam: BeamHazard, *, say: Catalogue) -> str:
    """The setting of a beam as its panel shows it: energy where the beam is one of many narrow ones."""
    if beam.spot_label.endswith(NARROW):
        return say("number-unit", number=say.number(1e3 * beam.energy_j), unit="mJ")
    return say("number-unit", number=say.number(beam.fluence_j_cm2), unit="J/cm²")


def _lamps(safety: LaserSafety, *, say: Catalogue) -> tuple[Part, ...]:
    """Lamps of which the same is said, together."""
    alike: dict[str, list[str]] = {}
    for lamp in safety.lamps:
        low = say.number(lamp.wavelength_low_nm)
        # The name of a filter usually is its wavelength already.
        known = low in lamp.handpiece
        name = lamp.handpiece if known else say("safety-lamp", handpiece=lamp.handpiece, **{"from": low})
        alike.setdefault(lamp.text, []).append(name)
    return tuple(Notice("note", say.join(names), (words.sentence(text),)) for text, names in alike.items())


def _shields(safety: LaserSafety, *, say: Catalogue, cited: Sources) -> Notice:
    shields = safety.shields
    said = say("safety-rule", text=words.sentence(shields.text), rule=shields.rule) + cited.mark(shields.sources)
    return Notice("stop", say(f"safety-shields-{shields.kind}"), (said,))


def _room(safety: LaserSafety, *, say: Catalogue, cited: Sources) -> Bullets:
    lines = []
    for rule in safety.room:
        said = say("safety-rule", text=words.sentence(rule.text), rule=rule.rule) if rule.rule else rule.text
        said += cited.mark(rule.sources)
        lines.append(f"{said} {say('safety-from-memory')}" if rule.from_memory else said)
    return Bullets(tuple(lines))


def _signatures(say: Catalogue) -> Signatures:
    return Signatures(
        caption=say("safety-sign-caption"),
        head=("", say("sign-name"), say("sign-signature"), say("sign-date")),
        who=(say("safety-signer-adviser"), say("signer-operator")),
    )
