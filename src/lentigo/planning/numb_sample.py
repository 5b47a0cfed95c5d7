"""What skin, nerves and body of this person may be to a numbing cream: constants drawn from the library's ranges."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, cast, get_args

import numpy as np
from numpy.typing import NDArray

from lentigo import library, units
from lentigo.domain.creams import CreamProduct, Drug
from lentigo.domain.skin import WHOLE_BARRIER, Barrier, Site
from lentigo.library.numbers import Number
from lentigo.modalities.numbing_cream import CreamConstants, DrugConstants
from lentigo.modalities.skins import BASAL, HORNY, SPINOUS, SkinArrays, repeat, stack
from lentigo.planning.sample import draw
from lentigo.planning.sobol import sobol_points
from lentigo.screening.numbing_dose import ABSORB_MORE

Floats = NDArray[np.float64]

ug_cm2_h: Final = 1e-9 / (units.cm2 * units.hour)
"""[kg/(m² s)]."""
ml_min_kg: Final = 1e-6 / units.minute
"""[m³/(s kg)]."""

QUANTITIES: Final = (
    "epidermis",
    "living",
    "cream",
    "flux",
    "lag",
    "bound",
    "block",
    "diffusivity",
    "clearance",
    "washed",
    "deep",
    "place",
    "uncovered",
    "needle",
    "power",
    "nerve",
    "narrow",
    "wide",
    "volume",
    "elimination",
)
"""What is uncertain, in the order of the sample's columns."""

LIKE: Final[dict[str, Site]] = {
    "scalp": "forehead",
    "ear": "cheek",
    "arm": "forearm",
    "axilla": "chest",
    "groin": "abdomen",
    "leg": "thigh",
    "foot": "back_of_hand",
    "around_the_eye": "eyelid",
    "mucosa": "lip",
    "unknown": "face",
}
"""Where a place has no layers in the library, those of the nearest that has."""


@dataclass(frozen=True, slots=True)
class Body:
    """One drug in the body, (N,)."""

    volume: Floats
    """Of distribution [m³ for each kg of body]."""
    clearance: Floats
    """By liver and kidney [m³/s for each kg of body]."""


@dataclass(frozen=True, slots=True)
class NumbSample:
    """N ways that this person may be."""

    skins: SkinArrays
    constants: CreamConstants
    bodies: tuple[Body, ...]
    """In the order of the drugs."""


def cream_names() -> tuple[str, ...]:
    """Creams of which the library knows how strongly they drive their drugs."""
    return tuple(sorted({name.split(".")[0] for name in library.table("anaesthetics/creams")}))


