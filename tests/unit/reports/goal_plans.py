"""Plans whose light is not aimed at melanin, each of one reduced device in a few skins: computed, not made by hand."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np

from lentigo import library, planning
from lentigo.domain.case import ItaReading
from lentigo.domain.files import read_case
from lentigo.domain.numerics import Numerics
from lentigo.domain.plan import DialSetting, Plan, Recommendation, TestSpot

EXAMPLE = Path(__file__).parents[3] / "examples" / "hand_lentigines.toml"
PLANNED = {
    "columns": ("stretch_marks_white", "abdomen", "fractional_erbium_glass", "1550 nm, roller"),
    "holes": ("acne_scar", "cheek", "fractional_co2", "scanner"),
    "removal": ("fine_lines", "face", "full_field_er_yag", "2940 nm"),
    "vessels": ("telangiectasia", "cheek", "pulsed_dye", "585 nm"),
    "collagen": ("fine_lines", "face", "lp_er_glass_1540", "1540 nm"),
}
"""Kind of lesion, site, device, handpiece, by what is done."""


def device_of(name, handpiece):
    """A device of the library with one handpiece, one pulse and one cooling; the fewest choices that it has."""
    device = library.device(name)
    piece = next(one for one in device.handpieces if one.name == handpiece)
    fewer = {"spots": piece.spots[-2:-1] or piece.spots[:1], "tips": piece.tips[:1]}
    if piece.pulse_durations_s:
        fewer["pulse_durations_s"] = piece.pulse_durations_s[:1]
    if piece.pulse_trains:
        fewer["pulse_trains"] = piece.pulse_trains[:1]
    coolest = [one for one in device.coolings if one.method in ("cryogen", "contact")] or list(device.coolings)
    return replace(device, handpieces=(replace(piece, **fewer),), coolings=tuple(coolest[:1]))


@cache
def planned(name: str) -> Plan:
    """The plan of one goal, unverified: a report shows it as it shows any other."""
    kind, site, device, handpiece = PLANNED[name]
    case = read_case(EXAMPLE)
    case = replace(
        case,
        skin=replace(case.skin, site=site, colour=ItaReading(given_as="ita", ita_deg=55.0, ita_error_deg=3.0)),
        lesion=replace(case.lesion, kind=kind, depth="unknown", contrast="unknown", area_cm2=20.0),
        person=replace(case.person, phototype="II"),
        caps=replace(case.caps, dark_mark_percent=30.0),
        devices=(),
    )
    made = planning.plan(case, (device_of(device, handpiece),), numerics=Numerics(skins=32, threads=2), verified=False)
    # What warms the dermis has no window in most skins: the words of one that has are wanted here.
    return made if made.decision == "setting" else _given(made)


def _given(plan: Plan) -> Plan:
    """The plan as it would be if the highest allowed setting of its window had been recommended."""
    window = plan.windows[0]
    x, at = np.asarray(window.fluence_j_cm2), window.highest_allowed_j_cm2
    shares = [float(np.interp(at, x, curve.chance)) for curve in (window.effect, window.burn, window.dark_marks)]
    setting = DialSetting(
        device=window.device,
        handpiece=window.handpiece,
        fluence_j_cm2=at,
        spot_mm=window.spot_mm,
        spot_label=window.spot_label,
        pulse_s=window.pulse_s,
        pulse_label=window.pulse_label,
        repetition_rate_hz=1.0,
        cooling=window.cooling,
    )
    given = Recommendation(
        setting=setting,
        chance_effect=shares[0],
        chance_burn=shares[1],
        chance_dark_marks=shares[2],
        chance_effect_without_burn=shares[0],
    )
    spot = TestSpot(setting=setting, chance_effect=shares[0], chance_burn=shares[1])
    return replace(
        plan, decision="setting", windows=(replace(window, recommended=given, test_spots=(spot,)), *plan.windows[1:])
    )
