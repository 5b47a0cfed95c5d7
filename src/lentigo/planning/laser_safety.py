"""Eyes and rooms: the least optical density of eyewear, hazard distances, shields by site, rules of the room.

The numbers are the worst that the dial allows, or those of one setting, for the laser protection adviser, who decides.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

from lentigo import __version__, library, units
from lentigo.domain.device import Aperture, Device, Handpiece, PulseTrain, Spot
from lentigo.domain.laser_safety import BeamHazard, LampHazard, LaserSafety, RoomRule, Shields
from lentigo.domain.plan import DialSetting, Finding, Versions
from lentigo.domain.skin import Site
from lentigo.errors import QuestionError
from lentigo.physics import eye_hazard
from lentigo.planning.dial import Combination, combinations

__all__ = ["laser_safety", "required_density", "shields_for"]

TABLE: Final = "limits/laser_room"
LIMITS: Final = ("icnirp-2013", "iec-60825-1-2014", "ansi-z136-1-2014")
INSIDE_THE_RIM: Final[tuple[Site, ...]] = ("eyelid",)
BEYOND_THE_RETINA_NM: Final = 1400.0
"""From this wavelength on the front of the eye takes up the light before it reaches the retina."""
ON_THE_FACE: Final[tuple[Site, ...]] = ("face", "forehead", "cheek", "lip")
DECIDES: Final = (
    "These numbers help the laser protection adviser, who decides on eyewear, distances and the room;"
    " the maker's own figures and the label on the device go before them."
)

_HABITS: Final = (
    "The door is shut and its sign is up while the device is ready; windows are covered with something opaque.",
    "Mirrors, bare metal and jewellery are covered or out of the room.",
    "Nobody looks along the beam, with eyewear or without.",
    "The handpiece points at the skin or at its rest, and the device stands by whenever nobody is about to treat.",
    "The key is drawn when nobody is there who may use the device.",
)


def laser_safety(
    device: Device,
    *,
    site: Site | None = None,
    setting: DialSetting | None = None,
    divergence_mrad: float | None = None,
) -> LaserSafety:
    """What the light of a device may do to eyes, and what stands between.

    Parameters
    ----------
    device : Device
        A laser or a pulsed lamp.
    site : str, optional
        Where on the body; without it, the shields of the worst place.
    setting : DialSetting, optional
        Of this device; without it, for each handpiece the spot, pulse and radiant exposure that are worst for eyes.
    divergence_mrad : float, optional
        Full angle by which the beam widens, from the maker's manual; assumed where it is not given.

    Raises
    ------
    QuestionError
        If the setting is of another device, or the angle is no angle of a beam.
    """
    if setting is not None and setting.device != device.id:
        raise QuestionError(f'the setting is of the device "{setting.device}", not of "{device.id}"')
    if divergence_mrad is not None and not 0 < divergence_mrad <= 3000:
        raise QuestionError(f"the divergence is {divergence_mrad:g} mrad, must be above 0 and at most 3000")
    lamp = device.family == "ipl"
    pieces = [piece for piece in device.handpieces if setting is None or piece.name == setting.handpiece]
    known = library.number(TABLE, "divergence_mrad")
    angles = (known.low, known.value) if divergence_mrad is None else (divergence_mrad, divergence_mrad)
    beams = () if lamp else tuple(_worst(device, piece, setting=setting, angles_mrad=angles) for piece in pieces)
    return LaserSafety(
        device=device.id,
        device_name=device.name,
        beams=beams,
        lamps=tuple(_lamp(piece) for piece in pieces) if lamp else (),
        shields=shields_for(site, lamp=lamp),
        room=tuple(_room(device)),
        assumptions=tuple(
            _assumptions(
                angles,
                told=divergence_mrad is not None,
                lamp=lamp,
                one=setting is not None,
                retina={beam.wavelength_nm < BEYOND_THE_RETINA_NM for beam in beams},
            )
        ),
        decides=DECIDES,
        sources=() if lamp else LIMITS,
        findings=tuple(_findings(device, lamp=lamp, told=divergence_mrad is not None)),
        versions=Versions(
            lentigo=__version__, model=library.model_version, rules=library.rules_version(), library=library.digest()
        ),
    )


def required_density(device: Device, *, handpiece: str, fluence_j_cm2: float, spot_mm: float, pulse_s: float) -> float:
    """Least optical density of eyewear at a setting; what the dial does not offer counts as its worst [1].

    Raises
    ------
    QuestionError
        If the device is a lamp, or has no such handpiece.
    """
    piece = next((piece for piece in device.handpieces if piece.name == handpiece), None)
    if piece is None or device.family == "ipl":
        raise QuestionError(f"no optical density is computed for {device.name}, {handpiece}")
    highest = 0.0
    for one in combinations(device):
        if one.handpiece.name != handpiece or one.cooling != device.coolings[0]:
            continue
        hazard = _hazard(one, fluence_j_cm2=max(fluence_j_cm2, one.spot.fluence_high_j_cm2), angles_mrad=(50.0, 50.0))
        if math.isclose(one.spot.equivalent_diameter_mm, spot_mm, rel_tol=1e-3) and math.isclose(
            one.pulse_s, pulse_s, rel_tol=1e-3
        ):
            return _hazard(one, fluence_j_cm2=fluence_j_cm2, angles_mrad=(50.0, 50.0)).optical_density
        highest = max(highest, hazard.optical_density)
    return highest


def shields_for(site: Site | None, *, lamp: bool = False) -> Shields:
    """What covers the eyes of the person treated at a site (rule DV-13)."""
    sources = ("EyeIPL", "ANSI", "huang-ocular-injury")
    where: Site | str = "not_told" if site is None else site
    if site is None or site in INSIDE_THE_RIM:
        return Shields(
            site=where,  # type: ignore[arg-type] # one of the sites, or the word for none
            kind="metal_inside_lids",
            text="Inside the rim of the orbit, and on the lids: metal shields inside the lids, put in by somebody"
            " trained for it, after numbing drops. Lids and plastic do not stop the light."
            + ("" if site else " Elsewhere on the face: metal shields outside the lids, pressed against the rim."),
            rule="DV-13",
            sources=sources,
        )
    if site in ON_THE_FACE:
        return Shields(
            site=where,  # type: ignore[arg-type]
            kind="metal_outside_lids",
            text="Opaque metal shields outside the lids that lie close all around; not moved aside to reach skin near"
            " the eye. Inside the rim of the orbit only metal shields inside the lids.",
            rule="DV-13",
            sources=sources,
        )
    goggles = "goggles for this wavelength with at least the optical density that is named here"
    kind = "eyewear for pulsed light" if lamp else goggles
    return Shields(
        site=where,  # type: ignore[arg-type]
        kind="wavelength_goggles",
        text=f"Opaque covers that lie close all around, or {kind}, for as long as anybody holds a handpiece.",
        rule="DV-13",
        sources=sources,
    )


def _worst(
    device: Device, piece: Handpiece, *, setting: DialSetting | None, angles_mrad: tuple[float, float]
) -> BeamHazard:
    """The combination of a handpiece that asks for the densest eyewear; of equals, that whose beam reaches farthest."""
    found = [
        _hazard(one, fluence_j_cm2=fluence, angles_mrad=angles_mrad)
        for one in combinations(device)
        if one.handpiece.name == piece.name and one.cooling == device.coolings[0]
        if (fluence := _fluence(one, setting)) is not None
    ]
    if not found:
        raise QuestionError(f"{device.name}, {piece.name} has no such setting", hint="name a spot and a pulse it has")
    return max(found, key=lambda hazard: (hazard.optical_density, hazard.beam_distance_m))


def _fluence(one: Combination, setting: DialSetting | None) -> float | None:
    """The radiant exposure to look at: the setting's where the combination is the setting's, the dial's highest."""
    if setting is None:
        return one.spot.fluence_high_j_cm2
    same = math.isclose(one.spot.equivalent_diameter_mm, setting.spot_mm, rel_tol=1e-3) and math.isclose(
        one.pulse_s, setting.pulse_s, rel_tol=1e-3
    )
    return setting.fluence_j_cm2 if same else None


