"""The central skin of a site, and how much each of its quantities may differ from it."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from lentigo.domain.skin import Layer, LayerName, Site, Skin
from lentigo.errors import OutOfValidityError, UnknownNameError
from lentigo.library import _files
from lentigo.library.numbers import FAMILY, Number, number, table

_SPREADS: Final = (
    "melanin_slope",
    "basal_share",
    "blood_fraction",
    "oxygen_saturation",
)
"""Constants of the family that planning samples."""


def sites() -> tuple[str, ...]:
    """Body sites that have layers."""
    return _files.names("sites")


def family() -> dict[str, Number]:
    """Constants of the family of skins: calibrated ones, and central values where nothing is calibrated."""
    return table(FAMILY)


def _site(site: str) -> dict[str, Number]:
    if site not in sites():
        raise UnknownNameError(site, kind="site", known=sites())
    return table(f"sites/{site}")


def share_melanin(
    melanin_fraction: float, *, spinous_um: float, basal_um: float, basal_share: float, largest: float
) -> tuple[float, float]:
    """Melanin fractions of the spinous and the basal layer [1] for a mean over the living epidermis.

    The basal layer takes its share until it is full; what does not fit goes into the spinous layer, and what does not
    fit there either makes both layers equally full. The mean is kept wherever the tissue can hold it.

    Parameters
    ----------
    melanin_fraction : float
        Mean volume fraction of melanosomes over both layers [1].
    spinous_um, basal_um : float
        Thicknesses of the layers.
    basal_share : float
        Share of the melanin that lies in the basal layer [1].
    largest : float
        Largest local fraction that a layer can hold [1].
    """
    amount = min(melanin_fraction, largest) * (spinous_um + basal_um)
    even = basal_um / (spinous_um + basal_um)
    basal = min(amount * max(basal_share, even) / basal_um, largest)
    spinous = (amount - basal * basal_um) / spinous_um
    return min(spinous, largest), basal


def skin(*, site: Site, melanin_fraction: float) -> Skin:
    """The central skin of a site.

    Layers and thicknesses are those of the site; optical constants those of the calibrated family; thermal properties
    those of the tissues.

    Parameters
    ----------
    site : Site
        Body site.
    melanin_fraction : float
        Volume fraction of melanosomes, mean over this site's living epidermis [1].

    Raises
    ------
    UnknownNameError
        If the library has no layers for the site.
    OutOfValidityError
        If the fraction is negative or more than the epidermis can hold.
    """
    at = _site(site)
    of = family()
    epidermis, dermis = table("tissues/epidermis"), table("tissues/dermis")
    largest = of["melanin_ceiling"].value
    if not 0 <= melanin_fraction <= largest:
        raise OutOfValidityError(
            f"a living epidermis holds a melanin fraction from 0 to {largest:g}, not {melanin_fraction:g}"
        )
    basal_um = epidermis["basal_layer_thickness_um"].value
    spinous_um = at["living_epidermis_thickness_um"].value - basal_um
    spinous, basal = share_melanin(
        melanin_fraction,
        spinous_um=spinous_um,
        basal_um=basal_um,
        basal_share=of["basal_share"].value,
        largest=largest,
    )
    papillary = dermis["papillary_thickness_um"].value
    upper = dermis["upper_reticular_thickness_um"].value
    reticular = at["dermis_thickness_um"].value - papillary - upper
    layers = (
        _layer("horny_layer", tissue="horny_layer", thickness_um=at["horny_layer_thickness_um"].value),
        _layer("spinous_layer", tissue="epidermis", thickness_um=spinous_um, melanin_fraction=spinous),
        _layer("basal_layer", tissue="epidermis", thickness_um=basal_um, melanin_fraction=basal),
        _layer("papillary_dermis", tissue="dermis", thickness_um=papillary),
        _layer("upper_reticular_dermis", tissue="dermis", thickness_um=upper),
        _layer("reticular_dermis", tissue="dermis", thickness_um=reticular),
        _layer("fat", tissue="fat", thickness_um=number("tissues/fat", "thickness_um").value),
    )
    return Skin(site=site, layers=layers, melanin_slope=of["melanin_slope"].value)


def _layer(name: LayerName, *, tissue: str, thickness_um: float, melanin_fraction: float = 0.0) -> Layer:
    """A layer with the thermal properties of its tissue and the optical ones of the family."""
    of = table(f"tissues/{tissue}")
    of_family = family()
    part = {"horny_layer": "epidermal", "epidermis": "epidermal", "dermis": "dermal"}.get(tissue)

    def scatters(what: str) -> float:
        return of_family[f"{part}_{what}"].value if part else of[what].value

    blood = {"dermis": of_family["blood_fraction"].value, "fat": number("tissues/fat", "blood_fraction").value}
    return Layer(
        name=name,
        thickness_um=thickness_um,
        melanin_fraction=melanin_fraction,
        blood_fraction=blood.get(tissue, 0.0),
        oxygen_saturation=of_family["oxygen_saturation"].value,
        vessel_radius_um=of_family["vessel_radius_um"].value,
        water_fraction=of["water_fraction"].value,
        fat_fraction=of["fat_fraction"].value,
        reduced_scattering_500_per_cm=scatters("reduced_scattering_500_per_cm"),
        rayleigh_fraction=scatters("rayleigh_fraction"),
        scattering_power=scatters("scattering_power"),
        anisotropy_at_500_nm=of["anisotropy_at_500_nm"].value,
        anisotropy_per_um=of["anisotropy_per_um"].value,
        refractive_index=of["refractive_index"].value,
        conductivity_w_m_k=of["conductivity_w_m_k"].value,
        density_kg_m3=of["density_kg_m3"].value,
        specific_heat_j_kg_k=of["specific_heat_j_kg_k"].value,
        perfusion_per_s=of["perfusion_per_s"].value,
    )


def spreads(site: Site) -> dict[str, Number]:
    """What is uncertain of a skin at a site: each number's range is the 5-95 % range that planning samples.

    ``epidermis_scale`` multiplies the thicknesses of horny layer and living epidermis of the site's central skin,
    ``scattering_scale`` the scattering of its dermis, ``cooling_scale`` the heat transfer of a cooling.

    Raises
    ------
    UnknownNameError
        If the library has no layers for the site.
    """
    of = family()
    return {
        "epidermis_scale": _relative(_site(site)["living_epidermis_thickness_um"]),
        **{name: of[name] for name in _SPREADS},
        **table("skins/spreads"),
    }


def _relative(number: Number) -> Number:
    """A number and its range as multiples of its value."""
    return replace(number, value=1.0, low=number.low / number.value, high=number.high / number.value)
