"""Numbers and names as people of the clinic read them."""

from __future__ import annotations

import math
from typing import Final

from lentigo.domain.dials import dialled, energy_words, other_dials, unit_on_dial
from lentigo.domain.plain_words import spoken
from lentigo.domain.plan import Band, DialSetting, Window

DECISIONS: Final[dict[str, str]] = {
    "setting": "SETTING",
    "no_window": "NO WINDOW",
    "not_computed": "NO SETTING COMPUTED",
    "not_now": "NOT NOW",
    "refused": "REFUSED",
    "blocked_by_verification": "NO SETTING: THE CHECK DISAGREES",
}

VERDICTS: Final[dict[str, str]] = {
    "ABSOLUTE": "must not be treated",
    "DEFER": "not yet",
    "REFER": "refer first",
    "RELATIVE": "only for a named reason",
    "MODIFY": "changes the plan",
    "INFO": "to know",
    "CLEAR": "nothing stands against treatment",
}

CAPS: Final[dict[str, str]] = {
    "burn": "burn",
    "dark_marks": "dark marks",
    "endpoint": "mild endpoint",
    "published": "published limit",
    "dial": "end of the dial",
    "observed": "what was seen",
    "blocked": "blocked by a rule",
}


def percent(share: float, *, skins: int) -> str:
    """A chance in percent: one decimal below ten, where a burn chance is decided; whole numbers above.

    A sample of skins cannot tell a chance below one in its size from none: it is said to be less than that.
    """
    value = 100 * share
    if share < 1 / skins:
        return f"<{number(math.ceil(1000 / skins) / 10)} %"
    if value < 9.95:
        return f"{value:.1f} %"
    return f"{value:.0f} %"


def percent_range(low: float, high: float, *, skins: int) -> str:
    """A 5-95 % band in percent."""
    return f"{percent(low, skins=skins).removesuffix(' %')} to {percent(high, skins=skins)}"


def number(value: float) -> str:
    """A number with three figures at most, in powers of ten only where it is very small or very large."""
    return f"{float(f'{value:.3g}'):g}"


def band(value: Band, unit: str = "") -> str:
    """A median with its 5-95 % band."""
    tail = f" {unit}" if unit else ""
    return f"{number(value.p50)}{tail} ({number(value.p5)} to {number(value.p95)})"


def fluence(value: float, of: Window | DialSetting) -> str:
    """A radiant exposure as its panel shows it: J/cm², or mJ of one narrow beam."""
    return dialled(value, of, digits=6 if unit_on_dial(of) == "J/cm²" else 4)


def without(harm: str) -> str:
    """That a harm does not follow, beside an effect: "no burn", "not too deep"."""
    return f"not {harm}" if harm.startswith("too ") else f"no {harm}"


def plain(name: str) -> str:
    """A name of the file format as words."""
    return spoken(name)


def settings_in_words(window: Window) -> str:
    """Handpiece, spot, pulse and cooling of a window in one line."""
    dials = "".join(f", {one}" for one in other_dials(window))
    return f"{window.handpiece}, {_aperture(window)}, pulse {window.pulse_label}{dials}, cooling: {window.cooling}"


def dial_in_words(setting: DialSetting) -> str:
    """A dial setting in one line."""
    return f"{energy_words(setting)}, {setting.handpiece}, {_aperture(setting)}, {setting.pulse_label}"


def _aperture(of: Window | DialSetting) -> str:
    return f"spot {of.spot_label}" if unit_on_dial(of) == "J/cm²" else of.spot_label


def sources_in_words(keys: tuple[str, ...]) -> str:
    """Keys of references in brackets; that something is assumed is said by its kind."""
    works = [key for key in keys if key != "assumed"]
    return f"[{', '.join(works)}]" if works else ""