def _hazard(one: Combination, *, fluence_j_cm2: float, angles_mrad: tuple[float, float]) -> BeamHazard:
    light = one.wavelength_nm * units.nm
    # Of a train the whole energy within its shortest stretch: the limit is lowest there.
    duration = one.pulse.duration_ms * units.ms if isinstance(one.pulse, PulseTrain) else one.pulse
    name = "visible_exposure_s" if one.wavelength_nm < 700 else "invisible_exposure_s"
    limit = float(
        eye_hazard.eye_limit_repetitive(
            light,
            duration,
            rate=max(one.handpiece.repetition_rates_hz),
            exposure_duration=library.number(TABLE, name).value,
        )
    )
    energy = fluence_j_cm2 * units.j_cm2 * _area(one.spot)
    most = energy * (1 + library.number("limits/delivered", "output_tolerance_percent").value / 100)
    aperture = float(eye_hazard.limiting_aperture(light, duration))
    diameter = one.spot.equivalent_diameter_mm * units.mm
    widest = aperture if aperture == eye_hazard.PUPIL else max(aperture, diameter)
    exposure = most / (math.pi / 4 * widest**2)
    cautious, usual = (
        float(eye_hazard.hazard_distance(most, limit, divergence=angle * 1e-3, diameter=diameter))
        for angle in angles_mrad
    )
    back = library.number(TABLE, "scattered_back_percent").value / 100
    return BeamHazard(
        handpiece=one.handpiece.name,
        wavelength_nm=one.wavelength_nm,
        spot_label=one.spot.label,
        pulse_label=one.pulse_label,
        fluence_j_cm2=fluence_j_cm2,
        energy_j=energy,
        eye_limit_j_cm2=limit / units.j_cm2,
        skin_limit_j_cm2=float(eye_hazard.skin_limit(light, duration)) / units.j_cm2,
        exposure_at_eye_j_cm2=exposure / units.j_cm2,
        optical_density=math.ceil(10 * float(eye_hazard.optical_density(exposure, limit)) - 1e-9) / 10,
        beam_distance_m=cautious,
        beam_distance_usual_m=usual,
        diffuse_distance_m=float(eye_hazard.diffuse_hazard_distance(most, limit, reflectance=back)),
    )


