"""Light, temperature and damage of one setting by depth, radius and time: what pictures are drawn from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from lentigo import units
from lentigo.domain.goals import ABLATING
from lentigo.domain.numerics import Numerics
from lentigo.domain.plan import Plan
from lentigo.errors import QuestionError
from lentigo.modalities.photothermal import cells, cooling_phases, heat
from lentigo.modalities.response import AFTER_PULSE, disruption_ratio
from lentigo.modalities.skins import BASAL, FAT
from lentigo.physics.damage import accumulated_damage
from lentigo.physics.heat_axisymmetric import AxisymmetricHeat, heat_axisymmetric
from lentigo.planning.dial import Combination, delivered_per_set
from lentigo.planning.goal_fields import vessel_fields, wound_fields
from lentigo.planning.median import Median, median_skin
from lentigo.planning.question import Question

if TYPE_CHECKING:
    import xarray

Floats = NDArray[np.float64]

PICTURE_DEPTH = 1.2 * units.mm
_PERCENTILES = (5.0, 50.0, 95.0)
_PICTURED_SKINS = 64


def fields(plan: Plan, *, numerics: Numerics | None = None) -> xarray.Dataset:
    """Fields of the recommended setting of a plan: light and heat by depth, or wounds where the goal is told by depth.

    Raises
    ------
    QuestionError
        If the plan recommends nothing.
    """
    from lentigo.planning.reopen import combination_of, question_of

    best = plan.recommended
    if best is None or best.recommended is None:
        raise QuestionError("the plan recommends no setting, so there is nothing to picture")
    chosen = Numerics() if numerics is None else numerics
    question = question_of(plan, numerics=replace(chosen, skins=_PICTURED_SKINS))
    combination = combination_of(plan, best)
    fluence = best.recommended.setting.fluence_j_cm2
    if best.goal in ABLATING:
        return wound_fields(question, combination, fluence_j_cm2=fluence)
    found = setting_fields(question, combination, fluence_j_cm2=fluence)
    return found.assign(vessel_fields(question, combination)) if best.goal == "vessels" else found


def setting_fields(question: Question, combination: Combination, *, fluence_j_cm2: float) -> xarray.Dataset:
    """Fields of one dial setting in the central skin, with percentiles of the peak temperature over the sample."""
    import xarray

    constants = question.constants(combination)
    exposure = combination.exposure
    delivered = delivered_per_set(combination.device, combination.handpiece, combination.spot)
    radiant = fluence_j_cm2 * units.j_cm2 * delivered
    median = median_skin(question, combination)
    grid = median.finite.cells
    warmed = heat(
        median.skins,
        median.finite.source,
        grid=grid,
        exposure=exposure,
        surroundings=constants.surroundings,
        cooling_scale=None,
        after=AFTER_PULSE,
        threads=1,
    )
    temperature = warmed.background + radiant * warmed.rise
    damage = [accumulated_damage(temperature[k], warmed.time, rate=constants.epidermis_damage)[-1] for k in (0, 1)]
    disruption = [
        disruption_ratio(median.finite.fluence[:, k], exposure, radiant=radiant, constants=constants) for k in (0, 1)
    ]
    shares = np.array([line.share for line in combination.handpiece.lines])
    fluence = np.einsum("w,wnz->nz", shares, median.finite.fluence, optimize=False)
    picture = axisymmetric(median, 1, question, combination, after=0.0)
    radius = 0.5 * (picture.radial_edges[1:] + picture.radial_edges[:-1])
    depth_rz = 0.5 * (picture.depth_edges[1:] + picture.depth_edges[:-1])
    shallow = depth_rz <= PICTURE_DEPTH
    peaks = _peaks(question, combination, radiant)
    depth = grid.middle[0]

    def of_depth(values: Floats, unit: str, words: str) -> tuple[str, Floats, dict[str, str]]:
        return "depth", values, {"units": unit, "long_name": words}

    variables = {
        "fluence": of_depth(fluence[0], "1", "fluence per radiant exposure beside the lesion"),
        "fluence_lesion": of_depth(fluence[1], "1", "fluence per radiant exposure in the lesion"),
        "absorbed": of_depth(median.finite.source[0], "1/m", "absorbed share per depth beside the lesion"),
        "absorbed_lesion": of_depth(median.finite.source[1], "1/m", "absorbed share per depth in the lesion"),
        "damage": of_depth(damage[0], "1", "Arrhenius damage beside the lesion"),
        "damage_lesion": of_depth(damage[1], "1", "Arrhenius damage in the lesion"),
        "disruption_ratio": of_depth(disruption[0], "1", "fluence over the bursting threshold beside the lesion"),
        "disruption_ratio_lesion": of_depth(disruption[1], "1", "fluence over the bursting threshold in the lesion"),
        "temperature": (
            ("time", "depth"),
            temperature[0],
            {"units": "K", "long_name": "temperature beside the lesion"},
        ),
        "temperature_lesion": (
            ("time", "depth"),
            temperature[1],
            {"units": "K", "long_name": "temperature in the lesion"},
        ),
        "peak_temperature": (
            ("percentile", "depth"),
            peaks[0],
            {"units": "K", "long_name": "highest temperature beside the lesion over the sampled skins"},
        ),
        "peak_temperature_lesion": (
            ("percentile", "depth"),
            peaks[1],
            {"units": "K", "long_name": "highest temperature in the lesion over the sampled skins"},
        ),
        "temperature_rz": (
            ("radius", "depth_rz"),
            picture.background_end[:, shallow] + radiant * picture.rise_end[:, shallow],
            {"units": "K", "long_name": "temperature at the end of the pulse, lesion under the whole spot"},
        ),
        "layer_edge": (
            "layer_boundary",
            np.concatenate([[0.0], np.cumsum(median.skins.thickness[0])]),
            {"units": "m", "long_name": "boundaries of the layers"},
        ),
    }
    return xarray.Dataset(
        variables,
        coords={
            "depth": ("depth", depth, {"units": "m", "long_name": "depth below the surface"}),
            "time": ("time", warmed.time, {"units": "s", "long_name": "time from the start of the pulse"}),
            "percentile": (
                "percentile",
                np.array(_PERCENTILES),
                {"units": "1", "long_name": "percentile of the skins"},
            ),
            "radius": ("radius", radius, {"units": "m", "long_name": "distance from the axis"}),
            "depth_rz": ("depth_rz", depth_rz[shallow], {"units": "m", "long_name": "depth below the surface"}),
        },
        attrs={
            "device": combination.device.id,
            "handpiece": combination.handpiece.name,
            "fluence_j_cm2": float(fluence_j_cm2),
            "spot_mm": combination.spot.equivalent_diameter_mm,
            "pulse_s": combination.pulse_s,
            "cooling": combination.cooling.name,
            "light_error": float(np.max(median.broad.error)),
            "boils": int(float(temperature.max()) >= constants.boiling),
        },
    )


def _peaks(question: Question, combination: Combination, radiant: float) -> tuple[Floats, Floats]:
    """Percentiles over the sampled skins of the highest temperature at each depth of the central skin's grid [K]."""
    lit = question.lights(combination, question.usual)
    constants = question.constants(combination)
    finite = lit.joined.finite(combination.exposure, constants=constants)
    count = lit.count
    found = []
    for index, skins in enumerate((lit.sample.surroundings, lit.sample.lesion)):
        part = slice(index * count, (index + 1) * count)
        warmed = heat(
            skins,
            finite.source[part],
            grid=cells(skins),
            exposure=combination.exposure,
            surroundings=constants.surroundings,
            cooling_scale=lit.sample.cooling_scale_of(combination.cooling.method),
            after=0.2,
            threads=question.numerics.threads,
        )
        highest = (warmed.background + radiant * warmed.rise).max(axis=1)
        found.append(np.percentile(highest, _PERCENTILES, axis=0))
    return found[0], found[1]


