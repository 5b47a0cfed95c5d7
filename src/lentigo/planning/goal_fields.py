"""What pictures of a setting are drawn from where heat by depth does not tell it: wounds by pass, columns, vessels."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from lentigo import library, units
from lentigo.domain.reach import BandCurve
from lentigo.planning.dial import Combination, delivered_per_set
from lentigo.planning.question import Question

if TYPE_CHECKING:
    import xarray

Floats = NDArray[np.float64]

__all__ = ["vessel_fields", "wound_fields"]

_PERCENTILES: Final = (5.0, 50.0, 95.0)
_DIAMETERS_UM: Final = (30.0, 60.0, 120.0, 240.0)
"""Of the vessels that are pictured."""
_DEEPEST_UM: Final = 900.0
_DEPTHS: Final = 24


def wound_fields(question: Question, combination: Combination, *, fluence_j_cm2: float) -> xarray.Dataset:
    """Depths of wound and of what is taken away in the sampled skins: of columns, or after each pass of a removal.

    Parameters
    ----------
    question : Question
        Its usual skins are looked at.
    combination : Combination
        It makes columns, or takes the surface off.
    fluence_j_cm2 : float
        Radiant exposure on the dial [J/cm²].
    """
    import xarray

    from lentigo.planning.by_goal import goal_reach

    delivered = delivered_per_set(combination.device, combination.handpiece, combination.spot)
    radiant = np.array([fluence_j_cm2 * units.j_cm2 * delivered])
    # Columns of all passes stand beside each other; passes of a removal go on where the one before has ended.
    columns = question.goal(combination) == "columns"
    passes = (combination.passes,) if columns else tuple(range(1, combination.passes + 1))
    found = [goal_reach(question, replace(combination, passes=number), radiant) for number in passes]

    def bands(name: str) -> Floats | None:
        curves = [getattr(one, name) for one in found]
        if not all(isinstance(curve, BandCurve) for curve in curves):
            return None
        return np.array([[getattr(curve, percentile)[0] for curve in curves] for percentile in ("p5", "p50", "p95")])

    variables: dict[str, tuple[tuple[str, ...], Floats, dict[str, str]]] = {
        "layer_edge": (("layer_boundary",), _layer_edges(question), {"units": "m", "long_name": "layers"})
    }
    for name, unit, factor, words in (
        ("depth_um", "m", units.um, "depth of the wound"),
        ("removed_um", "m", units.um, "depth of what is taken away"),
        ("from_um", "m", units.um, "upper edge of the wound"),
        ("width_um", "m", units.um, "width of a column with its rim"),
        ("coverage_percent", "1", 0.01, "wounded share of the surface"),
    ):
        values = bands(name)
        if values is not None:
            label = name.rsplit("_", 1)[0]
            variables[f"wound_{label}"] = (
                ("percentile", "passes"),
                factor * values,
                {"units": unit, "long_name": words},
            )
    return xarray.Dataset(
        variables,
        coords={
            "percentile": ("percentile", np.array(_PERCENTILES), {"units": "1", "long_name": "percentile of skins"}),
            "passes": ("passes", np.array(passes), {"units": "1", "long_name": "passes made"}),
        },
        attrs=_attributes(combination, fluence_j_cm2),
    )


def vessel_fields(question: Question, combination: Combination) -> dict[str, xarray.DataArray]:
    """Radiant exposure on the dial that coagulates a vessel, by its width and depth, in the central skin beside.

    Parameters
    ----------
    question : Question
        Its skin and the oxygenation of its vessels.
    combination : Combination
        What is dialled.

    Returns
    -------
    dict of str to DataArray
        ``vessel_exposure`` and ``vessel_rupture`` over ``vessel_diameter`` and ``vessel_depth`` [J/m²]; not a number
        where a vessel would reach into the epidermis.
    """
    import xarray

    from lentigo.modalities.vascular import exposure_table
    from lentigo.planning.compose_vessels import vessel_law, vessel_numbers

    case = question.case
    melanin = float(library.melanin_from_ita(np.array([question.estimate.ita_deg]))[0])
    skin = library.skin(site=case.skin.site, melanin_fraction=melanin)
    dermis = sum(layer.thickness_um for layer in skin.layers[:-1])
    table = exposure_table(
        skin,
        combination.exposure,
        diameter=np.array(_DIAMETERS_UM) * units.um,
        depth=np.linspace(100.0, min(_DEEPEST_UM, 0.8 * dermis), _DEPTHS) * units.um,
        oxygen_saturation=vessel_numbers(case.lesion.kind)["oxygen_saturation"].value,
        law=vessel_law(),
        constants=question.constants(combination),
        numerics=question.numerics,
    )
    delivered = delivered_per_set(combination.device, combination.handpiece, combination.spot)
    coords = {
        "vessel_diameter": ("vessel_diameter", table.diameter, {"units": "m", "long_name": "width of a vessel"}),
        "vessel_depth": ("vessel_depth", table.depth, {"units": "m", "long_name": "depth of its axis"}),
    }
    return {
        name: xarray.DataArray(
            values / delivered,
            dims=("vessel_diameter", "vessel_depth"),
            coords=coords,
            attrs={"units": "J/m2", "long_name": f"radiant exposure on the dial at which a vessel {words}"},
        )
        for name, values, words in (
            ("vessel_exposure", table.coagulation, "is coagulated"),
            ("vessel_rupture", table.rupture, "bursts"),
        )
    }


def _layer_edges(question: Question) -> Floats:
    skin = library.skin(site=question.case.skin.site, melanin_fraction=0.0)
    thick = [layer.thickness_um * units.um for layer in skin.layers]
    return np.concatenate([[0.0], np.cumsum(thick)])


def _attributes(combination: Combination, fluence_j_cm2: float) -> dict[str, str | float]:
    return {
        "device": combination.device.id,
        "handpiece": combination.handpiece.name,
        "fluence_j_cm2": float(fluence_j_cm2),
        "spot_mm": combination.spot.equivalent_diameter_mm,
        "pulse_s": combination.pulse_s,
        "cooling": combination.cooling.name,
    }
