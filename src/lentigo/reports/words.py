"""Numbers and names as plain British English: no false precision, the same wording everywhere."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final, Literal

from lentigo.domain.device import Device, Handpiece
from lentigo.domain.dials import on_dial, other_dials, unit_on_dial
from lentigo.domain.plain_words import spoken
from lentigo.domain.plan import Band, Cap, DialSetting, Plan, TradeOff, Window
from lentigo.reports.goals import labels_of

Bruising = Literal["possible", "expected"]
"""How likely purple spots are at a setting."""

DISCLAIMER: Final = (
    "Research and education software. Not a medical device. Not validated for treating patients. "
    "A qualified clinician is responsible for every setting."
)

_NUMBER_AND_UNIT: Final = re.compile(r"(\d) (%|°C|J/cm²|mJ\b|[µnpm]?s\b|[µnm]m\b|cm²|Hz\b)")
_EXPLAINED_HARM: Final = re.compile(r"\bharm \([^)]*\)")

DECISIONS: Final = {
    "setting": "A setting can be recommended",
    "no_window": "No setting can be recommended",
    "not_computed": "No setting is computed for this diagnosis",
    "not_now": "Not now",
    "refused": "Must not be treated",
    "blocked_by_verification": "No setting: the independent check disagrees",
}
"""What each decision is called."""

VERDICTS: Final = {
    "ABSOLUTE": "Blocked",
    "DEFER": "Blocked until later",
    "REFER": "Refer first",
    "RELATIVE": "Needs a clinician's written reason",
    "MODIFY": "Changes the plan",
    "INFO": "For information",
    "CLEAR": "Nothing found that stands against treatment",
}
"""What each class of a screening rule means to the reader."""

KINDS: Final = {
    "measured": "measured",
    "fitted": "fitted to measurements",
    "assumed": "assumed",
    "manufacturer": "stated by the manufacturer",
}
"""How well a number is known, in words."""

CAPS: Final = {
    "burn": "chance of a burn",
    "dark_marks": "chance of dark marks",
    "endpoint": "the mild endpoint",
    "published": "published practice",
    "dial": "end of the dial",
    "observed": "what was seen",
    "blocked": "blocked by screening",
}
"""What each cap is called on a chart."""

TOPICS: Final = {
    "assumed": "Assumed value",
    "validity": "Outside the tested range",
    "limit": "Near a limit",
    "skin": "Skin",
    "device": "Device",
    "model": "Model",
    "verification": "Check",
}
"""What each kind of remark is called."""


def percent(share: float) -> str:
    """A chance as a percentage without false precision: whole per cent, and its ends as bounds.

    Parameters
    ----------
    share : float
        Chance between 0 and 1 [1].
    """
    if share < 0.01:
        return "below 1 %"
    if share >= 0.995:
        return "above 99 %"
    return f"{_half_up(share * 100)} %"


def percent_range(low: float, high: float) -> str:
    """Two chances as one range, such as "3–12 %" [1]; one number where both read the same.

    A lower end below one per cent is given to half a per cent, so that "0.5–8 %" stays what it is.
    """
    left, right = _percent_number(low), _percent_number(high)
    return f"{left} %" if left == right else f"{left}–{right} %"


def chance(share: float) -> str:
    """A chance as people count it: "about 7 in 10", "about 4 in 100" [1]."""
    if share < 0.01:
        return "fewer than 1 in 100"
    if share >= 0.995:
        return "more than 99 in 100"
    if 0.095 <= share <= 0.905:
        return f"about {_half_up(share * 10)} in 10"
    return f"about {_half_up(share * 100)} in 100"


def dial_number(plan: Plan, of: Window | DialSetting, value_j_cm2: float) -> str:
    """A radiant exposure as the number on the panel, with the decimals of its dial step: energy where columns are made.

    Parameters
    ----------
    plan : Plan
        Knows the dial steps of its devices.
    of : Window or DialSetting
        Whose panel.
    value_j_cm2 : float
        Radiant exposure of the beam [J/cm²].
    """
    step = dial_step(plan, of)
    return number(on_dial(value_j_cm2, of), step=None if step is None else on_dial(step, of))


def dialled(plan: Plan, of: Window | DialSetting, value_j_cm2: float) -> str:
    """A radiant exposure as it reads on the panel, with its unit: "1.2 J/cm²", or "18 mJ"."""
    return f"{dial_number(plan, of, value_j_cm2)} {unit_on_dial(of)}"


def dial_span(plan: Plan, of: Window | DialSetting, *, low_j_cm2: float, high_j_cm2: float) -> str:
    """A range of dial numbers with their unit; one number where both ends read the same."""
    left, right = (dial_number(plan, of, value) for value in (low_j_cm2, high_j_cm2))
    return f"{left if left == right else f'{left}–{right}'} {unit_on_dial(of)}"


def dial_limit(value_j_cm2: float, of: Window | DialSetting) -> str:
    """An upper bound as the number on the panel, as :func:`limit` writes it."""
    return limit(on_dial(value_j_cm2, of))


def dial_band(values: Band, of: Window | DialSetting) -> str:
    """A percentile band of radiant exposures as the panel's numbers, with their unit."""
    p5, p50, p95 = (on_dial(value, of) for value in (values.p5, values.p50, values.p95))
    return band(Band(p5=p5, p50=p50, p95=p95), unit=unit_on_dial(of))