@dataclass(frozen=True, slots=True)
class Picture:
    """Axisymmetric heat of one combination: the end of the pulse, and the highest basal rise on the axis."""

    radial_edges: Floats
    depth_edges: Floats
    background_end: Floats
    """(R, Z) temperature without light at the end of the pulse [K]."""
    rise_end: Floats
    """(R, Z) rise at the end of the pulse per radiant exposure [K m²/J]."""
    peak_basal_rise: float
    """Highest rise of the basal layer's mean temperature on the axis per radiant exposure [K m²/J]."""
    error: float
    """Discretisation error of the rise, on the finer grid only [K m²/J]."""


def axisymmetric(
    median: Median, index: int, question: Question, combination: Combination, *, after: float, finer: bool = False
) -> Picture:
    """Heat in (r, z) under a spot, in the skin beside (0) or inside (1) the lesion."""
    constants = question.constants(combination)
    exposure = combination.exposure
    spot = exposure.spot_mm * units.mm
    grid = median.finite.cells
    kept = grid.layer < FAT
    kept_edges = grid.edges[index, : int(kept.sum()) + 1]
    lower = kept_edges[-1] + np.cumsum(np.geomspace(0.2, 1.5, 6)) * units.mm
    depth_edges = np.concatenate([kept_edges, lower])
    rows = np.concatenate([np.flatnonzero(kept), np.full(lower.size, grid.layer.size - 1)])
    source_z = np.concatenate([median.finite.source[index, kept], np.zeros(lower.size)])
    if finer:
        depth_edges = np.sort(np.concatenate([depth_edges, 0.5 * (depth_edges[1:] + depth_edges[:-1])]))
        rows, source_z = np.repeat(rows, 2), np.repeat(source_z, 2)
    radial_edges = np.concatenate(
        [np.linspace(0, spot / 2, 19), spot / 2 + np.cumsum(np.geomspace(0.02, 0.6, 12)) * units.mm]
    )
    middle = 0.5 * (radial_edges[1:] + radial_edges[:-1])
    depth = 0.5 * (depth_edges[1:] + depth_edges[:-1])
    profile = beam_profile(middle[:, None], depth[None, :], spot=spot, beam=combination.handpiece.beam)
    layer = grid.layer[rows]
    skins = median.skins.take([index])
    lasting = max(after, 1e-6)
    later = tuple(exposure.duration_s + after * s for s in (0.01, 0.05, 0.2, 1.0)) if after > 0 else ()

    def solve(radiant: float) -> AxisymmetricHeat:
        return heat_axisymmetric(
            source_z[None, :] * profile,
            radial_edges=radial_edges,
            depth_edges=depth_edges,
            conductivity=skins.conductivity[0, layer],
            heat_capacity=skins.heat_capacity[0, layer],
            perfusion=skins.perfusion[0, layer] * constants.surroundings.blood_heat_capacity,
            pulse=[(p.start_s, p.duration_s, p.share) for p in exposure.pulse],
            phases=cooling_phases(
                exposure.delivery.cooling,
                pulse_end=exposure.duration_s,
                after=lasting,
                surroundings=constants.surroundings,
            ),
            core_temperature=constants.surroundings.core_temperature,
            surface_temperature=constants.surroundings.resting_surface,
            radiant_exposure=radiant,
            snapshots=(exposure.duration_s, *later),
            estimate_error=finer and radiant > 0,
        )

    cold, warm = solve(0.0), solve(units.j_cm2)
    rise = (warm.temperature - cold.temperature) / units.j_cm2
    basal = layer == BASAL
    weight = np.diff(depth_edges)[basal]
    on_axis = rise[:, 0, basal] @ (weight / weight.sum())
    return Picture(
        radial_edges=radial_edges,
        depth_edges=depth_edges,
        background_end=cold.temperature[0],
        rise_end=rise[0],
        peak_basal_rise=float(on_axis.max()),
        error=warm.error / units.j_cm2,
    )


def beam_profile(radius: Floats, depth: Floats, *, spot: float, beam: str) -> Floats:
    """Relative absorption off the axis [1]: the beam's profile, blurred by scattering with depth.

    A top-hat is blurred by a logistic edge that widens with depth: a picture's accuracy, not a threshold's; the axis is
    exact by construction.
    """
    if beam == "gaussian":
        width = np.hypot(spot / 2, depth)
        profile: Floats = np.exp(-2 * (radius / width) ** 2)
        return profile
    blur = 0.15 * units.mm + 0.35 * depth
    edge: Floats = 1 / (1 + np.exp(np.clip((radius - spot / 2) / blur, -60, 60)))
    axis = 1 / (1 + np.exp(np.clip(-spot / 2 / blur, -60, 60)))
    return edge / axis
