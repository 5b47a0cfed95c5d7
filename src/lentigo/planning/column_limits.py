"""How deep and dense columns are wanted in a lesion, and how deep and dense they may be at a site and in a skin."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lentigo import library, units
from lentigo.domain.case import Case
from lentigo.domain.plain_words import spoken
from lentigo.domain.skin import FACE, Site, site_in_words
from lentigo.errors import QuestionError
from lentigo.library.limits import PHOTOTYPES
from lentigo.modalities.skins import BASAL, HORNY, PAPILLARY, RETICULAR
from lentigo.planning.sample import SkinSample, draw

__all__ = ["ColumnAims", "aims_of", "highest_coverage", "wanted_kinds"]

Floats = NDArray[np.float64]

_DARKER = (("tan", "IV", 28.0), ("brown", "V", 10.0), ("dark", "VI", -30.0))
"""Steps of darker skin: name, phototype from which, ITA below which they hold [degrees]."""


@dataclass(frozen=True, slots=True)
class ColumnAims:
    """What columns are to reach, and what they may, in N skins."""

    wanted: Floats
    """(N,) depth to be reached [m]."""
    wanted_coverage: float
    """Share of the surface per session [1]."""
    allowed: Floats
    """(N,) deepest allowed [m]."""
    highest: Floats
    """(N,) highest allowed coverage per session [1]."""
    reference: Floats
    """(N,) coverage at which the law of dark marks stands at its mild point [1]."""
    measured: bool
    """Whether the wanted depth follows from a measured one."""
    text: str
    """What is wanted and allowed, in a sentence or two."""
    sources: tuple[str, ...]


def wanted_kinds() -> tuple[str, ...]:
    """Kinds of lesion for which the library says how deep columns should go."""
    names = library.table("limits/columns")
    return tuple(sorted({name.split(".")[1] for name in names if name.startswith("wanted.")}))


def aims_of(case: Case, sample: SkinSample, *, ablates: bool) -> ColumnAims:
    """What columns are to reach and may reach, skin by skin.

    Parameters
    ----------
    case : Case
        Kind of lesion, its measured depth if there is one, site and phototype.
    sample : SkinSample
        Skins.
    ablates : bool
        Whether the beams take tissue away.

    Raises
    ------
    QuestionError
        If nobody makes columns for such a lesion.
    """
    kind, site = case.lesion.kind, case.skin.site
    table = library.table("limits/columns")
    if kind not in wanted_kinds():
        raise QuestionError(
            f"the library does not say how deep columns should go for {spoken(kind)}",
            where="lesion.kind",
            hint=f"it does for {', '.join(name.replace('_', ' ') for name in wanted_kinds())}",
        )
    depth = table[f"wanted.{kind}.depth_um"]
    share = table[f"wanted.{kind}.{'ablative_' if ablates else ''}coverage_percent"]
    z = sample.column("wanted_depth")
    mark = case.lesion.mark
    known = mark.depth_um if mark is not None else "unknown"
    if known == "unknown":
        wanted = draw(depth, z) * units.um
    else:
        wanted = np.full(z.size, table["mark_share"].value * float(known) * units.um)
        wanted = wanted * np.exp(table["mark_ln_spread"].value * z)
    skin = _thickness(sample, table["dermis_ln_spread"].value)
    allowed = skin * _deepest_share(case, ablates=ablates)
    ita = _ita(sample)
    highest = highest_coverage(case, ita_deg=ita, ablates=ablates)
    how = "measured" if known != "unknown" else "assumed for this kind of lesion"
    text = (
        f"Wanted for {spoken(kind)}: columns {np.median(wanted) / units.um:.0f} µm deep ({how}) on "
        f"{share.value:g} % of the surface. Allowed at this site ({site_in_words(site)}) and in this skin: down to "
        f"{np.median(allowed) / units.um:.0f} µm, on {100 * np.median(highest):.3g} % of the surface per session."
    )
    sources = (depth.source, share.source, *_limit_sources(case, ablates=ablates))
    return ColumnAims(
        wanted=wanted,
        wanted_coverage=share.value / 100,
        allowed=allowed,
        highest=highest,
        reference=_reference(case, ita, ablates=ablates),
        measured=known != "unknown",
        text=text,
        sources=tuple(dict.fromkeys(source for source in sources if source != "assumed")) or ("assumed",),
    )


def highest_coverage(case: Case, *, ita_deg: Floats, ablates: bool) -> Floats:
    """Highest coverage per session that is allowed in skins of these colours [1]; never more in darker skin.

    Parameters
    ----------
    case : Case
        Site and phototype: the darker of phototype and colour counts.
    ita_deg : (N,) array
        Individual typology angle [degrees].
    ablates : bool
        Whether the beams take tissue away.
    """
    table = library.table("limits/columns")
    best = table[f"highest.{'ablative' if ablates else 'nonablative'}_percent"].value / 100
    best *= _site_factor(case.skin.site, "highest")
    colour = np.asarray(ita_deg, dtype=np.float64)
    factor = np.ones_like(colour)
    for name, from_type, below in _DARKER:
        holds = _is_as_dark(case, colour, from_type=from_type, below=below)
        factor = np.where(holds, np.minimum(factor, table[f"highest.{name}_share"].value), factor)
    return np.asarray(best * factor)


def _reference(case: Case, ita_deg: Floats, *, ablates: bool) -> Floats:
    """Coverage at the mild point of dark marks (N,) [1]: open wounds darken tan skin sooner."""
    table = library.table("limits/dark_marks_columns")
    if not ablates:
        return np.full(ita_deg.shape, table["reference_coverage_percent"].value / 100)
    light, tan = (table[f"ablative_reference_{name}_percent"].value / 100 for name in ("coverage", "tan"))
    _, from_type, below = _DARKER[0]
    return np.where(_is_as_dark(case, ita_deg, from_type=from_type, below=below), tan, light)


def _is_as_dark(case: Case, ita_deg: Floats, *, from_type: str, below: float) -> NDArray[np.bool_]:
    """Whether phototype or colour says so: the darker of the two counts (N,)."""
    phototype = case.person.phototype
    by_type = phototype in PHOTOTYPES and PHOTOTYPES.index(phototype) >= PHOTOTYPES.index(from_type)
    return np.full(ita_deg.shape, True) if by_type else ita_deg < below


def _deepest_share(case: Case, *, ablates: bool) -> float:
    """Share of the skin's thickness that columns may reach [1]."""
    table = library.table("limits/columns")
    name = "scar" if case.lesion.kind == "scar" else "ablative" if ablates else "nonablative"
    return table[f"deepest.{name}_share"].value * _site_factor(case.skin.site, "deepest")


