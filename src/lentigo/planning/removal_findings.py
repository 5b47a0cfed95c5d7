"""What a reader of a window that takes the surface off must know beside its numbers."""

from __future__ import annotations

import numpy as np

from lentigo import library, units
from lentigo.domain.case import Case
from lentigo.domain.plan import Finding
from lentigo.domain.skin import site_in_words
from lentigo.modalities.removal import RemovalConstants, remove, residue
from lentigo.planning.compose_removal import removal_constants
from lentigo.planning.dial import Combination
from lentigo.planning.removal_depths import depths_of, may_be_taken_off
from lentigo.planning.sample import SkinSample

__all__ = ["removal_findings"]

_DIAL = np.geomspace(0.05, 60.0, 240) * units.j_cm2
"""Radiant exposures among which removal is seen to begin [J/m²]."""
_THICK = 30e-6
"""Coagulated tissue below the floor from which it is told [m]."""


def removal_findings(sample: SkinSample, combination: Combination, *, case: Case) -> tuple[Finding, ...]:
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
    site = case.skin.site
    if not may_be_taken_off(site):
        return (
            Finding(
                topic="limit",
                text=(
                    f"Nothing is taken off at this site ({site_in_words(site)}): outside the face skin has few glands "
                    "and hairs to heal from, and a whole wound leaves a scar. Columns leave skin between them."
                ),
            ),
        )
    found = [
        Finding(
            topic="assumed",
            text=(
                "How deep the change lies, and how deep a wound of the face may be, are assumed from few papers. "
                "Depths that others have measured differ by a third from those computed here, and more below long "
                "pulses: the limit counts the damage below the floor "
                f"{library.number('tissues/removal', 'residual_damage_ratio').value:g} times."
            ),
        )
    ]
    constants = removal_constants(combination.wavelength_nm)
    begins = _removal_begins(sample, constants=constants, pulse=combination.pulse_s)
    found.append(
        Finding(
            topic="limit",
            text=f"Below {begins / units.j_cm2:.2g} J/cm² a pass nothing is removed: the skin is only heated.",
        )
    )
    table = residue(constants, combination.pulse_s)
    thick = float(np.max(table.coagulated - table.dried))
    if thick > _THICK:
        found.append(
            Finding(
                topic="skin",
                text=(
                    f"Below the floor up to {thick / units.um:.0f} µm are coagulated and stay. So each further pass "
                    "takes off less than the one before, while the wound still deepens: more passes than planned are "
                    "no way to the wanted depth."
                ),
            )
        )
    depths = depths_of(case, sample)
    short = float(np.mean(depths.wanted > depths.allowed))
    if short >= 0.05:
        found.append(
            Finding(
                topic="limit",
                text=(
                    f"In {100 * short:.0f} % of the skins that this may be, the change lies deeper than a wound may "
                    "be at this site: part of it would stay."
                ),
            )
        )
    return tuple(found)


def _removal_begins(sample: SkinSample, *, constants: RemovalConstants, pulse: float) -> float:
    """Radiant exposure from which a pass takes something off in half of the skins [J/m²]."""
    gone = remove(sample.surroundings, _DIAL, pulse=pulse, passes=1, constants=constants, wiped=False).removed
    taken = np.median(gone, axis=0) > 0.0
    return float(_DIAL[int(np.argmax(taken))]) if np.any(taken) else float(_DIAL[-1])
