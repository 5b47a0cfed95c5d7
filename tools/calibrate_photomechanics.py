"""Fix the three constants of nanosecond and picosecond pulses on the settings that are named here, and on nothing else.

``share_nanosecond`` puts the median effect in light skin at the geometric middle of the consensus range for Q-switched
532 nm on lentigines of phototypes I-III (0.5-1.5 J/cm²); ``harm_multiple`` puts the radiant exposure at which 5 % of
such skins are harmed at that range's upper end; ``share_picosecond`` puts the median effect at the mean setting of one
published series at 532 nm (0.35 J/cm², Asian skin). These rows are calibration: the plausibility table holds none.

Run: python tools/calibrate_photomechanics.py      (prints the values to type into photomechanics/melanosomes.toml)
"""

from __future__ import annotations

from dataclasses import replace
from math import sqrt

import numpy as np

from lentigo import library, units
from lentigo.domain.delivery import Delivery, Exposure, SubPulse
from lentigo.domain.device import Cooling, PulseClass, SpectralLine
from lentigo.planning.caps import quantile_below
from lentigo.planning.chances import knowledge, scatter
from lentigo.planning.compose import constants_for
from lentigo.planning.estimate import Estimate
from lentigo.planning.sample import SkinSample, sample_skins
from lentigo.planning.thresholds import Thresholds, lights, thresholds

SKINS, SEED, CONTRAST = 1024, 1, 2.5
NANOSECOND_CENTRE, NANOSECOND_UPPER = sqrt(0.5 * 1.5), 1.5
PICOSECOND_MEAN = 0.35

BARE = Cooling(
    name="none",
    method="none",
    temperature_c=22.0,
    heat_transfer_w_m2_k=0.0,
    before_ms=0.0,
    delay_ms=0.0,
    during=False,
    after_ms=0.0,
    surface_medium="air",
    source="assumed",
    kind="assumed",
)


def thresholds_at(
    ita: float, *, pulse_s: float, pulse_class: PulseClass, shares: tuple[float, float], multiple: float
) -> tuple[Thresholds, SkinSample]:
    """Thresholds of a 3 mm spot at 532 nm on the back of the hand."""
    estimate = Estimate(
        ita_deg=ita,
        ita_error_deg=3.0,
        ita_known=True,
        contrast_median=CONTRAST,
        contrast_ln_error=0.1,
        contrast_known=True,
        lesion_ita_deg=None,
        lesion_ita_error_deg=3.0,
        given_as="ita",
        text="",
        findings=(),
    )
    sample = sample_skins(estimate, site="back_of_hand", depth="epidermal", count=SKINS, seed=SEED, adverse=True)
    exposure = Exposure(
        delivery=Delivery(lines=(SpectralLine(wavelength_nm=532, share=1.0),), beam="top_hat", cooling=BARE),
        pulse=(SubPulse(start_s=0.0, duration_s=pulse_s, share=1.0),),
        spot_mm=3.0,
    )
    constants = constants_for(exposure.delivery.lines)
    law = replace(
        constants.photomechanics,
        share_nanosecond=shares[0],
        share_picosecond=shares[1],
        harm_multiple=multiple,
    )
    constants = replace(constants, photomechanics=law)
    lit = lights(sample, exposure, constants=constants, streams=8, threads=2)
    base = thresholds(
        lit,
        exposure,
        pulse_class=pulse_class,
        depth="epidermal",
        goal="whitening",
        constants=constants,
        threads=2,
    )
    return base, sample


def solve(target: float, low: float, high: float, value: object) -> float:
    """Argument at which an increasing function reaches a target."""
    for _ in range(20):
        middle = sqrt(low * high)
        low, high = (middle, high) if value(middle) < target else (low, middle)  # type: ignore[operator]
    return sqrt(low * high)


def main() -> None:
    """Print the three constants."""
    known = knowledge(library.number("limits/knowledge", "unknown_output_error_percent").value / 100)

    def median(ita: float, share: float, pulse_class: PulseClass, pulse_s: float) -> float:
        base, sample = thresholds_at(ita, pulse_s=pulse_s, pulse_class=pulse_class, shares=(share, share), multiple=2.0)
        return float(np.median(scatter(base, sample, known, pulse_class=pulse_class).effect)) / units.j_cm2

    nano = solve(NANOSECOND_CENTRE, 0.05, 1.0, lambda s: median(45.0, s, "nanosecond", 6e-9))
    pico = solve(PICOSECOND_MEAN, 0.02, 1.0, lambda s: median(35.0, s, "picosecond", 7.5e-10))

    def limit(multiple: float) -> float:
        base, sample = thresholds_at(
            45.0, pulse_s=6e-9, pulse_class="nanosecond", shares=(nano, pico), multiple=multiple
        )
        return quantile_below(scatter(base, sample, known, pulse_class="nanosecond").harm, 0.05) / units.j_cm2

    multiple = solve(NANOSECOND_UPPER, 1.0, 10.0, limit)
    print(f"share_nanosecond  {nano:.3f}")
    print(f"share_picosecond  {pico:.3f}")
    print(f"harm_multiple     {multiple:.2f}")


if __name__ == "__main__":
    main()
