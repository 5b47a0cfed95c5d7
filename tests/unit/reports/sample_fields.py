"""Hand-made fields and an explorer table beside the plans of ``sample.py``."""

from __future__ import annotations

import numpy as np
import xarray as xr
from scipy.stats import norm

from lentigo.domain.explorer import ExplorerTable


def fields() -> xr.Dataset:
    """Fields of the recommended window, as planning gives them."""
    depth = np.concatenate([np.linspace(0, 120e-6, 25), np.linspace(150e-6, 1.5e-3, 25)])
    time = np.concatenate([[0.0], np.geomspace(1e-9, 1.0, 24)])
    radius = np.linspace(0, 3e-3, 40)
    depth_rz = np.linspace(0, 0.8e-3, 60)
    percentile = np.array([5.0, 50.0, 95.0])

    def basal(z: np.ndarray, height: float) -> np.ndarray:
        return height * np.exp(-(((z - 65e-6) / 22e-6) ** 2)) + 0.25 * height * np.exp(-z / 3e-4)

    rise, rise_lesion = basal(depth, 24), basal(depth, 52)
    in_time = np.clip(time / 8e-9, 0, 1) * np.exp(-time / 5e-3)
    dataset = xr.Dataset(
        {
            "fluence": ("depth", 1 + 1.6 * np.exp(-depth / 4e-4)),
            "fluence_lesion": ("depth", 1 + 1.2 * np.exp(-depth / 3.5e-4)),
            "absorbed": ("depth", 200 + basal(depth, 4e3)),
            "absorbed_lesion": ("depth", 200 + basal(depth, 9e3)),
            "temperature": (("time", "depth"), 306 + in_time[:, None] * rise[None]),
            "temperature_lesion": (("time", "depth"), 306 + in_time[:, None] * rise_lesion[None]),
            "peak_temperature": (("percentile", "depth"), 306 + np.array([[0.75], [1], [1.3]]) * rise[None]),
            "peak_temperature_lesion": (
                ("percentile", "depth"),
                306 + np.array([[0.75], [1], [1.3]]) * rise_lesion[None],
            ),
            "damage": ("depth", 1e-4 + 0.05 * rise / rise.max()),
            "damage_lesion": ("depth", 1e-4 + 6 * (rise_lesion / rise_lesion.max()) ** 3),
            "temperature_rz": (
                ("radius", "depth_rz"),
                306 + basal(depth_rz, 52)[None] / (1 + np.exp((radius[:, None] - 1.5e-3) / 8e-5)),
            ),
            "layer_edge": ("layer_boundary", np.array([0, 12e-6, 65e-6, 77e-6, 1.4e-3])),
        },
        coords={"depth": depth, "time": time, "radius": radius, "depth_rz": depth_rz, "percentile": percentile},
    )
    units = {
        "fluence": ("1", "fluence per incident irradiance"),
        "absorbed": ("1/m", "absorbed per incident"),
        "temperature": ("K", "temperature"),
        "peak_temperature": ("K", "peak temperature"),
        "damage": ("1", "damage"),
        "temperature_rz": ("K", "temperature at the end of the pulse"),
        "layer_edge": ("m", "edges of the layers"),
    }
    for name in dataset.data_vars:
        unit, long_name = units[str(name).removesuffix("_lesion")]
        dataset[name].attrs.update(units=unit, long_name=long_name)
    return dataset


def explorer() -> ExplorerTable:
    """Chances and pictures around the case."""
    ita = np.array([60.0, 50, 40, 30, 20, 10, 0, -15, -30])
    coolings = ("none", "contact sapphire")
    fluence = np.round(np.arange(0.4, 3.01, 0.2), 2)
    radius, depth = np.linspace(0, 3, 16), np.linspace(0, 600, 24)
    burn_at = 4.6 * np.exp(-(60 - ita) / 45)
    effect_at = 1.2 * np.exp(-(60 - ita) / 140)

    def chances(middle: np.ndarray, top: float) -> tuple:
        return tuple(
            tuple(
                tuple(float(v) for v in top * norm.cdf(np.log(fluence / (m * (1 + 0.3 * c))) / 0.35))
                for c in range(len(coolings))
            )
            for m in middle
        )

    highest = tuple(
        tuple(float(min(2.0, np.floor(m * (1 + 0.3 * c) * 0.55 / 0.1) * 0.1)) for c in range(2)) for m in burn_at
    )
    light = np.clip((ita + 60) / 130, 0.12, 1)
    colour = tuple((float(0.35 + 0.58 * v), float(0.22 + 0.56 * v), float(0.14 + 0.52 * v)) for v in light)
    darker = tuple((c[0] * 0.74, c[1] * 0.66, c[2] * 0.6) for c in colour)
    profile = np.exp(-(((depth - 65) / 40) ** 2)) + 0.25 * np.exp(-depth / 300)
    across = 1 / (1 + np.exp((radius - 1.5) / 0.08))
    rise = tuple(
        tuple(
            tuple(tuple(float(v) for v in row) for row in (28 / e) * (1 - 0.1 * c) * profile[:, None] * across[None])
            for c in range(2)
        )
        for e in effect_at
    )
    return ExplorerTable(
        device="qs_nd_yag",
        handpiece="532 nm",
        spot_label="3 mm",
        pulse_label="8 ns",
        ita_deg=tuple(map(float, ita)),
        coolings=coolings,
        fluence_j_cm2=tuple(map(float, fluence)),
        effect_chance=chances(effect_at, 1),
        burn_chance=chances(burn_at, 1),
        dark_mark_chance=chances(burn_at * 0.95, 0.6),
        highest_allowed_j_cm2=highest,
        skin_srgb=colour,
        lesion_srgb=darker,
        radius_mm=tuple(map(float, radius)),
        depth_um=tuple(map(float, depth)),
        background_c=(tuple(33.0 for _ in depth), tuple(float(33 - 18 * np.exp(-d / 300)) for d in depth)),
        rise_k_per_j_cm2=rise,
        case_ita_deg=33.0,
        case_cooling="none",
        case_fluence_j_cm2=1.3,
    )
