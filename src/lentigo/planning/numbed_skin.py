"""The skin that light meets after a numbing cream: paler or redder dermis, in each sampled skin.

The cream's vessels are computed for every skin by itself (:func:`blood_at_session`), the skins of a question take that
blood (:func:`with_dermal_blood`), and light, thresholds and injuries follow from them as from any others.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lentigo import units
from lentigo.domain.case import Case
from lentigo.domain.numbing import NumbingRequest, asked_and_nothing
from lentigo.domain.numerics import Numerics
from lentigo.domain.strategy import Numbing, Strategy
from lentigo.errors import OutOfValidityError
from lentigo.library.creams import cream
from lentigo.modalities.numbing_cream import blood_course
from lentigo.modalities.skins import with_papillary_blood
from lentigo.planning.numb_sample import cream_names, numb_sample
from lentigo.planning.question import Question
from lentigo.planning.sample import SkinSample
from lentigo.screening.numbing import numbing as judged
from lentigo.screening.numbing_dose import known, limit_number

__all__ = ["blood_at_session", "cream_of_visit", "cream_request", "with_dermal_blood", "with_session_blood"]

Floats = NDArray[np.float64]


def cream_request(case: Case, numbing: Numbing, *, on_wound: bool = False) -> NumbingRequest:
    """The cream on the lesion's area and a margin; what only the day itself can tell is taken as asked and nothing.

    Parameters
    ----------
    case : Case
        The person and the lesion.
    numbing : Numbing
        What a strategy names before a session.
    on_wound : bool
        An earlier step of the same visit has opened the skin: rules refuse a cream there.
    """
    return asked_and_nothing(
        product=numbing.cream,
        expires=case.assessed,
        amount_g=numbing.amount_g,
        area_cm2=case.lesion.area_cm2,
        sites=(case.skin.site,),
        contact_minutes=numbing.contact_minutes,
        covered_area_cm2=case.lesion.area_cm2 if numbing.covered_with_film else 0.0,
        fresh_laser_or_needle_wound="yes" if on_wound else "no",
    )


def cream_of_visit(strategy: Strategy, place: int) -> tuple[Numbing | None, bool]:
    """The cream under which a step is done, and whether it would be put on skin that an earlier step has opened.

    A cream before the first step of a visit lasts for all of them; one that only a later step names would come between
    two steps.

    Parameters
    ----------
    strategy : Strategy
        Sessions in the order of their days.
    place : int
        Which of them.
    """
    wish = strategy.sessions[place]
    first = next(one for one in strategy.sessions if one.day == wish.day)
    if wish.numbing in (None, first.numbing):
        return first.numbing, False
    return wish.numbing, True


def blood_at_session(case: Case, request: NumbingRequest, *, numerics: Numerics) -> Floats | None:
    """Blood in the papillary dermis when the session starts, as a share of before, (N,) [1].

    The cream has then been wiped off. None where the cream is refused, so that nobody puts it on, or where nothing is
    known of what it does to vessels.

    Parameters
    ----------
    case : Case
        The person.
    request : NumbingRequest
        The cream.
    numerics : Numerics
        Size and seed of the sample.
    """
    return _blood(case, request, skins=numerics.skins, seed=numerics.seed)


@lru_cache(maxsize=32)
def _blood(case: Case, request: NumbingRequest, *, skins: int, seed: int) -> Floats | None:
    contact = known(request.contact_minutes)
    if contact is None or request.product not in cream_names():
        return None
    if judged(case, request, today=case.assessed).answer != "ALLOWED":
        return None
    drawn = numb_sample(cream(request.product), place=request.sites[0], count=skins, seed=seed)
    start = (contact + limit_number("wipe_minutes")) * units.minute
    blood = blood_course([start], contact=contact * units.minute, constants=drawn.constants, count=skins)[:, 0]
    # How vessels narrow has nothing to do with whatever else is drawn in the same column of another sample.
    dealt: Floats = blood[np.random.default_rng([seed, *b"vessels"]).permutation(skins)]
    dealt.setflags(write=False)
    return dealt


def with_dermal_blood(sample: SkinSample, factor: ArrayLike) -> SkinSample:
    """The sampled skins with another amount of blood in their papillary dermis, beside the lesion and in it.

    The radius of the vessels that hold the blood, by which it shades itself, stays.

    Parameters
    ----------
    sample : SkinSample
        N skins.
    factor : float or (N,) array
        Blood as a share of before [1].

    Raises
    ------
    OutOfValidityError
        If a factor is negative or not finite.
    """
    factors = np.broadcast_to(np.asarray(factor, dtype=np.float64), (sample.surroundings.count,))
    if not np.all(np.isfinite(factors) & (factors >= 0.0)):
        raise OutOfValidityError("blood as a share of before must be 0 or more", where="sample")
    return replace(
        sample,
        surroundings=with_papillary_blood(sample.surroundings, factors),
        lesion=with_papillary_blood(sample.lesion, factors),
        palest=with_papillary_blood(sample.palest, factors),
    )


def with_session_blood(question: Question, factor: ArrayLike) -> Question:
    """The question in skins of another amount of dermal blood; light and thresholds are computed anew.

    Parameters
    ----------
    question : Question
        The sampled skins of a case.
    factor : float or (N,) array
        As for :func:`with_dermal_blood`.
    """
    adverse = with_dermal_blood(question.adverse, factor)
    return replace(
        question,
        usual=adverse if question.usual is question.adverse else with_dermal_blood(question.usual, factor),
        adverse=adverse,
        deeper=tuple((depth, with_dermal_blood(sample, factor)) for depth, sample in question.deeper),
        _lights={},
        _evaluations={},
    )