def cap_name(cap: Cap, window: Window) -> str:
    """What a cap is called; that on harm by what harm means for the goal."""
    return labels_of(window.goal).chance_of_harm if cap.name == "burn" else CAPS[cap.name]


def short_harm(text: str) -> str:
    """The text without what stands in brackets behind harm, where a table has said already what harm is."""
    return _EXPLAINED_HARM.sub("harm", text)


def other_settings(of: Window | DialSetting | TradeOff) -> str:
    """All that is set beside the energy: what the light leaves by, pulse, density, passes, cooling."""
    return ", ".join((of.spot_label, of.pulse_label, *other_dials(of), cooling(of.cooling)))


def number(value: float, *, step: float | None = None) -> str:
    """A number with the decimals of its step, or with two to three significant digits."""
    if step is not None:
        return f"{value:.{decimals(step)}f}"
    return significant(value)


def limit(value: float) -> str:
    """An upper bound with three significant digits, as the sentence beside it tells it.

    It is neither cut nor moved to a dial step, so that one limit is one number in the whole plan; what may be dialled
    is the highest step below it.
    """
    return significant(value, digits=3)


def span(low: float, high: float, *, step: float | None = None) -> str:
    """A range of dial numbers; one number where both ends read the same."""
    left, right = number(low, step=step), number(high, step=step)
    return left if left == right else f"{left}–{right}"


def decimals(step: float) -> int:
    """How many decimals a dial with this step shows."""
    for places in range(5):
        if math.isclose(step * 10**places, round(step * 10**places), abs_tol=1e-6):
            return places
    return 4


def significant(value: float, *, digits: int = 2) -> str:
    """A number with so many significant digits, never in exponents between a thousandth and a hundred thousand."""
    if value == 0:
        return "0"
    size = math.floor(math.log10(abs(value)))
    if -4 < size < 6:
        places = max(digits - 1 - size, 0)
        text = f"{value:.{places}f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return f"{value:.{digits - 1}e}"


def band(values: Band, *, unit: str = "") -> str:
    """A percentile band as "9.7 (5.2–18)" with its unit."""
    text = f"{significant(values.p50)} ({significant(values.p5)}–{significant(values.p95)})"
    return f"{text} {unit}" if unit else text


def day(when: date) -> str:
    """A date as people read it, such as "4 May 2026"."""
    return f"{when.day} {when:%B %Y}"


def join(items: Iterable[str], *, last: str = "and") -> str:
    """Words as a list in a sentence."""
    words = list(items)
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def plain(name: str) -> str:
    """A name of the case file, such as ``solar_lentigo``, as words."""
    return spoken(name)


def bound(text: str) -> str:
    """The text with its numbers tied to their units, so that no line ends between them."""
    return _NUMBER_AND_UNIT.sub("\\1\N{NO-BREAK SPACE}\\2", text)


def sentence(text: str) -> str:
    """The text with a capital and a full stop, so that a list of remarks reads as sentences."""
    trimmed = text.strip()
    if not trimmed:
        return trimmed
    ending = "" if trimmed[-1] in ".?!:…" else "."
    return trimmed[0].upper() + trimmed[1:] + ending


