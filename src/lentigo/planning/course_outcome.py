"""What a followed strategy comes to: traces with bands, dark marks, return, downtime, sessions needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lentigo import library
from lentigo.domain.course import SessionForecast, Swatch, Trace
from lentigo.domain.plan import Band, DialSetting, Finding
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

    blood = 1.0 if followed.vessels is None else followed.vessels.blood[rows]

    def seen(which: int, *, blood: Floats | float = 1.0) -> Colours:
        return table.colours(column * epidermal[:, which], blood=blood, dermal=dermal[:, which] / body.dermal_unit)

    return seen(AROUND), seen(LESION, blood=blood)


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


def downtime(followed: Followed, body: Body, sessions: Sequence[int]) -> Floats:
    """(N,) days on which crusts, swelling, open skin or bruises are seen; crusts until half are off [days]."""
    rows = np.arange(body.time.size)
    seen = library.number(_VISIT, "seen_share").value
    bruised = bruise_days(body)
    visible = np.zeros((rows.size, body.contrast.size), dtype=bool)
    for one, times, result, day in zip(followed.healing, followed.times, followed.sessions, sessions, strict=True):
        since = rows[:, None] - day
        crusted = (one.crust > seen) & (body.time[:, None] - body.time[day] <= times.crust_shed)
        purple = result.purpura & (since >= 0) & (since <= bruised)
        visible |= crusted | (one.oedema > seen) | (one.open_wound > seen) | purple
    days: Floats = visible.sum(axis=0).astype(np.float64)
    return days


def bruise_days(body: Body) -> Floats:
    """(N,) how long purple bruises are seen in each skin: the slower it heals, the longer [days]."""
    low, high = (getattr(library.number("healing/aftercare", "purpura.seen_days"), edge) for edge in ("low", "high"))
    rank: Floats = np.argsort(np.argsort(body.pace)) / max(body.pace.size - 1, 1)
    days: Floats = low + (high - low) * rank
    return days


def redness_days(followed: Followed, body: Body) -> Floats:
    """(N,) days on which the redness of healing is seen [days]."""
    seen = library.number(_VISIT, "seen_share").value
    red = strongest([one.erythema for one in followed.healing], body.time.size, body, np.arange(body.time.size))
    days: Floats = (red > seen).sum(axis=0).astype(np.float64)
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
    marked, least = who_marks(
        reaction, first=followed.first_reaction, chance=followed.sessions[0].chance_dark_marks, single=single
    )
    # Seen from half of that height on: marks come and go, they do not flash.
    shown = marked & (reaction >= 0.5 * least)
    return DarkMarks(
        chance=round(max(float(marked.mean()), single), 4),
        shares=tuple(round(float(v), 4) for v in shown[np.asarray(days)].mean(axis=1)),
    )


def who_marks(reaction: Floats, *, first: Floats, chance: float, single: float) -> tuple[NDArray[np.bool_], float]:
    """Who gets a dark mark, and the least reaction that is one.

    Parameters
    ----------
    reaction : (T, N) array
        Melanin that the inflammation of all sessions has driven [1].
    first : (N,) array
        Its height after the first session, had it been the only one [1].
    chance : float
        Of a mark after the first session, by the calibrated law [1].
    single : float
        The same of the session with the greatest [1].
    """
    least = max(float(np.quantile(first, 1.0 - chance)), 1e-9)
    # The law's persons, and those in whom several sessions together pass what those show, or what is seen at all.
    marked = first >= max(float(np.quantile(first, 1.0 - single)), 1e-9)
    return marked | (reaction.max(axis=0) >= max(least, visible_excess().value)), least


def paler(followed: Followed, sessions: Sequence[int]) -> tuple[Finding, ...]:
    """That the place may be paler than the skin around for a time, where some skins are."""
    if not sessions:
        return ()
    seen = followed.epidermal
    pale = seen[:, LESION] < (1.0 - visible_excess().value) * seen[:, AROUND]
    some = pale.any(axis=0)
    if some.mean() < _FEWEST:
        return ()
    days = float(np.median(pale.sum(axis=0)[some]))
    text = (
        f"In {100 * some.mean():.0f} of 100 skins the place is visibly paler than the skin around for a time, half of "
        f"them for more than {days:.0f} days: cells that make melanin recover in months, in some not wholly."
    )
    return (Finding(topic="model", text=text, sources=("hruza-1991",)),)


def returning(followed: Followed, sessions: Sequence[int]) -> tuple[Finding, ...]:
    """How much of a session's gain has come back when the next one is due: what the interval is weighed against."""
    middle = np.median(followed.excess_share, axis=1)
    worst = 0.0
    for place in range(1, len(sessions)):
        since, until = sessions[place - 1], sessions[place]
        if until == since:
            continue
        lowest = float(middle[since:until].min())
        gained = float(np.median(followed.excess_before[place - 1])) - lowest
        if gained >= _LEAST_LEFT:
            worst = max(worst, (float(middle[until - 1]) - lowest) / gained)
    if len(set(sessions)) < 2:
        return ()
    text = f"Until the next session the middle skin loses {100 * worst:.0f} % of what the session before it had gained"
    if worst >= library.number(_VISIT, "recurred_share").value:
        text += ": pigment returns faster than skin may be treated again, so that more sessions hardly add up."
    else:
        text += ": sessions add up."
    return (Finding(topic="model", text=text),)


