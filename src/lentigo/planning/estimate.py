"""What colour this skin has and how dark the lesion is, from whatever was given, with its uncertainty.

Nothing is silently converted: the estimate says what was used, and an unknown is evaluated at the adverse 95 % bound of
its prior where a limit is at stake, so that learning a value can never turn out to have been the riskier choice.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lentigo import library
from lentigo.domain.case import (
    Case,
    ItaReading,
    LabReading,
    MelaninIndexReading,
    PhototypeOnly,
    ReflectanceReading,
)
from lentigo.domain.plan import Band, Finding, SkinEstimate
from lentigo.library.numbers import Z95
from lentigo.physics.colour import individual_typology_angle
from lentigo.planning.aims import has_pigment
from lentigo.screening.colour import lab_ita_error_deg

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Estimate:
    """Colour of the skin and contrast of the lesion as distributions; both normal, the contrast in its logarithm."""

    ita_deg: float
    ita_error_deg: float
    ita_known: bool
    """Measured here, or only assumed from the phototype."""
    contrast_median: float
    contrast_ln_error: float
    contrast_known: bool
    lesion_ita_deg: float | None
    lesion_ita_error_deg: float
    given_as: str
    text: str
    findings: tuple[Finding, ...]

    @property
    def ita_adverse_deg(self) -> float:
        """The colour at which limits are evaluated."""
        return self.ita_deg if self.ita_known else self.ita_deg - Z95 * self.ita_error_deg

    def ita(self, z: Floats, *, adverse: bool) -> Floats:
        """ITA of each sampled skin [degrees]; a larger deviate is a darker skin."""
        if adverse and not self.ita_known:
            # Darker than any known colour inside the prior, with the error that a reading would still have had.
            error = library.number("skins/readings", "ita_error_deg").value
            return np.clip(self.ita_adverse_deg - error * z, *library.ita_range_deg())
        return np.clip(self.ita_deg - self.ita_error_deg * z, *library.ita_range_deg())

    def lesion_ita(self, z: Floats) -> Floats | None:
        """ITA of the lesion in each sampled skin, where the lesion's own colour was measured."""
        if self.lesion_ita_deg is None:
            return None
        return np.clip(self.lesion_ita_deg - self.lesion_ita_error_deg * z, *library.ita_range_deg())

    def contrast(self, z: Floats, *, adverse: bool) -> Floats:
        """Melanin of the lesion as a multiple of its surroundings', never below one."""
        if adverse and not self.contrast_known:
            worst = self.contrast_median * math.exp(Z95 * self.contrast_ln_error)
            error = library.spreads("face")["lesion_contrast_ln_error"].value
            return np.maximum(worst * np.exp(error * z), 1.0)
        return np.maximum(self.contrast_median * np.exp(self.contrast_ln_error * z), 1.0)

    def record(self) -> SkinEstimate:
        """The estimate as the plan keeps it."""
        melanin = library.melanin_from_ita(
            np.clip(self.ita_deg + np.array([Z95, 0.0, -Z95]) * self.ita_error_deg, *library.ita_range_deg())
        )
        if self.lesion_ita_deg is None:
            contrast = self.contrast_median * np.exp(np.array([-Z95, 0.0, Z95]) * self.contrast_ln_error)
            contrast = np.maximum(contrast, 1.0)
        else:
            spread = np.array([Z95, 0.0, -Z95]) * self.lesion_ita_error_deg
            contrast = np.maximum(
                library.melanin_from_ita(np.clip(self.lesion_ita_deg + spread, *library.ita_range_deg())) / melanin[1],
                1.0,
            )
        return SkinEstimate(
            ita_deg=round(self.ita_deg, 2),
            ita_error_deg=round(self.ita_error_deg, 2),
            ita_adverse_deg=round(self.ita_adverse_deg, 2),
            melanin_fraction=Band(p5=float(melanin[0]), p50=float(melanin[1]), p95=float(melanin[2])),
            lesion_contrast=Band(p5=float(contrast[0]), p50=float(contrast[1]), p95=float(contrast[2])),
            ita_class=library.ita_class(self.ita_deg),
            given_as=self.given_as,
            text=self.text,
            findings=self.findings,
        )


def measured_ita(case: Case) -> float | None:
    """The ITA that was measured at the site, however it was given; none where only a phototype is known."""
    estimate = estimate_skin(case)
    return estimate.ita_deg if estimate.ita_known else None