def capital(text: str) -> str:
    """The text with a capital first letter."""
    return text[:1].upper() + text[1:]


def split_unit(label: str) -> tuple[str, str]:
    """A label of the panel as value and unit: "4 mm" as "4" and "mm"; other labels whole, without a unit."""
    value, gap, unit = label.rpartition(" ")
    plain_unit = unit in {"mm", "µm", "nm", "ps", "ns", "µs", "us", "ms", "s", "Hz"}
    return (value, unit) if gap and plain_unit and not any(c.isalpha() for c in value) else (label, "")


def versions(plan: Plan) -> str:
    """What computed this plan, in one line; the library's digest by its first twelve characters."""
    v = plan.versions
    return f"Lentigo {v.lentigo} · rule set {v.rules} · model version {v.model} · library {v.library[:12]}"


def device_name(plan: Plan, device: str) -> str:
    """The name of a device, or its key where the plan holds no such device."""
    found = _device(plan.devices, device)
    return found.name if found else plain(device)


def dial_step(plan: Plan, window: Window | DialSetting) -> float | None:
    """The dial step for a window's spot or tip [J/cm²], from the device in the plan; none where it is not there."""
    device = _device(plan.devices, window.device)
    if device is None:
        return None
    spots = [s for h in device.handpieces if h.name == window.handpiece for s in h.apertures]
    exact = [s for s in spots if s.label == window.spot_label]
    near = exact or [s for s in spots if math.isclose(s.equivalent_diameter_mm, window.spot_mm, rel_tol=1e-6)]
    return near[0].fluence_step_j_cm2 if near else None


def way(plan: Plan, window: Window | DialSetting) -> str:
    """Device and handpiece as one name, without saying the same twice."""
    name = device_name(plan, window.device)
    return name if window.handpiece in name else f"{name}, {window.handpiece}"


def named(plan: Plan, text: str) -> str:
    """The text with the devices of the plan by their names instead of their keys."""
    for device in plan.devices:
        text = re.sub(rf"(?<!\w){re.escape(device.id)}(?!\w)", lambda _, name=device.name: name, text)  # type: ignore[misc]
    return text


def handpiece(plan: Plan, window: Window) -> Handpiece | None:
    """The handpiece of a window, from the device in the plan; none where it is not there."""
    device = _device(plan.devices, window.device)
    return next((h for h in device.handpieces if h.name == window.handpiece), None) if device else None


def wavelength(plan: Plan, window: Window) -> str:
    """The wavelength as the panel shows it: nanometres, or the cut-off of a filtered broadband source."""
    found = handpiece(plan, window)
    if found is not None and found.wavelength_nm is None:
        cut_off = found.cut_off_nm
        return f"{cut_off:g} nm filter" if cut_off else "broadband"
    return f"{window.wavelength_nm:g} nm"


def seen_at(window: Window, fluence_j_cm2: float) -> tuple[str, ...]:
    """What to see at a setting: the endpoint, and purple spots where small vessels may bruise at it."""
    seen = sentence(window.endpoint)
    bruise = bruising(window, fluence_j_cm2)
    if bruise is None:
        return (seen,)
    if bruise == "possible":
        return (seen, "Purple spots are possible: small vessels may bruise at this setting.")
    return (seen, "Expect purple spots as well: small vessels bruise at this setting.")


def bruising(window: Window, fluence_j_cm2: float) -> Bruising | None:
    """Whether small vessels may bruise at a setting; none where that is unlikely, or no threshold is known."""
    threshold = window.purpura_threshold_j_cm2
    if threshold is None or fluence_j_cm2 < threshold.p5:
        return None
    return "possible" if fluence_j_cm2 < threshold.p50 else "expected"


def cooling(name: str) -> str:
    """How the skin is cooled, in words that stand alone."""
    return "no cooling" if name.strip().lower() in ("", "none", "no cooling") else name


def _device(devices: Sequence[Device], key: str) -> Device | None:
    return next((d for d in devices if key in (d.id, d.name)), None)


def _half_up(value: float) -> int:
    return math.floor(value + 0.5)


def _percent_number(share: float) -> str:
    if share > 0.995:
        return "above 99" if share < 1 else "100"
    if share < 0.01:
        halves = _half_up(share * 200) / 2
        return f"{halves:g}"
    return str(_half_up(share * 100))