_LEAST_GAIN = 0.1
"""Share of the extra melanin from which a skin counts as having gained."""

_LEAST_LEFT = 0.05
"""Share of the extra melanin below which a lesion counts as gone by itself."""

_GOES_BY_ITSELF = 0.4
"""Share of the extra melanin left under protection alone, below which a lesion is going without being treated."""

_FEWEST = 0.01
"""Share of skins below which nothing is said."""


def recurred(followed: Followed, *, after: int, last_step: int | None) -> float | None:
    """Share of the skins that had gained and have lost half of their best gain a time after treatment ended.

    What is gained is a share of what the same skin would have under the same protection without sessions and care, so
    that a winter is no gain and a summer no return. None where nothing was done that could end, where it goes on beyond
    what is followed, or where no skin gained.
    """
    share = followed.excess_share
    if last_step is None or last_step + after >= share.shape[0]:
        return None
    row = last_step + after
    gain = 1.0 - share / np.maximum(followed.without, _LEAST_LEFT)
    best = gain[: row + 1].max(axis=0)
    gained = best >= _LEAST_GAIN
    if not np.any(gained):
        return None
    lost = 1.0 - gain[row] / np.maximum(best, 1e-9)
    # Nothing has come back that cannot be told from cleared. Nor has a mark that goes by itself, no darker than at
    # its best: it has lost what a cream had won over doing nothing, because doing nothing has caught up.
    seen = share[row] > library.number(_VISIT, "cleared_share").value
    goes = followed.without[row] < _GOES_BY_ITSELF
    seen &= ~goes | (share[row] - share[: row + 1].min(axis=0) >= _LEAST_LEFT)
    back = seen & (lost >= library.number(_VISIT, "recurred_share").value)
    return round(float(np.mean(back[gained])), 4)


def read_after(followed: Followed, sessions: Sequence[int]) -> Floats:
    """(K, N) share of the extra melanin left when each session is read: before the next one, or after eight weeks."""
    share = followed.excess_share
    last = share.shape[0] - 1
    # A session's own day is stored after it: the day before is what the next one meets. Steps of one day are read
    # together.
    following = [next((later for later in sessions if later > day), None) for day in sessions]
    due = [day + READ_AFTER if later is None else later - 1 for day, later in zip(sessions, following, strict=True)]
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
        vessels = 1.0 if followed.vessels is None else float(np.median(followed.vessels.blood[day]))
        flush = max((float(np.median(one.erythema[day])) for one in followed.healing), default=0.0)
        found.append(
            Swatch(
                day=int(day),
                skin_srgb=table.srgb(column * float(epidermal[AROUND]), dermal=float(dermal[AROUND]) / unit),
                lesion_srgb=table.srgb(
                    column * float(epidermal[LESION]),
                    blood=(1.0 + red * flush) * vessels,
                    dermal=float(dermal[LESION]) / unit,
                ),
            )
        )
    return tuple(found)


def forecasts(
    followed: Followed,
    days: Sequence[int],
    pain: Sequence[tuple[Band | None, Band | None]],
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
                setting=_dialled(setting),
                duration_minutes=round(result.minutes, 1),
                chance_effect=round(result.chance_effect, 4),
                chance_burn=round(float(result.burnt.mean()), 4),
                chance_dark_marks=round(result.chance_dark_marks, 4),
                pain_0_to_10=plain,
                pain_with_cream_0_to_10=numbed,
                chance_purpura=round(float(result.purpura.mean()), 4),
            )
        )
    return tuple(found)


def _dialled(setting: DialSetting) -> str:
    """A setting as its panel shows it, in words."""
    head = f"{setting.fluence_j_cm2:g} J/cm²"
    more = []
    if setting.energy_mj is not None:
        head = f"{setting.energy_mj:g} mJ"
        more.append(f"{setting.density_per_cm2:g} columns per cm² and pass")
    if setting.passes > 1:
        more.append(f"{setting.passes} passes")
    if setting.stacked > 1:
        more.append(f"{setting.stacked} pulses stacked")
    return ", ".join((head, *more, setting.spot_label, setting.pulse_label, setting.handpiece))


def days_told(horizon: int, sessions: Sequence[int]) -> tuple[int, ...]:
    """Days of the traces: daily for two weeks after the start and each session, weekly otherwise."""
    days = set(range(0, horizon + 1, 7)) | {horizon}
    # What a session has not yet changed: the evening before it.
    days |= {day - 1 for day in sessions if day > 0}
    for start in (0, *sessions):
        days |= set(range(start, min(start + 15, horizon + 1)))
    return tuple(sorted(days))
