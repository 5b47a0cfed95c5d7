r"""How skin heals after a step: the wound closes, swelling and redness fade, the crust is shed, inflammation decays.

All of it follows from the :class:`~lentigo.physics.injury.Injury` by a few laws that are monotone in it: more injury
never heals sooner. With the coverage :math:`c`, the lost thickness of living epidermis :math:`e`, the dermis removed
and coagulated :math:`V_r, V_c` (volume per area), and a pace :math:`s` of the site and the person,

.. math::

    g = \frac{e'}{e' + e_1},\quad e' = e + V_r, \qquad
    X = c\,V_r + c^2\,V_c,

    T_\text{closed} = s\,g\,(t_1 + t_c\,c^2 + t_x X), \qquad
    T_\text{shed} = \max\{T_\text{closed},\ s\,g\,t_k\,(k_0 + (1-k_0)\,c)\},

    T_\text{red} = s\,(t_i I + t_x^\text{red} X).

Columns close from their sides within a day or two, whatever their depth; a whole surface closes from the hair
follicles, the later the deeper. Powers of the coverage carry that. Signals over time, each zero before the step:

.. math::

    \text{open} &= c\,g\,\max(0, 1 - t/T_\text{closed})^2, \\
    \text{oedema} &= a\,(t/\tau)\,e^{1-t/\tau},\quad a = I/(I+1),\quad \tau = s\,\tau_o\,(1 + \tfrac{I}{I_o}), \\
    \text{erythema} &= a\,10^{-t/T_\text{red}}, \\
    \text{crust} &= c\,g\,(1-e^{-t/\tau_k})\,/\,(1 + (t/T_\text{shed})^{8}), \\
    \text{inflammation} &= (I + w\,\text{open})\,(1-e^{-t/\tau_r})\,e^{-t/(s\,\tau_I)}.

The inflammation drives pigment in the weeks that follow; that the mark appears two to six weeks later is the delay of
the epidermis, not of this signal.

References
----------
.. [1] E. L. Tanzi and T. S. Alster, "Single-pass carbon dioxide versus multiple-pass Er:YAG laser skin resurfacing",
   Dermatol. Surg. 29, 80-84, 2003.
.. [2] C. A. Nanni and T. S. Alster, "Complications of carbon dioxide laser resurfacing", Dermatol. Surg. 24, 315-320,
   1998.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lentigo.errors import OutOfValidityError, QuestionError
from lentigo.physics.injury import Injury

__all__ = ["HealingConstants", "HealingHistory", "HealingTimes", "healing_course", "healing_times"]

Floats = NDArray[np.float64]

VISIBLE = 0.1
"""Share of full strength below which swelling is no longer seen [1]."""

_NOTICED = 1e-3
"""What ends sooner than this after the step has not been [s]."""

_SHED_POWER = 8.0
"""How suddenly crusts come off: most within a fifth of the time before and after its middle [1]."""


@dataclass(frozen=True, slots=True)
class HealingConstants:
    """The laws of healing, for skin of pace one (the face)."""

    epidermis_scale: float
    """Lost epidermis at which half of a full wound's time is needed [m]."""
    column_time: float
    """Time in which a column closes from its sides [s]."""
    surface_time: float
    """What a whole surface needs beyond that [s]."""
    closure_per_dermis: float
    """Delay of closing per thickness of wounded dermis [s/m]."""
    crust_time: float
    """Time until the crust of a whole surface is shed [s]."""
    crust_column_share: float
    """Share of it for columns [1]."""
    crust_onset: float
    """Time in which a crust forms [s]."""
    oedema_time: float
    """Time to the height of the least swelling [s]."""
    oedema_strength: float
    """Inflammation that doubles that time [1]."""
    redness_per_inflammation: float
    """Time until redness has fallen to a tenth, per unit of inflammation [s]."""
    redness_per_dermis: float
    """The same per thickness of wounded dermis [s/m]."""
    inflammation_rise: float
    """Time in which the inflammatory signal rises [s]."""
    inflammation_time: float
    """Time in which it decays [s]."""
    open_inflammation: float
    """Inflammation that an open surface keeps up [1]."""

    def __post_init__(self) -> None:
        """Refuse what cannot be a constant of these laws."""
        for field in fields(self):
            value = getattr(self, field.name)
            if not (np.isfinite(value) and value > 0.0):
                raise OutOfValidityError(f"{field.name} is {value:g}, must be above 0", where="healing")
        if self.crust_column_share > 1.0:
            raise OutOfValidityError(
                f"crust_column_share is {self.crust_column_share:g}, must not be above 1", where="healing"
            )


@dataclass(frozen=True, slots=True)
class HealingTimes:
    """When each part of healing is over in N skins, (N,) each [s]; zero where it never began."""

    closed: Floats
    """The wound is covered by epidermis."""
    crust_shed: Floats
    """Half of the crusts are off."""
    oedema_gone: Floats
    """Swelling is no longer seen."""
    redness_gone: Floats
    """Redness has fallen to a tenth."""

    @property
    def infection_over(self) -> Floats:
        """(N,) end of the time in which the wound is a door for germs: closed, and the crust shed [s]."""
        return np.maximum(self.closed, self.crust_shed)

    @property
    def healed(self) -> Floats:
        """(N,) when all of it is over [s]."""
        last: Floats = np.maximum.reduce([self.closed, self.crust_shed, self.oedema_gone, self.redness_gone])
        return last


@dataclass(frozen=True, slots=True)
class HealingHistory:
    """What is seen over time in N skins, (T, N) each, shares of full strength [1] but for ``inflammation``."""

    open_wound: Floats
    """Share of the area that is not covered."""
    oedema: Floats
    erythema: Floats
    crust: Floats
    inflammation: Floats
    """Inflammatory signal; 1 is the height that the mild endpoint of short pulses gives."""