def estimate_skin(case: Case) -> Estimate:
    """The skin and lesion of a case as distributions.

    References
    ----------
    .. [1] A. Chardon, I. Cretois, C. Hourseau, "Skin colour typology and suntanning pathways", Int. J. Cosmet. Sci. 13,
       191-208, 1991.
    """
    colour = case.skin.colour
    findings: list[Finding] = []
    known = True
    if isinstance(colour, ItaReading):
        ita = colour.ita_deg
        error = _reading_error(colour.ita_error_deg, findings)
        text = f"ITA {ita:g}° measured at the site, error ± {error:g}°"
    elif isinstance(colour, LabReading):
        ita, error = _from_lab(colour, findings)
        text = (
            f"ITA {ita:.1f}° from L* {colour.lightness:g}, b* {colour.b_star:g} measured at the site, "
            f"error ± {error:.1f}°"
        )
    elif isinstance(colour, ReflectanceReading):
        from lentigo.planning.colour import ita_from_reflectance

        ita = ita_from_reflectance(np.array(colour.wavelength_nm), np.array(colour.reflectance))
        error = library.number("skins/readings", "spectrum_ita_error_deg").value
        text = f"ITA {ita:.1f}° from the reflectance spectrum in {colour.file}, error ± {error:g}°"
    elif isinstance(colour, MelaninIndexReading):
        ita, error, known, text = _from_melanin_index(case, colour, findings)
    else:
        assert isinstance(colour, PhototypeOnly)
        ita, error, known, text = _from_phototype(case, findings)
    given_as = colour.given_as if known else "phototype"
    known = known and _sure_enough(error, findings)
    ita = _inside_the_map(ita, findings)
    _compare_with_phototype(case, ita, known=known, findings=findings)
    contrast, contrast_error, contrast_known = _contrast(case, findings)
    own = "unknown" if not has_pigment(case.lesion.kind) else case.lesion.ita_deg
    lesion_ita = None if own == "unknown" else _inside_the_map(own, findings)
    if lesion_ita is not None and lesion_ita > ita:
        findings.append(
            Finding(
                topic="skin",
                text=(
                    f"The lesion (ITA {lesion_ita:.0f}°) reads lighter than the skin around it (ITA {ita:.0f}°); it is "
                    "taken as no darker than that skin. Read both again."
                ),
            )
        )
    return Estimate(
        ita_deg=ita,
        ita_error_deg=error,
        ita_known=known,
        contrast_median=contrast,
        contrast_ln_error=contrast_error,
        contrast_known=contrast_known,
        lesion_ita_deg=lesion_ita,
        lesion_ita_error_deg=error if known else library.number("skins/readings", "ita_error_deg").high,
        given_as=given_as,
        text=text,
        findings=tuple(findings),
    )


def _reading_error(given: float | str, findings: list[Finding]) -> float:
    if given != "unknown":
        return float(given)
    number = library.number("skins/readings", "ita_error_deg")
    findings.append(
        Finding(
            topic="assumed",
            text=f"The error of the ITA reading is unknown; ± {number.high:g}° (the larger end) is assumed.",
            sources=(number.source,),
        )
    )
    return number.high


def _from_lab(colour: LabReading, findings: list[Finding]) -> tuple[float, float]:
    ita = float(individual_typology_angle(colour.lightness, colour.b_star))
    error = lab_ita_error_deg(colour) or _reading_error("unknown", findings)
    if colour.observer_deg != 2:
        number = library.number("skins/readings", "observer_ita_error_deg")
        error = math.hypot(error, number.value)
        findings.append(
            Finding(
                topic="skin",
                text=(
                    f"L*a*b* was given for the {colour.observer_deg}° observer; melanin is calibrated for the 2° one. "
                    f"Nothing was converted: ± {number.value:g}° were added to the error."
                ),
                sources=(number.source,),
            )
        )
    return ita, error


def _sure_enough(error: float, findings: list[Finding]) -> bool:
    """Whether a reading is sure enough to count as a measurement."""
    most = library.number("skins/readings", "largest_ita_error_deg")
    if error <= most.value:
        return True
    findings.append(
        Finding(
            topic="skin",
            text=(
                f"A colour known only to ± {error:.0f}° counts as not measured (bound: {most.value:g}°): limits are "
                "computed for its dark end."
            ),
            sources=(most.source,),
        )
    )
    return False


