"""What a reader of a window on columns must know beside its numbers."""

from __future__ import annotations

import numpy as np

from lentigo import library, units
from lentigo.domain.case import Case
from lentigo.domain.plan import Finding
from lentigo.modalities.columns import energy_of_drilling
from lentigo.planning.column_limits import aims_of
from lentigo.planning.column_thresholds import bulk_limit, column_thresholds, pass_interval, pattern_of
from lentigo.planning.compose_columns import SOURCES_COAGULATING, column_constants, known_depth
from lentigo.planning.dial import Combination
from lentigo.planning.sample import SkinSample

__all__ = ["column_findings"]

_CARBON_DIOXIDE_FROM = 9000.0
"""Wavelengths from here on are those of carbon dioxide lasers [nm]."""

_WORTH_TELLING = 0.05
"""Share of the skins from which a limit is told."""


def column_findings(sample: SkinSample, combination: Combination, *, case: Case) -> tuple[Finding, ...]:
    """What a reader of such a window must know.

    Parameters
    ----------
    sample : SkinSample
        Skins.
    combination : Combination
        What is dialled.
    case : Case
        Site and lesion.
    """
    constants = column_constants(combination.wavelength_nm)
    aims = aims_of(case, sample, ablates=constants.ablates)
    pattern = pattern_of(combination)
    found = [_rests_on(combination)]
    if not aims.measured:
        found.append(
            Finding(
                topic="assumed",
                text=(
                    "How deep columns should go for this kind of lesion is assumed. A measured depth of the mark "
                    "(lesion.mark.depth_um, by ultrasound for example) takes its place."
                ),
            )
        )
    found.append(
        Finding(
            topic="assumed",
            text=(
                "Wanted and highest coverage, and how deep columns may go at this site, are assumed but where a source "
                "is named. Coverage counts columns with their rims, which panels leave out."
            ),
            sources=aims.sources if "assumed" not in aims.sources else (),
        )
    )
    if constants.ablates:
        begins = energy_of_drilling(constants, beam=pattern.tip.beam_um * units.um, pulse=combination.pulse_s)
        found.append(
            Finding(
                topic="limit",
                text=f"Below {1e3 * begins:.2g} mJ a beam nothing is removed: the skin is only warmed.",
            )
        )
    found += _stacked(combination, case)
    found += _heat(combination, case)
    shallow = float(np.mean(aims.wanted > aims.allowed))
    if shallow >= _WORTH_TELLING:
        found.append(
            Finding(
                topic="limit",
                text=(
                    f"In {100 * shallow:.0f} % of the skins that this may be, the change lies deeper than columns may "
                    "go at this site: part of it would stay."
                ),
            )
        )
    if not np.any(np.isfinite(column_thresholds(sample, combination, case=case, threads=1).effect)):
        found.append(
            Finding(
                topic="device",
                text=(
                    f"With {combination.density_per_cm2:g} columns per cm² in {_passes(combination.passes)} no energy "
                    "gives both the wanted depth and the wanted coverage. More columns or passes, or a narrower tip "
                    "for more depth, would."
                ),
            )
        )
    return tuple(found)


def _passes(count: int) -> str:
    return "1 pass" if count == 1 else f"{count} passes"


def _rests_on(combination: Combination) -> Finding:
    constants = column_constants(combination.wavelength_nm)
    known = known_depth(pattern_of(combination).tip)
    if constants.ablates and known is not None:
        return Finding(
            topic="model",
            text=(
                f"Depths of drilled columns go by the {known[1]:g} µm at {known[0]:g} mJ that the device file tells of "
                "this tip."
            ),
        )
    if constants.ablates and combination.wavelength_nm > _CARBON_DIOXIDE_FROM:
        tip = library.number("columns/ablative", "at_10600_nm.tip_120.efficiency_share")
        return Finding(
            topic="model",
            text=(
                "How deep this tip drills is not known. Tips of this width differ up to "
                f"{tip.high / tip.value:.0f} times between makers: depths shown here are those of one of them, and the "
                "limit of depth is that of the one which drills deepest. Write a depth that the maker tells into the "
                "device file (known_energy_mj, known_depth_um)."
            ),
            sources=("eco2-depth", "avram-2009"),
        )
    if constants.ablates:
        return Finding(
            topic="assumed",
            text=(
                "No measured depth of columns of this wavelength was found: how much of the light drills is assumed, "
                "and the limit of depth looks at the deepest that it may drill. Write a depth that the maker tells "
                "into the device file (known_energy_mj, known_depth_um)."
            ),
        )
    return Finding(
        topic="model",
        text=(
            "Sizes of coagulated columns are computed, with the scattering of living skin carried on from shorter "
            "wavelengths; against histology they come out up to a fifth too shallow at high energies."
        ),
        sources=(*SOURCES_COAGULATING, "bedi-2007"),
    )


def _stacked(combination: Combination, case: Case) -> list[Finding]:
    """What bounds several pulses on one place: published settings mostly tell of one pulse."""
    if combination.stacked == 1:
        return []
    lowest, *_ = library.hard_caps(
        family=combination.device.family,
        pulse_class=combination.handpiece.pulse_class,
        wavelength_nm=combination.wavelength_nm,
        indication=case.lesion.kind,
        phototype=case.person.phototype,
        beam_um=pattern_of(combination).tip.beam_um,
        site=case.skin.site,
    )
    if lowest.stacked_high:
        text = (
            f"{combination.stacked} pulses follow each other on each place. Up to {lowest.stacked_high} were published "
            "with the energy that bounds each; more of them may have only as much in all."
        )
        return [Finding(topic="limit", text=text, sources=(lowest.source,))]
    text = (
        f"{combination.stacked} pulses follow each other on each place. The published limit is told for one pulse: "
        "what several do together is bounded by computed depth and heat alone."
    )
    return [Finding(topic="limit", text=text)]


def _heat(combination: Combination, case: Case) -> list[Finding]:
    limit = bulk_limit(combination, case=case) * 1e3
    pattern = pattern_of(combination)
    if limit > 1.5 * pattern.tip.energy_high_mj:
        return []
    interval, _ = pass_interval(combination, area_cm2=case.lesion.area_cm2)
    between = f", {interval:.0f} s from one pass over a place to the next" if combination.passes > 1 else ""
    return [
        Finding(
            topic="limit",
            text=(
                f"From {limit:.0f} mJ a beam the skin between the columns gets so warm that it burns "
                f"({combination.density_per_cm2:g} columns per cm² and pass{between}). Fewer columns in a pass, longer "
                "pauses and cold air make room."
            ),
        )
    ]