def numb_sample(
    product: CreamProduct,
    *,
    place: str,
    count: int,
    seed: int,
    diseased: bool = False,
    infant: bool = False,
    central: bool = False,
    barrier: Barrier = WHOLE_BARRIER,
) -> NumbSample:
    """Draw what this person may be to a cream.

    Parameters
    ----------
    product : CreamProduct
        A cream of the library.
    place : str
        Where it is put.
    count, seed : int
        Size of the Sobol sample and its scrambling.
    diseased : bool
        Atopic skin, or it may be.
    infant : bool
        In the first year of life, or may be.
    central : bool
        All quantities at the library's values, in ``count`` equal skins.
    barrier : Barrier
        What earlier steps have left of it: the ``skin_after`` of the last one holds it. Screening refuses a cream on
        broken skin, so that this is whole wherever a person is asked about.
    """
    z = _deviates(count, seed, central=central)
    skin, nerves = library.table("anaesthetics/skin"), library.table("anaesthetics/nerves")

    def drawn(number: Number, quantity: str) -> Floats:
        return draw(number, z[:, QUANTITIES.index(quantity)])

    permeability = np.ones(count)
    for applies, name in (
        (place in ABSORB_MORE, "face_multiple"),
        (diseased, "diseased_multiple"),
        (infant, "infant_multiple"),
    ):
        if applies:
            # None of these ever lets less through.
            permeability = permeability * np.maximum(drawn(skin[name], "place"), 1.0)
    washed = drawn(skin["face_clearance_multiple"], "washed") if place in ABSORB_MORE else np.ones(count)
    names = tuple(one.drug for one in product.content)
    constants = CreamConstants(
        drugs=tuple(_drug(name, product=product, z=z, living=drawn(skin["living_share"], "living")) for name in names),
        reference_thickness=skin["reference_horny_layer_um"].value * units.um,
        permeability=permeability,
        uncovered=np.minimum(drawn(skin["uncovered_share"], "uncovered"), 1.0),
        diffusivity=drawn(skin["diffusivity_mm2_s"], "diffusivity") * units.mm2,
        water_diffusivity=skin["water_diffusivity_mm2_s"].value * units.mm2,
        clearance=drawn(skin["clearance_per_s"], "clearance") * washed,
        deep_clearance=drawn(skin["fat_clearance_share"], "deep"),
        deep_thickness=skin["deep_tissue_mm"].value * units.mm,
        narrowest_blood=np.minimum(drawn(skin["narrowest_blood_share"], "narrow"), 1.0),
        widest_blood=np.maximum(drawn(skin["widest_blood_share"], "wide"), 1.0),
        narrowest_time=skin["narrowest_hours"].value * units.hour,
        widening_time=skin["widening_hours"].value * units.hour,
        needle_pain=drawn(nerves["needle_pain_mm"], "needle") * units.mm,
        block_power=drawn(nerves["block_power"], "power"),
        nerve_depth=drawn(nerves["light_nerve_depth_um"], "nerve") * units.um,
    )
    if "prilocaine" not in names:
        # Only the mixture of lidocaine and prilocaine is known to make vessels narrow.
        constants = replace(constants, narrowest_blood=np.ones(count), widest_blood=np.ones(count))
    tables = [library.table(f"anaesthetics/{name}") for name in names]
    bodies = tuple(
        Body(
            volume=drawn(of["volume_l_kg"], "volume") * 1e-3,
            clearance=drawn(of["elimination_ml_min_kg"], "elimination") * ml_min_kg,
        )
        for of in tables
    )
    return NumbSample(
        skins=_skins(place, drawn=drawn, count=count, barrier=barrier), constants=constants, bodies=bodies
    )


def _deviates(count: int, seed: int, *, central: bool) -> Floats:
    from scipy.special import ndtri

    if central:
        return np.zeros((count, len(QUANTITIES)))
    uniform = sobol_points(count, quantities=len(QUANTITIES), seed=seed)
    z: Floats = ndtri(np.clip(uniform, 1e-6, 1 - 1e-6))
    return z


def _drug(name: Drug, *, product: CreamProduct, z: Floats, living: Floats) -> DrugConstants:
    of = library.table(f"anaesthetics/{name}")
    activity = library.table("anaesthetics/creams")[f"{product.id}.{name}_share"]

    def drawn(number: Number, quantity: str) -> Floats:
        return draw(number, z[:, QUANTITIES.index(quantity)])

    share = np.minimum(drawn(activity, "cream"), 1.0)
    return DrugConstants(
        name=name,
        strength=product.strength_mg_g(name) * 1e-3,
        flux=drawn(of["saturated_flux_ug_cm2_h"], "flux") * ug_cm2_h * share * living,
        driving=of["solubility_mg_ml"].value * share,
        lag=drawn(of["lag_hours"], "lag") * units.hour,
        bound=drawn(of["bound_ratio"], "bound"),
        block=drawn(of["block_mg_ml"], "block"),
    )


def _skins(place: str, *, drawn: Callable[[Number, str], Floats], count: int, barrier: Barrier) -> SkinArrays:
    site = layers_of(place)
    skins = repeat(stack([replace(library.skin(site=site, melanin_fraction=0.0), barrier=barrier)]), count)
    scale = drawn(library.spreads(site)["epidermis_scale"], "epidermis")
    thickness = skins.thickness.copy()
    thickness[:, [HORNY, SPINOUS, BASAL]] *= scale[:, None]
    return replace(skins, thickness=thickness)


def layers_of(place: str) -> Site:
    """The site whose layers stand for a place."""
    return cast("Site", place) if place in get_args(Site) else LIKE[place]