def _site_factor(site: Site, limit: str) -> float:
    """Factor on a limit at a site [1]."""
    if site in FACE and site != "eyelid":
        return 1.0
    name = site if site in {"eyelid", "neck"} else "off_face"
    return library.number("limits/columns", f"{limit}.{name}_share").value


def _thickness(sample: SkinSample, ln_spread: float) -> Floats:
    """Horny layer, epidermis and dermis (N,) [m]."""
    layers = sample.surroundings.thickness
    dermis = layers[:, PAPILLARY : RETICULAR + 1].sum(axis=1) * np.exp(ln_spread * sample.column("dermis_scale"))
    return np.asarray(layers[:, HORNY : BASAL + 1].sum(axis=1) + dermis)


def _ita(sample: SkinSample) -> Floats:
    """Colour of each skin beside the lesion (N,) [degrees]."""
    reference = library.number("skins/family", "reference_epidermis_um").value * units.um
    return np.asarray(library.ita_from_melanin(sample.melanin_column / reference))


def _limit_sources(case: Case, *, ablates: bool) -> tuple[str, ...]:
    table = library.table("limits/columns")
    site = case.skin.site
    names = [f"highest.{'ablative' if ablates else 'nonablative'}_percent", "highest.tan_share"]
    if site not in FACE:
        names.append(f"highest.{'neck' if site == 'neck' else 'off_face'}_share")
    return tuple(table[name].source for name in names)
