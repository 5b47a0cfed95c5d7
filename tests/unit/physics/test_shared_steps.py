"""The steps of a packet can be compiled for other processors than this one, which lack NumPy and memory to ask for.

Numbers and plain arrays come in, numbers go out, and nothing is called but arithmetic, ``math`` and other steps.
"""

from __future__ import annotations

import builtins
import math
from types import BuiltinFunctionType

import numpy as np
import pytest
from numba import njit, types
from numba.core.registry import CPUDispatcher

from lentigo.physics import _packet_steps as steps
from lentigo.physics.fresnel import reflectance_of_ray

NUMBER, WHOLE, BIT = types.float64, types.int64, types.boolean
ROW, TABLE, STATE = (types.Array(kind, axes, "C") for kind, axes in ((NUMBER, 1), (NUMBER, 2), (types.uint64, 1)))
SIGNATURES = {
    "splitmix": (types.uint64,),
    "seed_packet": (WHOLE, WHOLE, STATE),
    "uniform": (STATE,),
    "bin_of": (NUMBER, ROW, BIT),
    "measured_radius": (TABLE, NUMBER),
    "across_beam": (WHOLE, ROW, TABLE, NUMBER, NUMBER),
    "launched": (WHOLE, ROW, TABLE, NUMBER, NUMBER, NUMBER),
    "edge_ahead": (NUMBER,) * 4,
    "layer_ahead": (WHOLE, NUMBER, ROW, NUMBER, NUMBER),
    "bent": (NUMBER,) * 5,
    "is_reflected": (NUMBER,) * 4,
    "met_surface": (NUMBER,) * 6,
    "entered": (WHOLE, ROW, TABLE, *(NUMBER,) * 5),
    "turned_cosine": (NUMBER,) * 2,
    "scattered": (NUMBER,) * 6,
    "is_inside": (WHOLE, ROW, NUMBER, NUMBER, NUMBER),
    "reflectance_of_ray": (NUMBER,) * 3,
}
PLAIN = {getattr(builtins, name) for name in ("abs", "min", "max", "int", "float", "bool", "range", "round")}
SIMPLE = (types.Number, types.Boolean, types.NoneType, types.Literal, types.Module, types.RangeType, types.Pair)
SIMPLE_BY_NAME = ("range_state_", "range_iter_")


def public_steps():
    found = {
        name: value
        for name, value in vars(steps).items()
        if isinstance(value, CPUDispatcher) and not name.startswith("_") and value.__module__ == steps.__name__
    }
    return found | {"reflectance_of_ray": reflectance_of_ray}


def is_simple(kind):
    if isinstance(kind, types.BaseTuple):
        return all(isinstance(member, (types.Number, types.Boolean)) for member in kind)
    return isinstance(kind, SIMPLE) or str(kind).startswith(SIMPLE_BY_NAME)


def is_shared(called):
    """Whether every processor has what is called."""
    if isinstance(called, types.NumberClass):
        return True
    if isinstance(called, types.Dispatcher):
        return called.dispatcher in public_steps().values()
    key = getattr(called, "typing_key", None)
    return key in PLAIN or (isinstance(key, BuiltinFunctionType) and key.__module__ == math.__name__)


def hindrances(function, signature):
    """What keeps a function, compiled for this processor, from being compiled for another."""
    compiled = njit(function)
    compiled.compile(signature)
    notes = compiled.overloads[signature].type_annotation
    callable_kinds = (types.Callable, types.Dispatcher)
    yield from (
        f"has {kind}"
        for kind in notes.typemap.values()
        if not is_simple(kind) and kind not in signature and not isinstance(kind, callable_kinds)
    )
    yield from (
        f"calls {notes.typemap[expression.func.name]}"
        for expression in notes.calltypes
        if getattr(expression, "op", None) == "call" and not is_shared(notes.typemap[expression.func.name])
    )
    if any(word in compiled.inspect_llvm(signature) for word in ("NRT_MemInfo_alloc", "NRT_Allocate")):
        yield "asks for memory"


def test_every_step_is_looked_at():
    assert set(public_steps()) == set(SIGNATURES)


@pytest.mark.parametrize("name", SIGNATURES)
def test_a_step_can_be_compiled_for_any_processor(name):
    assert list(hindrances(public_steps()[name].py_func, SIGNATURES[name])) == []


def _makes_an_array(x):
    return np.zeros(3)[0] + x


def _multiplies_an_array(row):
    return (row * 2.0)[0]


def _keeps_a_list(x):
    kept = [x]
    kept.append(1.0)
    return kept[0]


def _uses_numpys_root(x):
    return np.sqrt(x)


def _sums_with_numpy(row):
    return np.sum(row)


def _draws_by_itself(x):
    return np.random.random() + x  # noqa: NPY002


@pytest.mark.parametrize(
    ("function", "signature"),
    [
        (_makes_an_array, (NUMBER,)),
        (_multiplies_an_array, (ROW,)),
        (_keeps_a_list, (NUMBER,)),
        (_uses_numpys_root, (NUMBER,)),
        (_sums_with_numpy, (ROW,)),
        (_draws_by_itself, (NUMBER,)),
    ],
)
def test_what_another_processor_lacks_is_found(function, signature):
    assert list(hindrances(function, signature)) != []
