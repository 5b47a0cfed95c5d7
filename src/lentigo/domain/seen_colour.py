"""What an eye and a colorimeter are expected to see of a skin and of the lesion in it: a prediction, no photograph."""

from __future__ import annotations

from lentigo.domain.record import Finite, Fraction, NonNegative, record

Display = tuple[Fraction, Fraction, Fraction]
"""Red, green and blue as sRGB display values between 0 and 1."""


@record
class ColourBand:
    """5th, 50th and 95th percentile over the sampled skins. The unit is in the name of the field that holds it."""

    p5: Finite
    p50: Finite
    p95: Finite


@record
class SeenColour:
    """The colour of one place in daylight (CIE D65, 2-degree observer)."""

    lightness: ColourBand
    """L*."""
    a_star: ColourBand
    """From green to red."""
    b_star: ColourBand
    """From blue to yellow."""
    ita_deg: ColourBand
    """Individual typology angle; its 5th percentile is the dark end."""
    ita_class: str
    """Of the middle angle, in words."""
    srgb: Display
    """Display colour of the middle L*, a* and b*."""


@record
class SeenColours:
    """The colours of the skin around a lesion and of the lesion, before anything is done, and how far they differ."""

    skin: SeenColour
    lesion: SeenColour
    faintest_srgb: tuple[Display, Display]
    """Display colours of skin and lesion where the lesion stands out least: the middle of that tenth of the skins."""
    strongest_srgb: tuple[Display, Display]
    """The same where it stands out most."""
    difference_delta_e: ColourBand
    """CIEDE2000 between lesion and skin [1]."""
    just_seen_delta_e: NonNegative
    """CIEDE2000 that is just seen side by side [1]."""
    chance_seen: Fraction
    """Share of the sampled skins in which the lesion differs by at least that."""
    by_melanin: bool
    """The lesion differs by melanin."""
    by_blood: bool
    """The lesion differs by blood."""
    lesion_known: bool
    """How dark the lesion is was measured or judged; the colour of a red lesion never is."""
    remarks: tuple[str, ...] = ()
    """What else must be known to read them, in plain words."""
