"""Rows of sixteen numbers as single operations of compiled code.

The compiler does not find the wide registers by itself here: it cannot know that the rows it reads do not overlap the
row it writes. These operations say so. Addresses are in bytes, offsets count numbers. The order of operations is fixed
and nothing is contracted, so results are the same on every processor that rounds as the standard asks.
"""
# ruff: noqa: PLR0917 - the arguments of an equation

from __future__ import annotations

from typing import Any

from llvmlite import ir  # type: ignore[import-untyped]  # ships no types
from numba import types
from numba.extending import intrinsic as _untyped_intrinsic

intrinsic: Any = _untyped_intrinsic

LANES = 16
"""Numbers in a row."""

_ROW = ir.VectorType(ir.DoubleType(), LANES)
_INT = ir.IntType(32)


def _spread(builder: Any, number: Any) -> Any:
    """The same number in all lanes."""
    undefined = ir.Constant(_ROW, ir.Undefined)
    first = builder.insert_element(undefined, number, ir.Constant(_INT, 0))
    return builder.shuffle_vector(first, undefined, ir.Constant(ir.VectorType(_INT, LANES), [0] * LANES))


def _place(builder: Any, base: Any, offset: Any) -> Any:
    address = builder.add(base, builder.mul(offset, ir.Constant(ir.IntType(64), 8)))
    return builder.inttoptr(address, _ROW.as_pointer())


def _load(builder: Any, base: Any, offset: Any) -> Any:
    return builder.load(_place(builder, base, offset), align=8)


def _store(builder: Any, row: Any, base: Any, offset: Any) -> None:
    builder.store(row, _place(builder, base, offset), align=8)


def _signature(pattern: str) -> Any:
    """``i`` for an address or offset, ``f`` for a number."""
    return types.void(*[types.int64 if letter == "i" else types.float64 for letter in pattern])


@intrinsic
def eliminate(
    _context: Any, base: Any, inverse: Any, factor: Any, held: Any, outward: Any, link: Any, above: Any, part: Any
) -> Any:
    """Set factor = part link above; inverse = 1 / (held + part outward - part link factor)."""
    del base, inverse, factor, held, outward, link, above, part

    def code(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        base, inverse, factor, held, outward, link, above, part = arguments
        share = _spread(builder, part)
        pull = builder.fmul(share, _load(builder, base, link))
        new = builder.fmul(pull, _load(builder, base, above))
        own = builder.fadd(_load(builder, base, held), builder.fmul(share, _load(builder, base, outward)))
        pivot = builder.fsub(own, builder.fmul(pull, new))
        one = _spread(builder, ir.Constant(ir.DoubleType(), 1.0))
        _store(builder, new, base, factor)
        _store(builder, builder.fdiv(one, pivot), base, inverse)
        return context.get_dummy_value()

    return _signature("iiiiiiif"), code


@intrinsic
def sweep_down(
    _context: Any,
    base: Any,
    stage: Any,
    held: Any,
    state: Any,
    mix: Any,
    source: Any,
    shine: Any,
    factor: Any,
    above: Any,
) -> Any:
    """Set stage = held (state + mix (stage - state)) + shine source + factor above."""
    del base, stage, held, state, mix, source, shine, factor, above

    def code(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        base, stage, held, state, mix, source, shine, factor, above = arguments
        old = _load(builder, base, state)
        step = builder.fmul(_spread(builder, mix), builder.fsub(_load(builder, base, stage), old))
        right = builder.fmul(_load(builder, base, held), builder.fadd(old, step))
        right = builder.fadd(right, builder.fmul(_spread(builder, shine), _load(builder, base, source)))
        right = builder.fadd(right, builder.fmul(_load(builder, base, factor), _load(builder, base, above)))
        _store(builder, right, base, stage)
        return context.get_dummy_value()

    return _signature("iiiififii"), code


@intrinsic
def sweep_up(_context: Any, base: Any, into: Any, stage: Any, inverse: Any, factor: Any, below: Any) -> Any:
    """Set into = stage inverse + factor below."""
    del base, into, stage, inverse, factor, below

    def code(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        base, into, stage, inverse, factor, below = arguments
        own = builder.fmul(_load(builder, base, stage), _load(builder, base, inverse))
        other = builder.fmul(_load(builder, base, factor), _load(builder, base, below))
        _store(builder, builder.fadd(own, other), base, into)
        return context.get_dummy_value()

    return _signature("iiiiii"), code


@intrinsic
def add_product(_context: Any, base: Any, total: Any, weight: Any, one: Any, other: Any) -> Any:
    """Set total = total + weight one other."""
    del base, total, weight, one, other

    def code(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        base, total, weight, one, other = arguments
        product = builder.fmul(_load(builder, base, one), _load(builder, base, other))
        more = builder.fmul(_spread(builder, weight), product)
        _store(builder, builder.fadd(_load(builder, base, total), more), base, total)
        return context.get_dummy_value()

    return _signature("iifii"), code
