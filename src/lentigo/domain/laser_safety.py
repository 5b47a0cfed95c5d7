"""What the light of a device may do to eyes, and what stands between: numbers for the laser protection adviser."""

from __future__ import annotations

from typing import Literal

from lentigo.domain.plan import Finding, Versions
from lentigo.domain.record import NonNegative, Positive, record
from lentigo.domain.skin import Site


@record
class BeamHazard:
    """One wavelength of one handpiece at the setting that is worst for eyes."""

    handpiece: str
    wavelength_nm: Positive
    spot_label: str
    pulse_label: str
    fluence_j_cm2: Positive
    """Radiant exposure at the end of the handpiece."""
    energy_j: Positive
    """Energy of one exposure."""
    eye_limit_j_cm2: Positive
    """Largest exposure of the cornea that is permitted for one exposure of that length."""
    skin_limit_j_cm2: Positive
    """Largest exposure of a bystander's skin that is permitted."""
    exposure_at_eye_j_cm2: Positive
    """Worst case: the whole beam through a wide pupil."""
    optical_density: NonNegative
    """Least optical density of eyewear at this wavelength, rounded up to a tenth."""
    beam_distance_m: NonNegative
    """Distance along the beam within which it exceeds the limit, at the smallest divergence assumed."""
    beam_distance_usual_m: NonNegative
    """The same at the divergence that is usual."""
    diffuse_distance_m: NonNegative
    """Distance from skin, or a matt surface, within which all of the light scattered back exceeds the limit."""


@record
class LampHazard:
    """One filter of an intense pulsed light, for which no optical density is computed."""

    handpiece: str
    wavelength_low_nm: Positive
    """The cut-off of its filter."""
    text: str
    """What eyewear to use, and why no number is given."""


@record
class Shields:
    """What covers the eyes of the person treated."""

    site: Site | Literal["not_told"]
    kind: Literal["metal_inside_lids", "metal_outside_lids", "wavelength_goggles"]
    text: str
    rule: str
    sources: tuple[str, ...]


@record
class RoomRule:
    """One rule of the room, in a sentence."""

    text: str
    rule: str
    sources: tuple[str, ...]
    from_memory: bool = False
    """Its source has not been read: verify before relying on it."""


@record
class LaserSafety:
    """Eyewear, distances, shields and rules of the room for one device."""

    device: str
    device_name: str
    beams: tuple[BeamHazard, ...]
    lamps: tuple[LampHazard, ...]
    shields: Shields
    room: tuple[RoomRule, ...]
    assumptions: tuple[str, ...]
    """On what the numbers rest, in sentences."""
    decides: str
    """Who decides: not this program."""
    sources: tuple[str, ...]
    findings: tuple[Finding, ...]
    versions: Versions
