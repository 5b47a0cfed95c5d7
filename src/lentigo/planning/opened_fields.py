"""What columns or a removed surface leave at each depth of the central skin of a case: what pictures are drawn from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lentigo import library
from lentigo.domain.device import Tip
from lentigo.domain.goals import ABLATING
from lentigo.modalities import fractional, resurfacing
from lentigo.planning.column_thresholds import pass_interval
from lentigo.planning.compose_columns import column_constants
from lentigo.planning.compose_removal import removal_constants
from lentigo.planning.dial import Combination, delivered_per_set
from lentigo.planning.question import Question

if TYPE_CHECKING:
    import xarray

__all__ = ["opened_fields"]


def opened_fields(question: Question, combination: Combination, *, fluence_j_cm2: float) -> xarray.Dataset:
    """Fields of one dial setting that makes columns or takes the surface off, in the central skin.

    Parameters
    ----------
    question : Question
        Its case says which skin.
    combination : Combination
        What is dialled beside the energy.
    fluence_j_cm2 : float
        Radiant exposure as dialled; of columns, that inside one beam [J/cm²].

    Returns
    -------
    Dataset
        As the modality gives it, with what was dialled among its attributes.

    Raises
    ------
    OutOfValidityError
        If nothing is known of such a beam, pulse, energy or wavelength.
    """
    assert question.goal(combination) in ABLATING
    melanin = question.estimate.record().melanin_fraction.p50
    skin = library.skin(site=question.case.skin.site, melanin_fraction=melanin)
    arrives = fluence_j_cm2 * delivered_per_set(combination.device, combination.handpiece, combination.spot)
    tip = combination.spot
    if isinstance(tip, Tip):
        assert combination.density_per_cm2 is not None
        interval, _ = pass_interval(combination, area_cm2=question.case.lesion.area_cm2)
        made = fractional.simulate(
            skin,
            fractional.Settings(
                energy_mj=arrives * tip.mj_per_j_cm2,
                beam_um=tip.beam_um,
                pulse_s=combination.pulse_s,
                density_per_cm2=combination.density_per_cm2,
                passes=combination.passes,
                stacked=combination.stacked,
                pause_s=1.0 / min(combination.handpiece.repetition_rates_hz) if combination.stacked > 1 else 0.0,
                interval_s=interval,
                placing=tip.placing,
            ),
            constants=column_constants(combination.wavelength_nm),
            numerics=question.numerics,
        ).fields
    else:
        made = resurfacing.simulate(
            skin,
            resurfacing.Settings(
                fluence_j_cm2=arrives, pulse_s=combination.pulse_s, passes=combination.passes * combination.stacked
            ),
            constants=removal_constants(combination.wavelength_nm),
            numerics=question.numerics,
        ).fields
    setting = combination.setting(fluence_j_cm2)
    return made.assign_attrs(
        goal=question.goal(combination),
        device=combination.device.id,
        handpiece=combination.handpiece.name,
        fluence_j_cm2=float(fluence_j_cm2),
        spot_mm=setting.spot_mm,
        spot_label=setting.spot_label,
        pulse_s=setting.pulse_s,
        cooling=setting.cooling,
        passes=setting.passes,
        stacked=setting.stacked,
        **({} if setting.energy_mj is None else {"energy_mj": setting.energy_mj}),
        **({} if setting.density_per_cm2 is None else {"density_per_cm2": setting.density_per_cm2}),
    )
