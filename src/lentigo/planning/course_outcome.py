"""What a followed strategy comes to: traces with bands, dark marks, return, downtime, sessions needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lentigo import library
from lentigo.domain.course import SessionForecast, Swatch, Trace
from lentigo.domain.plan import Band
from lentigo.physics.pigment import AROUND, LESION
from lentigo.planning.compose_care import visible_excess
from lentigo.planning.course_colour import Colours, ColourTable
from lentigo.planning.course_pigment import Body, Followed

Floats = NDArray[np.float64]

MONTHS_6, MONTHS_12 = 183, 365
"""Days after the last session, or after the last day of care, at which return is asked for."""

READ_AFTER = 56
"""Days after the last session at which its result is read."""

_VISIT = "course/visit"


def trace(values: Floats, days: Sequence[int]) -> Trace:
    """The band of a quantity on the given days; ``values`` are (T, N) [any unit]."""
    low, middle, high = np.quantile(values[np.asarray(days)], (0.05, 0.5, 0.95), axis=1)
    return Trace(p5=_told(low), p50=_told(middle), p95=_told(high))


def band_of(values: Floats) -> Band:
    """The band of one number per skin."""
    low, middle, high = np.quantile(values, (0.05, 0.5, 0.95))
    return Band(p5=round(float(low), 3), p50=round(float(middle), 3), p95=round(float(high), 3))


def _told(values: Floats) -> tuple[float, ...]:
    return tuple(round(float(v), 3) for v in values)


def colours(followed: Followed, body: Body, table: ColourTable, days: Sequence[int]) -> tuple[Colours, Colours]:
    """Colours of the skin around and of the lesion, (D, N), without the redness of healing."""
    rows = np.asarray(days)
    column = body.question.usual.melanin_column
    epidermal, dermal = followed.epidermal[rows], followed.pigment.dermal[rows]

    def seen(which: int) -> Colours:
        return table.colours(column * epidermal[:, which], dermal=dermal[:, which] / body.dermal_unit)

    return seen(AROUND), seen(LESION)


def redness(followed: Followed, body: Body, table: ColourTable, days: Sequence[int]) -> Floats:
    """(D, N) redness a* of the treated skin above the usual [1]."""
    rows = np.asarray(days)
    red = strongest([one.erythema for one in followed.healing], rows.size, body, rows)
    gain = library.number(_VISIT, "blood_at_full_redness_ratio").value - 1.0
    column = body.question.usual.melanin_column * followed.pigment.epidermal[rows, AROUND]
    plain = table.colours(column)
    flushed = table.colours(column, blood=1.0 + gain * red)
    return np.maximum(flushed.a_star - plain.a_star, 0.0)


def strongest(histories: Sequence[Floats], count: int, body: Body, rows: NDArray[np.intp]) -> Floats:
    """(D, N) the strongest of the signals of all sessions; nothing where there was none."""
    found = np.zeros((count, body.contrast.size))
    for history in histories:
        found = np.maximum(found, history[rows])
    return found


def discomfort(followed: Followed, body: Body, pain: Sequence[tuple[int, Floats]]) -> Floats:
    """(T, N) discomfort, 0 to 10: swelling and open skin after a session, the pain of the session on its day."""
    rows = np.arange(body.time.size)
    table = library.table(_VISIT)
    swelling = strongest([one.oedema for one in followed.healing], rows.size, body, rows)
    wound = strongest([one.open_wound for one in followed.healing], rows.size, body, rows)
    felt = np.minimum(
        table["discomfort_swelling_index"].value * swelling + table["discomfort_wound_index"].value * wound, 10.0
    )
    for day, hurt in pain:
        felt[day] = np.maximum(felt[day], hurt)
    return felt


def downtime(followed: Followed, body: Body) -> Floats:
    """(N,) days with crusts, swelling or open skin that others see [days]."""
    rows = np.arange(body.time.size)
    seen = library.number(_VISIT, "seen_share").value
    visible = np.zeros((rows.size, body.contrast.size), dtype=bool)
    for one in followed.healing:
        visible |= (one.crust > seen) | (one.oedema > seen) | (one.open_wound > seen)
    days: Floats = visible.sum(axis=0).astype(np.float64)
    return days


@dataclass(frozen=True, slots=True)
class DarkMarks:
    """Who marks, and when."""

    chance: float
    """Share of skins with a mark at any time [1]."""
    shares: tuple[float, ...]
    """Share of skins in which one can be seen, on the told days [1]."""


def dark_marks(followed: Followed, sessions: Sequence[int], days: Sequence[int]) -> DarkMarks:
    """Dark marks of a course, and the days on which they can be seen.

    The chance of a mark after the first session is that of the calibrated law. On whom it falls follows from the
    melanin that inflammation drives in each skin: those whose reaction passes that of the weakest that marks. Later
    sessions meet the same persons, whose reactions add to what has not faded; never is the chance told below that of
    the session with the greatest.
    """
    nobody = DarkMarks(chance=0.0, shares=tuple(0.0 for _ in days))
    if not sessions or followed.sessions[0].chance_dark_marks <= 0.0:
        return nobody
    reaction = followed.reaction
    single = max(result.chance_dark_marks for result in followed.sessions)
    least = max(float(np.quantile(followed.first_reaction, 1.0 - followed.sessions[0].chance_dark_marks)), 1e-9)
    if least >= visible_excess().value:
        marked = reaction.max(axis=0) >= least
    else:
        # Reactions of every session together stay below what is seen: sessions add no persons to the law's.
        marked = followed.first_reaction >= float(np.quantile(followed.first_reaction, 1.0 - single))
    # Seen from half of that height on: marks come and go, they do not flash.
    shown = marked & (reaction >= 0.5 * least)
    return DarkMarks(
        chance=round(max(float(marked.mean()), single), 4),
        shares=tuple(round(float(v), 4) for v in shown[np.asarray(days)].mean(axis=1)),
    )


def recurred(followed: Followed, *, after: int, last_care: int) -> float | None:
    """Share of the skins that had gained and have lost half of their best gain a time after treatment ended."""
    share = followed.pigment.excess_share
    row = last_care + after
    if row >= share.shape[0]:
        return None
    best = np.nanmin(share[: row + 1], axis=0)
    gained = 1.0 - best >= 0.1
    if not np.any(gained):
        return None
    lost = (share[row] - best) / np.maximum(1.0 - best, 1e-9)
    back = lost >= library.number(_VISIT, "recurred_share").value
    return round(float(np.mean(back[gained])), 4)


def read_after(followed: Followed, sessions: Sequence[int]) -> Floats:
    """(K, N) share of the extra melanin left when each session is read: before the next one, or after eight weeks."""
    share = np.nan_to_num(followed.pigment.excess_share, nan=0.0)
    last = share.shape[0] - 1
    # A session's own day is stored after it: the day before is what the next one meets.
    due = [*(day - 1 for day in sessions[1:]), sessions[-1] + READ_AFTER] if sessions else []
    return share[[min(day, last) for day in due]] if sessions else share


def chance_cleared(followed: Followed, sessions: Sequence[int]) -> float:
    """Share of skins with at most a quarter of the extra melanin left at a reading, or at any time of a care."""
    left = library.number(_VISIT, "cleared_share").value
    return round(float((read_after(followed, sessions).min(axis=0) <= left).mean()), 4)


def sessions_needed(followed: Followed, sessions: Sequence[int]) -> tuple[float, ...]:
    """Chance that the first, the first two, ... sessions were enough to clear, as read before the next one."""
    if not sessions:
        return ()
    left = library.number(_VISIT, "cleared_share").value
    clear = np.logical_or.accumulate(read_after(followed, sessions) <= left, axis=0)
    shares = np.diff(np.concatenate([[0.0], clear.mean(axis=1)]))
    return tuple(round(float(v), 4) for v in shares)


def swatches(followed: Followed, body: Body, table: ColourTable, days: Sequence[int]) -> tuple[Swatch, ...]:
    """Skin and lesion of the median skin on some days."""
    column = float(np.median(body.question.usual.melanin_column))
    unit = float(np.median(body.dermal_unit))
    red = library.number(_VISIT, "blood_at_full_redness_ratio").value - 1.0
    found = []
    for day in days:
        epidermal = np.median(followed.epidermal[day], axis=1)
        dermal = np.median(followed.pigment.dermal[day], axis=1)
        flush = max((float(np.median(one.erythema[day])) for one in followed.healing), default=0.0)
        found.append(
            Swatch(
                day=int(day),
                skin_srgb=table.srgb(column * float(epidermal[AROUND]), dermal=float(dermal[AROUND]) / unit),
                lesion_srgb=table.srgb(
                    column * float(epidermal[LESION]),
                    blood=1.0 + red * flush,
                    dermal=float(dermal[LESION]) / unit,
                ),
            )
        )
    return tuple(found)


def forecasts(
    followed: Followed,
    days: Sequence[int],
    pain: Sequence[tuple[Band, Band | None]],
) -> tuple[SessionForecast, ...]:
    """What each session is expected to be."""
    found = []
    for place, (day, result) in enumerate(zip(days, followed.sessions, strict=True)):
        setting = result.setting
        plain, numbed = pain[place]
        found.append(
            SessionForecast(
                day=day,
                interval_days=day - days[place - 1] if place else 0,
                setting=(
                    f"{setting.fluence_j_cm2:g} J/cm², {setting.spot_label}, {setting.pulse_label}, {setting.handpiece}"
                ),
                duration_minutes=round(result.minutes, 1),
                chance_effect=round(result.chance_effect, 4),
                chance_burn=round(float(result.burnt.mean()), 4),
                chance_dark_marks=round(result.chance_dark_marks, 4),
                pain_0_to_10=plain,
                pain_with_cream_0_to_10=numbed,
            )
        )
    return tuple(found)


def days_told(horizon: int, sessions: Sequence[int]) -> tuple[int, ...]:
    """Days of the traces: daily for six weeks after the start and each session, weekly otherwise."""
    days = set(range(0, horizon + 1, 7)) | {horizon}
    for start in (0, *sessions):
        days |= set(range(start, min(start + 15, horizon + 1)))
    return tuple(sorted(days))
