"""The calendar after a session in plain words: what papers and screens show of an ``Aftercare``."""

from __future__ import annotations

from dataclasses import dataclass

from lentigo.domain.aftercare import Aftercare, DayBand
from lentigo.reports.catalogue import Catalogue


@dataclass(frozen=True, slots=True)
class SaidBand:
    """Some days: their title, and sentences."""

    title: str
    normal: tuple[str, ...]
    do: tuple[str, ...]
    call: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SaidAllowed:
    """One thing that is allowed again, from when, and what it waits for."""

    what: str
    when: str
    because: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SaidAftercare:
    """The whole calendar; titles of its three lists beside it."""

    bands: tuple[SaidBand, ...]
    allowed: tuple[SaidAllowed, ...]
    normal_title: str
    do_title: str
    call_title: str
    allowed_title: str


def said_aftercare(care: Aftercare, *, say: Catalogue) -> SaidAftercare:
    """A calendar in the words of a language.

    Parameters
    ----------
    care : Aftercare
        What :func:`lentigo.planning.aftercare.aftercare` gave.
    say : Catalogue
        The language.
    """
    return SaidAftercare(
        bands=tuple(_band(band, care, say) for band in care.bands),
        allowed=tuple(
            SaidAllowed(
                what=say(f"aftercare-activity-{one.activity}"),
                when=say("aftercare-from-date", date=say.day(one.on), day=one.allowed_after_days)
                if one.on is not None
                else say("aftercare-from-day", day=one.allowed_after_days),
                because=say(f"aftercare-because-{one.because}"),
                sources=one.sources,
            )
            for one in care.allowed
        ),
        normal_title=say("aftercare-title-normal"),
        do_title=say("aftercare-title-do"),
        call_title=say("aftercare-title-call"),
        allowed_title=say("aftercare-title-allowed"),
    )


def _band(band: DayBand, care: Aftercare, say: Catalogue) -> SaidBand:
    if band.from_day == band.to_day:
        title = say("aftercare-band-one", day=band.from_day)
    else:
        title = say("aftercare-band", first=band.from_day, last=band.to_day)
    if band.from_date is not None and band.to_date is not None:
        dates = (say.day(band.from_date), say.day(band.to_date))
        title = say("aftercare-band-dates", days=title, dates=" – ".join(dict.fromkeys(dates)))
    return SaidBand(
        title=title,
        normal=tuple(say(f"aftercare-normal-{name}") for name in band.normal),
        do=tuple(say(f"aftercare-do-{name}") for name in band.do),
        call=tuple(say(f"aftercare-call-{name}", day=care.slow_after_days) for name in band.call),
    )