def _area(spot: Aperture) -> float:
    """Area of a spot, or of one narrow beam [m²]."""
    if isinstance(spot, Spot) and spot.width_mm is not None and spot.length_mm is not None:
        return spot.width_mm * units.mm * spot.length_mm * units.mm
    return math.pi / 4 * (spot.equivalent_diameter_mm * units.mm) ** 2


def _lamp(piece: Handpiece) -> LampHazard:
    shortest = piece.cut_off_nm or min(line.wavelength_nm for line in piece.lines)
    return LampHazard(
        handpiece=piece.name,
        wavelength_low_nm=shortest,
        text="Light of a lamp is no beam of one colour: an optical density at one wavelength, and a distance along a"
        " beam, would say nothing true of it. Its danger to the retina follows from the measured spectrum and radiance"
        " of this very device, which its maker gives. Wear eyewear made for intense pulsed light (marked ISO 12609-1,"
        " or EN 166 and EN 169) of the shade that the maker names for this handpiece; laser goggles do not fit.",
    )


def _room(device: Device) -> Iterator[RoomRule]:
    colours = sorted({round(piece.lines[0].wavelength_nm) for piece in device.handpieces})
    if device.family != "ipl":
        lines = " and ".join(f"{nm} nm" for nm in colours)
        several = " Eyewear for one of them does not protect against the other." if len(colours) > 1 else ""
        yield RoomRule(
            text=f"Everyone in the room wears eyewear marked for {lines} before the device is made ready.{several}",
            rule="DV-13",
            sources=("EyeIPL", "ANSI"),
        )
    else:
        yield RoomRule(
            text="Everyone in the room wears eyewear for pulsed light before the device is made ready.",
            rule="DV-13",
            sources=("EyeIPL", "hse-rr1148", "iso-12609-2"),
        )
    yield RoomRule(
        text="Look for the marks on the eyewear itself: of nine models on sale, four were not marked or described as"
        " the standards ask. Scratched or cracked eyewear is thrown away.",
        rule="",
        sources=("hse-rr1148",),
    )
    for text in _HABITS:
        yield RoomRule(text=text, rule="", sources=("ANSI",), from_memory=True)
    yield RoomRule(
        text="Skin is dry and free of alcohol and cream before the first pulse; hair at the site is wetted or shaved,"
        " and no oxygen flows near it.",
        rule="DV-14",
        sources=("ANSI",),
        from_memory=True,
    )
    yield RoomRule(
        text="The output is measured at the start of the day and after each change of handpiece; beyond 20 % off, the"
        " device is locked.",
        rule="DV-12",
        sources=("Candela", "IEC"),
    )


def _assumptions(angles: tuple[float, float], *, told: bool, lamp: bool, one: bool, retina: set[bool]) -> Iterator[str]:
    if lamp:
        yield "No number is computed for a lamp: it would need the measured radiance of this device."
        return
    what = (
        "The setting asked for" if one else "For each handpiece the spot, pulse and highest dial setting worst for eyes"
    )
    yield f"{what}, with 20 % more than the dial shows, as much as rule DV-12 lets pass."
    if True in retina:
        yield "The whole beam enters a pupil 7 mm wide, without any loss, also where the spot is larger."
    if False in retina:
        yield (
            f"From {BEYOND_THE_RETINA_NM:g} nm on the front of the eye takes up the light: the whole beam, one of the"
            " narrow ones where columns are made, falls on a cornea held where the skin is."
        )
    yield "Limits of a small source of light, which are the lowest, in the editions of 2013 and 2014."
    if told:
        yield f"The beam widens by {angles[0]:g} mrad, as was told."
    else:
        yield (
            f"The beam widens by {angles[0]:g} mrad in the worst case and {angles[1]:g} mrad usually (assumed): a"
            " handpiece that brings its light together widens it beyond the spot. The maker's figure goes before ours."
        )
    yield "Scattered light: a matt surface sends back all of it, seen straight on. A shiny one sends on the whole beam."


def _findings(device: Device, *, lamp: bool, told: bool) -> Iterator[Finding]:
    if lamp:
        return
    yield Finding(
        topic="validity",
        text="The limits were read in transcriptions of the standards that agree, not in the guidelines and standards"
        " themselves: the adviser checks them.",
        sources=LIMITS,
    )
    if not told:
        yield Finding(topic="assumed", text=f"The divergence of {device.name} is assumed, not measured.")
