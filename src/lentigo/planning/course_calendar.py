"""The calendar of a strategy in plain words, and the risks that papers list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Final

import numpy as np

from lentigo import library
from lentigo.domain.aftercare import Aftercare
from lentigo.domain.case import Case
from lentigo.domain.course import CalendarEntry, ListedRisk
from lentigo.domain.goals import Goal
from lentigo.domain.plan import Finding
from lentigo.domain.risks import RiskEntry
from lentigo.domain.strategy import Strategy
from lentigo.library.drugs import drug
from lentigo.library.risks import risk_set
from lentigo.planning.course_measures import measures_of
from lentigo.planning.course_pigment import Body, Followed
from lentigo.planning.course_strategies import Offer

_FADING = (21, 56)
"""Days after a session between which the result is judged: crusts are off, and turnover has taken what was broken."""


_RIPENING = (84, 183)
"""The same where new collagen is what is waited for."""

_EXPECTED: Final[Mapping[Goal, str]] = {
    "whitening": "The spot is darker, with a fine crust. It falls off by itself; do not pick.",
    "no_whitening": "The spot is darker, with a fine crust. It falls off by itself; do not pick.",
    "vessels": "The skin may be darker or have a fine crust in places. It falls off by itself; do not pick.",
    "collagen": "The skin may be red or have a fine crust in places. It falls off by itself; do not pick.",
    "columns": "The skin feels like sandpaper, with tiny brown dots. They come off by themselves; do not pick.",
    "removal": "The skin is open and weeps, then crusts; new skin is pink. Keep to the care agreed on; do not pick.",
}


_BRUISED: Final = (
    "The skin is purple or grey, like a bruise, with a fine crust in places. It fades by itself; do not pick."
)


def _texture(body: Body) -> bool:
    return "texture" in measures_of(body.case.lesion.kind)


def calendar(body: Body, strategy: Strategy, after: Aftercare | None, followed: Followed) -> tuple[CalendarEntry, ...]:
    """What happens on which days, in order."""
    found = [*_care(strategy, body), *_sessions(strategy, body, after, followed)]
    return tuple(sorted(found, key=lambda one: (one.from_day, one.to_day, one.kind)))


def _care(strategy: Strategy, body: Body) -> Iterator[CalendarEntry]:
    for film in strategy.protection:
        tinted = "Tinted sunscreen" if film.visible_share_blocked > 0 else "Sunscreen"
        times = _times(film.applications_per_day)
        yield CalendarEntry(
            from_day=film.from_day,
            to_day=min(film.to_day, body.horizon_days),
            kind="protection",
            text=f"{tinted} of factor {film.factor:g}, {times}, also on days without sun.",
        )
    for wish in strategy.care:
        known = drug(wish.drug)
        strength = "" if wish.strength_percent is None else f" {wish.strength_percent:g} %"
        yield CalendarEntry(
            from_day=wish.from_day,
            to_day=min(wish.to_day, body.horizon_days),
            kind="care",
            text=f"{known.name}{strength if '%' not in known.name else ''}, {_times(wish.applications_per_day)}. "
            f"{known.start}",
            sources=known.sources[:1],
        )
        if wish.to_day <= body.horizon_days:
            yield CalendarEntry(
                from_day=wish.to_day, to_day=wish.to_day, kind="care", text=f"{known.name}: stop. {known.stop}"
            )


def _times(per_day: float) -> str:
    if per_day == 1:
        return "once a day"
    if per_day < 1:
        return f"every {1 / per_day:.0f} days"
    return f"{per_day:g} times a day"


def _sessions(strategy: Strategy, body: Body, after: Aftercare | None, followed: Followed) -> Iterator[CalendarEntry]:
    if after is None:
        return
    for place, (wish, result) in enumerate(zip(strategy.sessions, followed.sessions, strict=True)):
        setting = result.setting
        yield CalendarEntry(
            from_day=wish.day,
            to_day=wish.day,
            kind="session",
            text=(
                f"Session {len({one.day for one in strategy.sessions[: place + 1]})}: {setting.handpiece}, about "
                f"{result.minutes:.0f} minutes."
                + (" The numbing cream goes on before." if wish.numbing is not None else "")
            ),
        )
        shed = float(np.quantile(followed.times[place].crust_shed, 0.95)) / 86400.0
        bruised = result.purpura.mean() >= library.number("healing/aftercare", "purpura.told_share").value
        if bruised:
            shed = max(shed, library.number("healing/aftercare", "purpura.seen_days").high)
        if shed >= 1.0:
            yield CalendarEntry(
                from_day=wish.day + 1,
                to_day=min(wish.day + int(np.ceil(shed)), body.horizon_days),
                kind="expected",
                text=_BRUISED if bruised else _EXPECTED[result.goal],
            )
        watch = (wish.day + 14, min(wish.day + 42, body.horizon_days))
        if watch[0] <= body.horizon_days:
            yield CalendarEntry(
                from_day=watch[0],
                to_day=watch[1],
                kind="call",
                text="A dark or pale mark where there was none: call, and send a photograph.",
            )
        later = [one.day for one in strategy.sessions if one.day > wish.day]
        ripens = result.goal in ("collagen", "columns", "removal") and _texture(body) and not later
        first, last = _RIPENING if ripens else _FADING
        # Before the next session, however soon that is.
        end = min([wish.day + last, body.horizon_days, *(day - 1 for day in later)])
        read = (min(wish.day + first, end), end)
        if wish.day < read[0] <= body.horizon_days:
            yield CalendarEntry(
                from_day=read[0],
                to_day=read[1],
                kind="reading",
                text="The result is read and photographed, before anything else is done.",
            )


def published_marks(offer: Offer, followed: Followed, *, chance: float) -> tuple[Finding, ...]:
    """What studies counted of dark marks after columns and resurfacing, beside what is computed for this setting.

    Parameters
    ----------
    offer : Offer
        Whose devices are used.
    followed : Followed
        Its sessions.
    chance : float
        Of at least one dark mark in the course, as computed [1].
    """
    families = {_family_of(offer, wish.device) for wish in offer.strategy.sessions} & _WOUNDING
    found = []
    for family in sorted(families):
        entry = next((one for one in _marks_of(family) if one.share_percent is not None), None)
        counted = "no study was read that counted them" if entry is None else f"studies counted: {entry.where}"
        single = 100 * max(one.chance_dark_marks for one in followed.sessions)
        found.append(
            Finding(
                topic="model",
                text=(
                    f"Dark marks after {family.replace('_', ' ')} light: computed for this setting in {single:.0f} of "
                    f"100 after a session and in {100 * chance:.0f} of 100 over the course; {counted}. The computed "
                    "ones are of a setting as high as the caps allow, and reactions of several sessions add up in them."
                ),
                sources=() if entry is None else entry.sources,
            )
        )
    return tuple(found)


def published_redness(body: Body, followed: Followed) -> tuple[Finding, ...]:
    """What studies saw of red vessels of the face after dye lasers, where light is aimed at such vessels.

    Parameters
    ----------
    body : Body
        The sampled skins.
    followed : Followed
        The strategy's sessions.
    """
    aimed = any(one.goal == "vessels" for one in followed.sessions)
    if not aimed or body.case.lesion.kind not in _RED_FACES:
        return ()
    seen = {name: number for name, number in library.table("course/redness").items() if name.startswith("seen.")}
    score = seen["seen.lower_score_after_four_percent"]
    return (
        Finding(
            topic="model",
            text=(
                "More redness goes in this model than studies of dye lasers saw: they counted "
                f"{seen['seen.fewer_vessels_after_one_percent'].value:.0f} % fewer vessels after one session, three "
                f"quarters of them gone in {seen['seen.persons_cleared_after_three_percent'].value:.0f} of 100 persons "
                f"after three, and scores {score.low:.0f} to {score.high:.0f} % lower after four. Here a pulse meets "
                "every vessel; on a face spots leave some out. Tell the person what the studies saw."
            ),
            sources=tuple(sorted({number.source for number in seen.values()})),
        ),
    )


_RED_FACES: Final = ("telangiectasia", "rosacea")
"""Kinds that those studies treated."""


def _marks_of(family: str) -> tuple[RiskEntry, ...]:
    return tuple(one for one in risk_set("resurfacing").risk if one.name == "dark_marks" and family in one.families)


def _family_of(offer: Offer, device: str | None) -> str:
    """Family of a device of the plan; of the first with a setting where none is named."""
    first = next((one.device for one in offer.plan.windows if one.recommended is not None), None)
    wanted = first if device is None else device
    return next((one.family for one in offer.plan.devices if one.id == wanted), "")


def listed_risks(case: Case, offer: Offer, followed: Followed) -> tuple[ListedRisk, ...]:
    """Risks of the steps of a strategy: with a chance where somebody counted, "unknown" elsewhere."""
    found = []
    if followed.sessions:
        families = {_family_of(offer, wish.device) for wish in offer.strategy.sessions}
        found += [_light(entry) for entry in _entries(case, families)]
    for wish in offer.strategy.care:
        known = drug(wish.drug)
        found += [
            ListedRisk(
                name=known.id,
                chance=harm.chance,
                low=harm.low,
                high=harm.high,
                text=f"{known.name}: {harm.text}",
                sources=(harm.source,),
            )
            for harm in known.harms
        ]
    return tuple(found)


def _entries(case: Case, families: AbstractSet[str]) -> tuple[RiskEntry, ...]:
    """Risks of the families that are used; what was counted for columns or resurfacing goes before light in general."""
    own = [one for one in risk_set("resurfacing").risk if one.families and _concerns(one, case, families)]
    told = {one.name for one in own}
    general = [one for one in risk_set("light").risk if _concerns(one, case, families) and one.name not in told]
    if families <= _WOUNDING:
        # These wound by water: nothing of it is about pigment that bursts, or about bruises of vessels.
        general = [one for one in general if one.name not in _OF_LIGHT]
    return (*own, *general)


_WOUNDING: Final = frozenset({"fractional_nonablative", "fractional_ablative", "full_field_ablative"})
_OF_LIGHT: Final = frozenset({"bruise", "hair_loss", "blue_grey_after_gold"})


def _concerns(entry: RiskEntry, case: Case, families: AbstractSet[str]) -> bool:
    return (
        (not entry.kinds or case.lesion.kind in entry.kinds)
        and (not entry.families or bool(families & set(entry.families)))
        and (not entry.sites or case.skin.site in entry.sites)
    )


def _light(entry: RiskEntry) -> ListedRisk:
    if entry.share_percent is None or entry.low_percent is None or entry.high_percent is None:
        return ListedRisk(
            name=entry.name, chance="unknown", low="unknown", high="unknown", text="", sources=entry.sources
        )
    return ListedRisk(
        name=entry.name,
        chance=entry.share_percent / 100.0,
        low=entry.low_percent / 100.0,
        high=entry.high_percent / 100.0,
        text=entry.where,
        sources=entry.sources,
    )