@dataclass(frozen=True, slots=True)
class _Sizes:
    """The two numbers by which a wound counts, (N,) each."""

    cover: Floats
    epidermis: Floats
    dermis: Floats


def healing_times(injury: Injury, *, pace: ArrayLike, constants: HealingConstants) -> HealingTimes:
    """When the parts of healing are over.

    Parameters
    ----------
    injury : Injury
        Of N skins.
    pace : float or (N,) array
        Factor on all times: of the site, the age, the person [1]; the face of a middle-aged adult is 1.
    constants : HealingConstants
        The laws.

    Returns
    -------
    HealingTimes
        Times since the step [s]; none falls when any part of the injury grows.

    Raises
    ------
    OutOfValidityError
        If the pace is not above 0.
    """
    s = _pace(pace, injury)
    return _times(injury, _sizes(injury, constants), s, constants)


def healing_course(time: ArrayLike, *, injury: Injury, pace: ArrayLike, constants: HealingConstants) -> HealingHistory:
    """Open wound, swelling, redness, crust and inflammation over time after one step.

    Parameters
    ----------
    time : (T,) array
        Time since the step, negative before it [s].
    injury : Injury
        Of N skins.
    pace : float or (N,) array
        Factor on all times [1].
    constants : HealingConstants
        The laws.

    Returns
    -------
    HealingHistory
        (T, N) arrays [1].

    Raises
    ------
    OutOfValidityError
        If the pace is not above 0.
    QuestionError
        If the time is not a list of instants.
    """
    at = np.asarray(time, dtype=np.float64)
    if at.ndim != 1 or not np.all(np.isfinite(at)):
        raise QuestionError("time must be a list of finite instants", where="healing", hint="seconds since the step")
    s = _pace(pace, injury)
    sizes = _sizes(injury, constants)
    ends = _times(injury, sizes, s, constants)
    t = at[:, None]
    since = np.maximum(t, 0.0)
    begun = (t >= 0.0).astype(np.float64)
    wound = injury.coverage * sizes.epidermis
    strength = injury.inflammation / (injury.inflammation + 1.0)
    open_wound = begun * wound * np.maximum(0.0, 1.0 - _share(since, ends.closed)) ** 2
    swelling = since / _oedema_time(injury, s, constants)
    with np.errstate(over="ignore"):
        crust = (
            wound * -np.expm1(-since / constants.crust_onset) / (1.0 + _share(since, ends.crust_shed) ** _SHED_POWER)
        )
    signal = (injury.inflammation + constants.open_inflammation * open_wound) * np.exp(
        -since / (s * constants.inflammation_time)
    )
    return HealingHistory(
        open_wound=open_wound,
        oedema=strength * swelling * np.exp(1.0 - swelling),
        erythema=begun * strength * 10.0 ** -np.minimum(_share(since, ends.redness_gone), 300.0),
        crust=crust,
        inflammation=signal * -np.expm1(-since / constants.inflammation_rise),
    )


def _pace(pace: ArrayLike, injury: Injury) -> Floats:
    s = np.broadcast_to(np.asarray(pace, dtype=np.float64), (injury.count,))
    if not np.all(np.isfinite(s) & (s > 0.0)):
        raise OutOfValidityError("the pace of healing must be above 0", where="healing", hint="1 is the face")
    return s


def _sizes(injury: Injury, constants: HealingConstants) -> _Sizes:
    """How much of a whole wound this is [1], and the dermis that has to be made good [m]."""
    c = injury.coverage
    lost = np.where(c > 0, injury.epidermis_lost + injury.dermis_removed, 0.0)
    return _Sizes(
        cover=c,
        epidermis=lost / (lost + constants.epidermis_scale),
        dermis=c * injury.dermis_removed + c**2 * injury.dermis_coagulated,
    )


def _times(injury: Injury, sizes: _Sizes, s: Floats, constants: HealingConstants) -> HealingTimes:
    c = sizes.cover
    closed = (
        s
        * sizes.epidermis
        * (constants.column_time + constants.surface_time * c**2 + constants.closure_per_dermis * sizes.dermis)
    )
    share = constants.crust_column_share
    shed = np.maximum(closed, s * sizes.epidermis * constants.crust_time * (share + (1.0 - share) * c))
    strength = injury.inflammation / (injury.inflammation + 1.0)
    return HealingTimes(
        closed=closed,
        crust_shed=shed,
        oedema_gone=_oedema_time(injury, s, constants) * _fall(strength),
        redness_gone=s
        * (constants.redness_per_inflammation * injury.inflammation + constants.redness_per_dermis * sizes.dermis),
    )


def _oedema_time(injury: Injury, s: Floats, constants: HealingConstants) -> Floats:
    time: Floats = s * constants.oedema_time * (1.0 + injury.inflammation / constants.oedema_strength)
    return time


def _fall(strength: Floats) -> Floats:
    """Times the time to its height after which swelling is no longer seen: the later root of a x exp(1 - x) = v."""
    seen = strength > VISIBLE
    target = np.log(VISIBLE / np.where(seen, strength, 1.0)) - 1.0
    x = np.full(strength.shape, 3.0)
    for _ in range(60):  # x = ln x - target falls onto the later root by itself
        x = np.log(x) - target
        x = np.maximum(x, 1.0)
    return np.where(seen, x, 0.0)


def _share(since: Floats, end: Floats) -> Floats:
    """Time as a share of its end [1]; long past where there is no such time."""
    nowhere = np.full(np.broadcast_shapes(since.shape, end.shape), 1e6)
    share: Floats = np.divide(since, end, out=nowhere, where=np.broadcast_to(end > _NOTICED, nowhere.shape))
    return share
