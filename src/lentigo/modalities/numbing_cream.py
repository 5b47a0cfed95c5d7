"""A numbing cream: drugs that diffuse through the skin, block its pain fibres, and leave it by the blood.

Where in time: seconds from cream on, over hours. The dose is a mass, not an energy; :func:`balance` says that none is
lost. How much enters depends on the barrier that earlier steps have left in the skin.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lentigo import units
from lentigo.domain.creams import Drug
from lentigo.domain.numerics import Numerics
from lentigo.domain.record import Fraction, NonNegative, Positive, record
from lentigo.domain.skin import Skin
from lentigo.modalities.skins import (
    BASAL,
    FAT,
    HORNY,
    PAPILLARY,
    RETICULAR,
    SPINOUS,
    UPPER_RETICULAR,
    SkinArrays,
    stack,
)
from lentigo.physics.diffusion import Diffusion, apparent_diffusivity, diffuse, diffusion_steps, with_channels
from lentigo.physics.heat_grid import graded_edges, layer_of_cell
from lentigo.physics.injury import Injury

if TYPE_CHECKING:
    import xarray

Floats = NDArray[np.float64]

CELLS = (8, 5, 4, 5, 8, 18)
"""Cells of horny layer, living epidermis, papillary, upper and lower reticular dermis, and what lies below."""
DERMIS, DEEP = (2, 3, 4), 5
AFTER = 8 * units.hour
"""How long the drug is followed after the cream has come off."""
THINNEST = 0.5 * units.um
"""What is left of a horny layer that is stripped away: its thickness in the computation."""


@record
class Settings:
    """What is put on."""

    amount_g: NonNegative
    """Cream."""
    area_cm2: Positive
    """Skin under it."""
    contact_minutes: Positive
    covered_share: Fraction
    """Share of the area under a dressing."""


example = Settings(amount_g=15.0, area_cm2=100.0, contact_minutes=90.0, covered_share=0.5)

dose = "amount_g"
"""The setting of which nothing does nothing."""

never_falls = ("lidocaine_absorbed", "prilocaine_absorbed")
"""Fields that more of the dose never lowers."""

sources = ("EMLAspc", "EMLApk", "kushla-zatz-1991", "wahlgren-2000", "bjerring-1989", "tollan-2016")


@dataclass(frozen=True, slots=True)
class DrugConstants:
    """One drug of a cream; numbers or arrays (N,), one for each skin."""

    name: Drug
    strength: float
    """Mass of drug in a mass of cream [1]."""
    flux: ArrayLike
    """Steady flux out of this cream through the reference horny layer of living skin [kg/(m² s)]."""
    driving: ArrayLike
    """Free concentration at the surface that drives it [kg/m³]."""
    lag: ArrayLike
    """Lag time of the reference horny layer [s]."""
    bound: ArrayLike
    """Bound over free drug in living tissue [1]."""
    block: ArrayLike
    """Free concentration that blocks half of the pain fibres [kg/m³]."""


@dataclass(frozen=True, slots=True)
class CreamConstants:
    """What skin and nerves are to these drugs; numbers or arrays (N,), one for each skin."""

    drugs: tuple[DrugConstants, ...]
    reference_thickness: float
    """Of the horny layer for which flux and lag hold [m]."""
    permeability: ArrayLike
    """Factor on the diffusivity of the horny layer at this place and in this person [1]."""
    uncovered: ArrayLike
    """Permeability without a dressing over that under one [1]."""
    diffusivity: ArrayLike
    """Free drug in living tissue [m²/s]."""
    water_diffusivity: float
    """Free drug in open channels [m²/s]."""
    clearance: ArrayLike
    """By the blood of the dermis [1/s]."""
    deep_clearance: ArrayLike
    """Clearance below the dermis over that in it [1]."""
    deep_thickness: float
    """Tissue below the dermis [m]."""
    narrowest_blood: ArrayLike
    """Blood in the papillary dermis when vessels are narrowest, as a share of before [1]."""
    widest_blood: ArrayLike
    """The same when they are widest [1]."""
    narrowest_time: float
    """From cream on until vessels are narrowest [s]."""
    widening_time: float
    """From cream on until they are as before, and on their way to being wide [s]."""
    needle_pain: ArrayLike
    """Length of needle in skin that feels pain, at which a needle begins to hurt [m]."""
    block_power: ArrayLike
    """Steepness of the block against concentration [1]."""
    nerve_depth: ArrayLike
    """Depth of the fibres that light and heat at the surface reach [m]."""


@dataclass(frozen=True, slots=True)
class Numbed:
    """N skins over T instants in Z cells."""

    time: Floats
    """(T,) from cream on [s]."""
    edges: Floats
    """(N, Z+1) [m]."""
    drugs: tuple[Diffusion, ...]
    """In the order of the constants."""
    block: Floats
    """(N, T, Z) share of pain fibres that are blocked [1]."""
    blood: Floats
    """(N, T) blood in the papillary dermis as a share of before [1]."""
    needle_depth: Floats
    """(N, T) depth from which a needle hurts [m]."""
    nerve_block: Floats
    """(N, T) block at the depth of the fibres that light and heat reach [1]."""

    @property
    def absorbed(self) -> tuple[Floats, ...]:
        """Each drug that the body has taken up so far, (N, T) [kg/m²]."""
        return tuple(drug.cleared + drug.below for drug in self.drugs)

    @property
    def mass_error(self) -> float:
        """Largest share of a dose that is not found at the end [1]."""
        return float(max(np.max(np.abs(drug.mass_error)) for drug in self.drugs))

    @property
    def error(self) -> float:
        """Estimated error of the free concentrations [1]; nan where it was not asked for."""
        return max(drug.error for drug in self.drugs)


@dataclass(frozen=True, slots=True)
class CreamResponse:
    """Fields of one skin, and the skin when the cream comes off."""

    fields: xarray.Dataset
    """``depth`` [m], ``time`` [s]: free and held drug [kg/m³], block [1]; blood in the papillary dermis [1]."""
    skin_after: Skin
    """When the cream comes off: the papillary dermis is paler, or redder, than before; all else is as it came."""
    injury: Injury
    """None: a cream wounds nothing."""
    before: Skin
    """The skin without cream."""

    def skin_at(self, time: float) -> Skin:
        """The skin at an instant after cream on [s]: blood in its papillary dermis follows the vessels."""
        factor = float(np.interp(time, self.fields["time"], self.fields["blood"]))
        return _with_blood(self.before, factor)


def numb(
    skins: SkinArrays,
    settings: Settings,
    *,
    constants: CreamConstants,
    after: float = AFTER,
    estimate_error: bool = False,
    threads: int = 1,
) -> Numbed:
    """Drugs, block and blood in many skins under a cream and after it.

    Parameters
    ----------
    skins : SkinArrays
        N skins.
    settings : Settings
        What is put on.
    constants : CreamConstants
        Drugs, skin and nerves.
    after : float
        How long to follow them once the cream is off [s].
    estimate_error : bool
        Estimate the error of the computation on a few skins.
    threads : int
        Threads to use [1]; the result does not depend on it.
    """
    count = skins.count
    contact = settings.contact_minutes * units.minute
    time = diffusion_steps(contact=contact, end=contact + after, first=2.0, longest=300.0)
    edges, layer = _grid(skins, constants=constants)
    blood = blood_course(time, contact=contact, constants=constants, count=count)
    middle = 0.5 * (blood[:, 1:] + blood[:, :-1])
    covered = settings.covered_share
    hydration = covered + (1.0 - covered) * _each(constants.uncovered, count)
    permeable = _each(constants.permeability, count) * hydration
    clearance = _each(constants.clearance, count)
    washed = np.zeros((count, layer.size))
    washed[:, np.isin(layer, DERMIS)] = clearance[:, None]
    washed[:, layer == DEEP] = (clearance * _each(constants.deep_clearance, count))[:, None]
    put_on = settings.amount_g * 1e-3 / (settings.area_cm2 * units.cm2)
    runs = []
    strength = np.zeros((count, time.size, layer.size))
    for drug in constants.drugs:
        rate, capacity = _transport(drug, edges, layer, skins=skins, constants=constants, permeable=permeable)
        dose = np.full(count, put_on * drug.strength)
        run = diffuse(
            dose,
            edges=edges,
            diffusivity=rate,
            capacity=capacity,
            clearance=washed,
            cream=np.maximum(dose / _each(drug.driving, count), 1e-12),
            contact=contact,
            time=time,
            clearance_factor=middle**2,  # flow falls with the square of the cross-section
            estimate_error=estimate_error,
            threads=threads,
        )
        runs.append(run)
        strength += np.maximum(run.free, 0.0) / _each(drug.block, count)[:, None, None]
    with np.errstate(under="ignore"):
        powered = strength ** _each(constants.block_power, count)[:, None, None]
    block = powered / (1.0 + powered)
    # The horny layer has no nerves; what is blocked in it does not count.
    block[:, :, layer == 0] = 0.0
    return Numbed(
        time=time,
        edges=edges,
        drugs=tuple(runs),
        block=block,
        blood=blood,
        needle_depth=_needle_depth(block, edges, layer, pain=_each(constants.needle_pain, count)),
        nerve_block=_at_depth(block, edges, depth=_each(constants.nerve_depth, count)),
    )


def simulate(
    skin: Skin, settings: Settings, *, constants: CreamConstants, numerics: Numerics, after: float = AFTER
) -> CreamResponse:
    """Drugs, block and blood by depth and time in one skin, and the skin when the cream comes off.

    Parameters
    ----------
    skin : Skin
        The layers at the site.
    settings : Settings
        What is put on.
    constants : CreamConstants
        Drugs, skin and nerves.
    numerics : Numerics
        Threads.
    after : float
        How long to follow the drugs once the cream is off [s].

    Returns
    -------
    CreamResponse
        Fields by depth and time, SI units in their attributes.
    """
    import xarray

    ran = numb(stack([skin]), settings, constants=constants, after=after, estimate_error=True, threads=numerics.threads)
    variables = {
        "block": (("time", "depth"), ran.block[0], {"units": "1", "long_name": "share of pain fibres blocked"}),
        "blood": ("time", ran.blood[0], {"units": "1", "long_name": "blood in the papillary dermis, share of before"}),
        "needle_depth": ("time", ran.needle_depth[0], {"units": "m", "long_name": "depth from which a needle hurts"}),
        "nerve_block": (
            "time",
            ran.nerve_block[0],
            {"units": "1", "long_name": "share of fibres blocked where light and heat reach them"},
        ),
    }
    for drug, run, taken_up in zip(constants.drugs, ran.drugs, ran.absorbed, strict=True):
        name = drug.name
        variables |= {
            f"{name}_free": (("time", "depth"), run.free[0], {"units": "kg/m³", "long_name": f"free {name}"}),
            f"{name}_held": (
                ("time", "depth"),
                run.free[0] * run.capacity[0],
                {"units": "kg/m³", "long_name": f"{name}, free and bound"},
            ),
            f"{name}_absorbed": (
                "time",
                taken_up[0],
                {"units": "kg/m²", "long_name": f"{name} that the body has taken up"},
            ),
        }
    fields = xarray.Dataset(
        variables,
        coords={
            "time": ("time", ran.time, {"units": "s", "long_name": "time from cream on"}),
            "depth": (
                "depth",
                0.5 * (ran.edges[0, 1:] + ran.edges[0, :-1]),
                {"units": "m", "long_name": "depth below the surface"},
            ),
        },
        attrs={"mass_error": ran.mass_error, "error": ran.error, "contact_s": settings.contact_minutes * units.minute},
    )
    contact = settings.contact_minutes * units.minute
    after_it = _with_blood(skin, float(np.interp(contact, ran.time, ran.blood[0]))) if settings.amount_g else skin
    if not settings.amount_g:
        fields["blood"][:] = 1.0
    return CreamResponse(fields=fields, skin_after=after_it, injury=Injury.none(1), before=skin)


def balance(response: CreamResponse) -> float:
    """Share of the dose that is not found at the end [1]; zero but for rounding."""
    return float(response.fields.attrs["mass_error"])


def blood_course(time: ArrayLike, *, contact: float, constants: CreamConstants, count: int) -> Floats:
    """Blood in the papillary dermis as a share of before, (N, T) [1].

    Vessels narrow while the cream is on, as long as it is on up to their narrowest; then they widen beyond what they
    were, and come back. A short contact does less of both.

    Parameters
    ----------
    time : (T,) array
        From cream on [s].
    contact : float
        How long the cream is on [s].
    constants : CreamConstants
        How narrow, how wide and when.
    count : int
        Number of skins N [1].
    """
    instants = np.asarray(time, dtype=np.float64)
    most = min(1.0, contact / constants.narrowest_time)
    turn = min(contact, constants.narrowest_time)
    back = max(constants.widening_time, turn + 1.0)
    places = [0.0, turn, back, 1.5 * back, 4.0 * back]
    narrow = np.interp(instants, places, [0.0, 1.0, 0.0, 0.0, 0.0])
    wide = np.interp(instants, places, [0.0, 0.0, 0.0, 1.0, 0.0])
    least = _each(constants.narrowest_blood, count)[:, None]
    widest = _each(constants.widest_blood, count)[:, None]
    course: Floats = 1.0 + most * ((least - 1.0) * narrow + (widest - 1.0) * wide)
    return course


def _each(value: ArrayLike, count: int) -> Floats:
    return np.broadcast_to(np.asarray(value, dtype=np.float64), (count,))


def _grid(skins: SkinArrays, *, constants: CreamConstants) -> tuple[Floats, NDArray[np.int64]]:
    thick = skins.thickness
    left = 1.0 - skins.stripped_share
    layers = np.stack(
        [
            np.maximum(thick[:, HORNY] * left, THINNEST),
            thick[:, SPINOUS] + thick[:, BASAL],
            thick[:, PAPILLARY],
            thick[:, UPPER_RETICULAR],
            thick[:, RETICULAR],
            np.maximum(thick[:, FAT], constants.deep_thickness),
        ],
        axis=1,
    )
    return graded_edges(layers, cells=CELLS, uniform=2), layer_of_cell(CELLS)


def _transport(
    drug: DrugConstants,
    edges: Floats,
    layer: NDArray[np.int64],
    *,
    skins: SkinArrays,
    constants: CreamConstants,
    permeable: Floats,
) -> tuple[Floats, Floats]:
    """Apparent diffusivity and capacity by cell, (N, Z)."""
    count = edges.shape[0]
    reference = constants.reference_thickness
    own = reference**2 / (6.0 * _each(drug.lag, count))
    partition = _each(drug.flux, count) * reference / (own * _each(drug.driving, count))
    bound = _each(drug.bound, count)
    living = apparent_diffusivity(_each(constants.diffusivity, count), bound_per_free=bound)
    rate = np.where(layer == 0, (own * permeable)[:, None], living[:, None])
    capacity = np.where(layer == 0, partition[:, None], (1.0 + bound)[:, None])
    if not np.any(skins.channel_share > 0.0):
        return rate, capacity
    return with_channels(
        rate,
        capacity=capacity,
        edges=edges,
        share=skins.channel_share,
        depth=skins.channel_depth,
        water=constants.water_diffusivity,
    )


def _needle_depth(block: Floats, edges: Floats, layer: NDArray[np.int64], *, pain: Floats) -> Floats:
    """Depth at which a needle has gone through so much of skin that feels as makes it hurt, (N, T)."""
    width = np.diff(edges, axis=1)
    felt = np.cumsum((1.0 - block) * width[:, None, :], axis=2)
    cell = np.minimum((felt < pain[:, None, None]).sum(axis=2), layer.size - 1)
    end = np.take_along_axis(np.broadcast_to(edges[:, None, 1:], felt.shape), cell[:, :, None], axis=2)[:, :, 0]
    over = np.take_along_axis(felt, cell[:, :, None], axis=2)[:, :, 0] - pain[:, None]
    feeling = np.take_along_axis(1.0 - block, cell[:, :, None], axis=2)[:, :, 0]
    depth: Floats = end - np.maximum(over, 0.0) / np.maximum(feeling, 1e-9)
    return depth


def _at_depth(block: Floats, edges: Floats, *, depth: Floats) -> Floats:
    """A field at a depth of each skin, (N, T): that of the cell in which it lies."""
    cell = np.minimum((edges[:, 1:] < depth[:, None]).sum(axis=1), block.shape[2] - 1)
    found: Floats = np.take_along_axis(block, cell[:, None, None], axis=2)[:, :, 0]
    return found


def _with_blood(skin: Skin, factor: float) -> Skin:
    layers = tuple(
        replace(layer, blood_fraction=min(layer.blood_fraction * factor, 1.0))
        if layer.name == "papillary_dermis"
        else layer
        for layer in skin.layers
    )
    return replace(skin, layers=layers)
