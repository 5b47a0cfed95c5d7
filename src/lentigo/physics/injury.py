r"""What one step of a treatment leaves behind in the skin: the value that pigment, healing and collagen all read.

A step of any kind (light, peel, needles, cold) is told by nine quantities per skin. Time does not appear in them: what
follows in hours, weeks and months is computed from them by the modules of pigment, healing and collagen.

Two steps of one session are joined by :func:`combined`. Shares act independently, so that survivors multiply:

.. math:: 1 - s = (1 - s_a)(1 - s_b).

Thicknesses of dermis are volumes per treated area and add. The depth of the lost epidermis holds where the wound is:
it is the deeper of the two, or, where both wounds overlap so much that it is more, what keeps their volume,
:math:`c\,d = c_a d_a + c_b d_b` with the coverage :math:`c` of the union. A step that wounds nothing does not widen the
other's wound.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lentigo.errors import OutOfValidityError, QuestionError

__all__ = ["DEEPEST_DERMIS", "DEEPEST_EPIDERMIS", "STRONGEST_INFLAMMATION", "Injury", "combined"]

Floats = NDArray[np.float64]

DEEPEST_EPIDERMIS = 2e-3
"""No epidermis, hair funnels left out, is thicker than this, soles included [m]."""

DEEPEST_DERMIS = 6e-3
"""The thickest dermis, that of the back, hardly reaches this [m]."""

STRONGEST_INFLAMMATION = 20.0
"""A burn of the whole skin stays below this many times the mild endpoint of short pulses; a bound, not a measurement
[1]."""

_BOUNDS = {
    "epidermis_lost": DEEPEST_EPIDERMIS,
    "dermis_coagulated": DEEPEST_DERMIS,
    "dermis_heated": DEEPEST_DERMIS,
    "dermis_removed": DEEPEST_DERMIS,
    "inflammation": STRONGEST_INFLAMMATION,
}
"""Upper bound of each field that is not a share."""


@dataclass(frozen=True, slots=True)
class Injury:
    """What one step leaves behind in N skins; arrays of shape (N,).

    Raises
    ------
    QuestionError
        If the fields differ in shape; the message names the field.
    OutOfValidityError
        If a field leaves its range or is not finite; the message names the field.
    """

    coverage: Floats
    """Share of the treated area that is wounded, or, where nothing is wounded, that was exposed [1]."""
    epidermis_lost: Floats
    """Thickness of the living epidermis that dies or is removed, where wounded [m]."""
    melanin_cleared: Floats
    """Share of the epidermal melanin that is destroyed or shed within days [1]."""
    dermal_melanin_cleared: Floats
    """Share of the dermal melanin that becomes removable [1]."""
    melanocytes_lost: Floats
    """Share of the function of melanocytes that is lost [1]."""
    dermis_coagulated: Floats
    """Dermis coagulated and left in place, as volume per treated area [m]."""
    dermis_heated: Floats
    """Dermis heat-shocked and alive, as volume per treated area [m]."""
    dermis_removed: Floats
    """Dermis taken away, as volume per treated area [m]."""
    inflammation: Floats
    """Strength of the inflammatory signal; 1 is what the mild endpoint of short pulses gives [1]."""

    def __post_init__(self) -> None:
        """Check shapes and ranges."""
        shape = np.shape(self.coverage)
        for field in fields(self):
            name = field.name
            values = np.asarray(getattr(self, name), dtype=np.float64)
            if values.ndim != 1 or values.shape != shape:
                raise QuestionError(
                    f"{name} has the shape {values.shape}, coverage has {shape}",
                    where="injury",
                    hint="give every field of an injury one value per skin: arrays of shape (N,)",
                )
            bound = _BOUNDS.get(name, 1.0)
            wrong = ~((values >= 0.0) & (values <= bound))
            if wrong.any():
                at = int(np.flatnonzero(wrong)[0])
                raise OutOfValidityError(
                    f"{name} of skin {at} is {values[at]:g}; it lies between 0 and {bound:g}",
                    where="injury",
                    hint="depths are in metres, shares between 0 and 1",
                )
            object.__setattr__(self, name, values)

    @property
    def count(self) -> int:
        """Number of skins."""
        return int(self.coverage.shape[0])

    @property
    def wounded(self) -> NDArray[np.bool_]:
        """(N,) whether living epidermis or dermis is gone anywhere."""
        return (self.coverage > 0) & ((self.epidermis_lost > 0) | (self.dermis_removed > 0))

    @classmethod
    def none(cls, count: int) -> Injury:
        """No injury in ``count`` skins."""
        return cls.of(count)

    @classmethod
    def of(cls, count: int, **values: ArrayLike) -> Injury:
        """An injury of ``count`` skins from the named fields; every other field is zero.

        Parameters
        ----------
        count : int
            Number of skins.
        **values : float or (N,) array
            Fields by name, depths in [m] and shares in [1]; a single number holds for all skins.

        Raises
        ------
        QuestionError
            If a name is no field of an injury.
        """
        names = [field.name for field in fields(cls)]
        unknown = sorted(values.keys() - set(names))
        if unknown:
            raise QuestionError(
                f'an injury has no field "{unknown[0]}"', where="injury", hint=f"its fields are {', '.join(names)}"
            )
        return cls(
            **{
                name: np.array(np.broadcast_to(np.asarray(values.get(name, 0.0), dtype=np.float64), (count,)))
                for name in names
            }
        )

    def take(self, index: NDArray[np.intp]) -> Injury:
        """The injury of the skins of the given indices."""
        return Injury(**{field.name: getattr(self, field.name)[index] for field in fields(self)})


def combined(first: Injury, second: Injury) -> Injury:
    """What two steps of one session leave behind together; the order of the two does not matter.

    Parameters
    ----------
    first, second : Injury
        Of the same N skins.

    Returns
    -------
    Injury
        No field is below that of either step, but for the coverage of a step that wounds nothing beside one that does.

    Raises
    ------
    QuestionError
        If the two are not of the same number of skins.
    """
    if first.count != second.count:
        raise QuestionError(
            f"the first injury is of {first.count} skins, the second of {second.count}",
            where="injury",
            hint="join only injuries of the same skins",
        )

    def either(name: str) -> Floats:
        one, other = getattr(first, name), getattr(second, name)
        union: Floats = np.minimum(one + other - one * other, 1.0)
        return union

    def total(name: str) -> Floats:
        added: Floats = np.minimum(getattr(first, name) + getattr(second, name), _BOUNDS[name])
        return added

    only_first = first.wounded & ~second.wounded
    only_second = second.wounded & ~first.wounded
    coverage = np.where(only_first, first.coverage, np.where(only_second, second.coverage, either("coverage")))
    volume = first.coverage * first.epidermis_lost + second.coverage * second.epidermis_lost
    shared = np.divide(volume, coverage, out=np.zeros_like(volume), where=coverage > 0)
    depth = np.maximum.reduce([first.epidermis_lost, second.epidermis_lost, shared])
    return Injury(
        coverage=coverage,
        epidermis_lost=np.minimum(depth, DEEPEST_EPIDERMIS),
        melanin_cleared=either("melanin_cleared"),
        dermal_melanin_cleared=either("dermal_melanin_cleared"),
        melanocytes_lost=either("melanocytes_lost"),
        dermis_coagulated=total("dermis_coagulated"),
        dermis_heated=total("dermis_heated"),
        dermis_removed=total("dermis_removed"),
        inflammation=total("inflammation"),
    )