def _inside_the_map(ita: float, findings: list[Finding]) -> float:
    """An ITA for which the map from colour to melanin holds; the nearest, with a finding, for one beyond its ends."""
    darkest, lightest = library.ita_range_deg()
    inside = min(max(ita, darkest), lightest)
    if inside != ita:
        findings.append(
            Finding(
                topic="validity",
                text=(
                    f"ITA {ita:.0f}° lies outside what the map from colour to melanin covers ({darkest:g} to "
                    f"{lightest:g}°); {inside:g}° was used."
                ),
            )
        )
    return inside


def _from_melanin_index(
    case: Case, colour: MelaninIndexReading, findings: list[Finding]
) -> tuple[float, float, bool, str]:
    from lentigo.planning.colour import ita_from_melanin_index, known_instruments

    if colour.instrument not in known_instruments():
        findings.append(
            Finding(
                topic="skin",
                text=(
                    f"The melanin index {colour.melanin_index:g} of {colour.instrument} was not used: its scale is not "
                    "published, so it cannot be turned into melanin. Instruments with a formula here: "
                    + ", ".join(known_instruments())
                    + "."
                ),
            )
        )
        return _from_phototype(case, findings)
    error_index = colour.melanin_index_error
    number = library.number("skins/readings", "melanin_index_error")
    spread = number.high if error_index == "unknown" else float(error_index)
    ita = ita_from_melanin_index(colour.melanin_index)
    error = max(
        abs(ita_from_melanin_index(colour.melanin_index + sign * spread, inside=False) - ita) for sign in (-1, 1)
    )
    error = max(error, 2.0)
    text = (
        f"ITA {ita:.1f}° from a melanin index of {colour.melanin_index:g} ({colour.instrument}), inverted with its "
        f"published formula and the calibrated skins, error ± {error:.1f}°"
    )
    return ita, error, True, text


def _from_phototype(case: Case, findings: list[Finding]) -> tuple[float, float, bool, str]:
    number = library.ita_by_phototype(case.person.phototype, case.skin.site)
    error = (number.high - number.low) / (2 * Z95)
    who = "an unknown phototype" if case.person.phototype == "unknown" else f"phototype {case.person.phototype}"
    findings.append(
        Finding(
            topic="assumed",
            text=(
                f"No colour was measured. For {who} the table assumes ITA {number.value:g}° ({number.low:g} to "
                f"{number.high:g}°); limits are computed for the dark end. A measured ITA would narrow this."
            ),
            sources=(number.source,),
        )
    )
    text = f"ITA {number.value:g}° assumed from {who} and site (5-95 %: {number.low:g} to {number.high:g}°)"
    return number.value, error, False, text


def _compare_with_phototype(case: Case, ita: float, *, known: bool, findings: list[Finding]) -> None:
    if not known or case.person.phototype == "unknown":
        return
    number = library.ita_by_phototype(case.person.phototype, case.skin.site)
    if not number.low <= ita <= number.high:
        findings.append(
            Finding(
                topic="skin",
                text=(
                    f"The measured colour (ITA {ita:.0f}°) lies outside what phototype {case.person.phototype} usually "
                    f"has at this site ({number.low:g} to {number.high:g}°). Melanin follows the measurement; caps by "
                    "skin class follow the darker of the two."
                ),
                sources=("He14",),
            )
        )


def _contrast(case: Case, findings: list[Finding]) -> tuple[float, float, bool]:
    if not has_pigment(case.lesion.kind):
        # A scar, a line or a red mark holds the melanin of the skin around it.
        return 1.0, 0.0, True
    spreads = library.spreads(case.skin.site)
    if case.lesion.contrast != "unknown":
        return case.lesion.contrast, spreads["lesion_contrast_ln_error"].value, True
    prior = spreads["lesion_contrast"]
    if case.lesion.ita_deg == "unknown":
        findings.append(
            Finding(
                topic="assumed",
                text=(
                    f"The lesion's contrast is unknown; {prior.low:g} to {prior.high:g} times the melanin around it is "
                    "assumed. It is the most valuable measurement: put the colorimeter on the lesion."
                ),
                sources=(prior.source,),
            )
        )
    error = math.log(prior.high / prior.low) / (2 * Z95)
    return prior.value, error, case.lesion.ita_deg != "unknown"
