"""The offline explorer of a report: sliders over results that were computed beforehand."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any, Final

import matplotlib as mpl

from lentigo.domain.explorer import ExplorerTable
from lentigo.reports import words
from lentigo.reports.markup import Html, element, raw
from lentigo.reports.style import BURN, DARK_MARKS, EFFECT, HEAT, Stroke

_COLDEST_C: Final = 20.0
_SHADES: Final = 33


def explorer_html(
    table: ExplorerTable, *, step_j_cm2: float | None, effect: str = "The spot responds", spotted: bool = True
) -> Html:
    """Sliders for colour, cooling and dial with what they answer; without scripts a sentence says what is missing.

    Parameters
    ----------
    table : ExplorerTable
        Results computed beforehand.
    step_j_cm2 : float, optional
        Dial step; without it the smallest distance of the table's exposures.
    effect : str
        What counts as an effect, in front of its chance.
    spotted : bool
        Whether the lesion is melanin, and so seen in the colour of the skin.
    """
    step = step_j_cm2 or min(
        (b - a for a, b in zip(table.fluence_j_cm2, table.fluence_j_cm2[1:], strict=False)), default=0.1
    )
    table_data = _data(table, step=step, effect=effect)
    data = json.dumps(table_data, separators=(",", ":"), ensure_ascii=False).replace("<", "\\u003c")
    script = resources.files("lentigo.reports").joinpath("explorer.js").read_text(encoding="utf-8")
    what = f"{table.device}, {table.handpiece}, {table.spot_label}, {table.pulse_label}."
    intro = element(
        "p",
        "An illustration around this case, from results computed beforehand: it answers “what if the skin were "
        "darker, the cooling another, the dial higher”. It gives no setting; the answer above does. ",
        what,
        class_="quiet",
    )
    panes = _panes(effect, spotted=spotted)
    body = element(
        "div", _controls(table, step=step), _status(), panes, _heat(table), id="explorer-body", hidden="hidden"
    )
    return element(
        "div",
        intro,
        raw("<noscript><p>The sliders need scripts, which this browser does not run.</p></noscript>"),
        body,
        raw(f'<script type="application/json" id="explorer-data">{data}</script>', f"<script>\n{script}</script>"),
        class_="explorer",
    )


def _data(table: ExplorerTable, *, step: float, effect: str) -> dict[str, Any]:
    return {
        "ita": table.ita_deg,
        "fluence": table.fluence_j_cm2,
        "effect": table.effect_chance,
        "burn": table.burn_chance,
        "marks": table.dark_mark_chance,
        "allowed": table.highest_allowed_j_cm2,
        "skin": table.skin_srgb,
        "lesion": table.lesion_srgb,
        "radius": table.radius_mm,
        "depth": table.depth_um,
        "deep": _deepest_um(table),
        "background": table.background_c,
        "rise": table.rise_k_per_j_cm2,
        "step": step,
        "said": effect,
        "decimals": words.decimals(step),
        "scale": [_COLDEST_C, _hottest_c(table)],
        "shades": _shades(),
        "case": {
            "ita": round(_inside(table.case_ita_deg, table.ita_deg)),
            "cooling": table.coolings.index(table.case_cooling),
            "fluence": _start(table),
        },
    }


def _controls(table: ExplorerTable, *, step: float) -> Html:
    palest, darkest = table.ita_deg[0], table.ita_deg[-1]
    first, last = table.fluence_j_cm2[0], table.fluence_j_cm2[-1]
    at = round(_inside(table.case_ita_deg, table.ita_deg))
    chosen = table.coolings.index(table.case_cooling)
    options = (
        element("option", words.cooling(name), value=str(i), selected="selected" if i == chosen else None)
        for i, name in enumerate(table.coolings)
    )
    return element(
        "div",
        element(
            "div",
            element(
                "label",
                "Colour of the skin: ",
                element("output", "", id="explorer-colour-value"),
                for_="explorer-colour",
            ),
            element(
                "input",
                id="explorer-colour",
                type="range",
                min=f"{-palest:g}",
                max=f"{-darkest:g}",
                step="1",
                value=f"{-at:g}",
            ),
            element("div", element("span", "pale"), element("span", "dark"), class_="scale"),
        ),
        element(
            "div",
            element("label", "Cooling", for_="explorer-cooling"),
            element("select", *options, id="explorer-cooling"),
        ),
        element(
            "div",
            element(
                "label", "Radiant exposure: ", element("output", "", id="explorer-dial-value"), for_="explorer-dial"
            ),
            element(
                "input",
                id="explorer-dial",
                type="range",
                min=f"{first:g}",
                max=f"{last:g}",
                step=f"{step:g}",
                value=f"{_start(table):g}",
            ),
            element("div", element("span", f"{first:g}"), element("span", f"{last:g} J/cm²"), class_="scale"),
        ),
        element("div", element("button", "Back to the case", id="explorer-back", type="button")),
        class_="controls",
    )


def _status() -> Html:
    return raw(
        element("p", "", id="explorer-status", class_="status"),
        element("p", "", id="explorer-said", class_="skip", role="status", aria_live="polite"),
    )


def _panes(effect: str, *, spotted: bool) -> Html:
    swatch = element(
        "div",
        element("i", "", id="explorer-spot", hidden=None if spotted else "hidden"),
        id="explorer-swatch",
        class_="swatch",
        role="img",
        aria_label=f"Colour of the skin{' with the spot in it' if spotted else ''}",
    )
    return element(
        "div",
        swatch,
        element(
            "div",
            *_row(effect, "effect", EFFECT),
            *_row("Burn", "burn", BURN),
            *_row("Dark marks that last", "marks", DARK_MARKS),
            class_="rows",
        ),
        class_="panes",
    )


def _row(label: str, name: str, stroke: Stroke) -> tuple[Html, Html, Html]:
    fill = element("b", "", id=f"explorer-{name}-bar", style=f"--fill:{stroke.colour}")
    return (
        element("span", label),
        element("span", "", id=f"explorer-{name}", class_="value"),
        element("span", fill, class_="meter", aria_hidden="true"),
    )


def _heat(table: ExplorerTable) -> Html:
    stops = ", ".join(f"rgb({r},{g},{b})" for r, g, b in _shades())
    return element(
        "div",
        element("h3", "Temperature under the beam at the end of the pulse"),
        element("canvas", id="explorer-picture", width="320", height="120", role="img"),
        element(
            "div",
            element("span", f"−{table.radius_mm[-1]:.1f} mm"),
            element("span", f"from the axis of the beam; top: surface, bottom: {_deepest_um(table):g} µm"),
            element("span", f"{table.radius_mm[-1]:.1f} mm"),
            class_="scale",
        ),
        element("div", "", class_="scale-bar", style=f"background:linear-gradient(to right, {stops})"),
        element(
            "div",
            element("span", f"{_COLDEST_C:g} °C"),
            element("span", "", id="explorer-hottest"),
            element("span", f"{_hottest_c(table):g} °C and more"),
            class_="scale",
        ),
        class_="heat",
    )


def _deepest_um(table: ExplorerTable) -> float:
    """Depth of the lower edge of the picture: what is hot lies above it [µm]."""
    return min(table.depth_um[-1], 300.0)


def _inside(value: float, axis: tuple[float, ...]) -> float:
    return min(max(value, min(axis)), max(axis))


def _start(table: ExplorerTable) -> float:
    """Where the dial stands when the page opens: the recommended setting, or the lowest one."""
    return table.case_fluence_j_cm2 if table.case_fluence_j_cm2 is not None else table.fluence_j_cm2[0]


def _hottest_c(table: ExplorerTable) -> float:
    """Upper end of the scale of temperatures: a fifth above the hottest place at the case's own setting [°C]."""
    k = table.coolings.index(table.case_cooling)
    nearest = min(range(len(table.ita_deg)), key=lambda i: abs(table.ita_deg[i] - table.case_ita_deg))
    rise = max(max(row) for row in table.rise_k_per_j_cm2[nearest][k])
    reached = max(table.background_c[k]) + 1.2 * rise * _start(table)
    return min(max(20.0 * round(reached / 20.0 + 0.5), 60.0), 300.0)


def _shades() -> list[list[int]]:
    shades = mpl.colormaps[HEAT]
    return [[round(255 * float(c)) for c in shades(i / (_SHADES - 1))[:3]] for i in range(_SHADES)]
