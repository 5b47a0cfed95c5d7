"""How a setting reads on the panel: radiant exposure for spots, energy of one beam for columns.

Inside, every window has the radiant exposure of its beam as its dial; people see what the panel shows.
"""

from __future__ import annotations

from lentigo.domain.plan import DialSetting, TradeOff, Window

__all__ = ["aperture_words", "dialled", "energy_words", "name_on_dial", "on_dial", "other_dials", "unit_on_dial"]


def unit_on_dial(of: Window | DialSetting) -> str:
    """The unit that the panel shows: J/cm², or mJ of one narrow beam."""
    return "J/cm²" if _factor(of) is None else "mJ"


def name_on_dial(of: Window | DialSetting) -> str:
    """What the panel's first number is called: the fluence, or the energy of one narrow beam."""
    return "fluence" if _factor(of) is None else "energy of one beam"


def aperture_words(of: Window | DialSetting) -> str:
    """What the light leaves by: "8 mm spot", or "120 µm beams"."""
    return f"{of.spot_label} spot" if _factor(of) is None else of.spot_label


def on_dial(fluence_j_cm2: float, of: Window | DialSetting) -> float:
    """A radiant exposure as the number on the panel.

    Parameters
    ----------
    fluence_j_cm2 : float
        Radiant exposure of the beam [J/cm²].
    of : Window or DialSetting
        Whose panel.
    """
    factor = _factor(of)
    return fluence_j_cm2 if factor is None else fluence_j_cm2 * factor


def dialled(fluence_j_cm2: float, of: Window | DialSetting, *, digits: int = 3) -> str:
    """A radiant exposure as it reads on the panel, with its unit: "12 J/cm²", or "20 mJ"."""
    value = on_dial(fluence_j_cm2, of)
    return f"{float(f'{value:.{digits}g}'):g} {unit_on_dial(of)}"


def energy_words(setting: DialSetting, *, digits: int = 4) -> str:
    """The energy of a setting with everything that multiplies it: "20 mJ, 150 columns per cm², 2 passes"."""
    words = [dialled(setting.fluence_j_cm2, setting, digits=digits)]
    return ", ".join(words + other_dials(setting))


def other_dials(of: Window | DialSetting | TradeOff) -> list[str]:
    """Density, passes and stacked pulses in words; what is single or not there is left out."""
    words = []
    if of.density_per_cm2 is not None:
        words.append(f"{of.density_per_cm2:g} columns per cm² and pass")
    if of.stacked > 1:
        words.append(f"{of.stacked} pulses on each place")
    if of.passes > 1 or of.density_per_cm2 is not None:
        words.append("1 pass" if of.passes == 1 else f"{of.passes} passes")
    return words


def _factor(of: Window | DialSetting) -> float | None:
    """Energy of one narrow beam [mJ] per radiant exposure in it [J/cm²]; none where the dial is radiant exposure."""
    if isinstance(of, Window):
        return of.mj_per_j_cm2
    return None if of.energy_mj is None else of.energy_mj / of.fluence_j_cm2
