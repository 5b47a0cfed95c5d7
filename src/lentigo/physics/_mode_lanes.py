r"""Sweeps through the depth for sixteen radial modes at once, as single operations of compiled code.

All modes of a block obey the same tridiagonal equation but for one number each, their decay, so that what belongs to a
cell is one number for all lanes and what belongs to a mode is a lane. The row above stays in registers from cell to
cell: only the state, the light, the inverted pivots and the stage pass through memory, which the innermost cache holds.
The order of operations is fixed and nothing is contracted, so results are the same on every processor that rounds as
the standard asks, and a lane's numbers do not depend on its neighbours.

With held heat :math:`c_i`, conductance outwards :math:`g_i`, link to the cell above :math:`l_i`, spreading
:math:`s_i\lambda` and the implicit part of the step :math:`p`, both stages solve

.. math:: \bigl(c_i + p\,(g_i + s_i\lambda)\bigr)\,x_i - p\,l_i\,x_{i-1} - p\,l_{i+1}\,x_{i+1} = b_i .

Eliminated downwards, :math:`v_i = d_i\,(b_i + p\,l_i\,v_{i-1})` with
:math:`1/d_i = c_i + p\,(g_i + s_i\lambda) - (p\,l_i)^2 d_{i-1}`; upwards
:math:`x_i = v_i + d_i\,p\,l_{i+1}\,x_{i+1}`.
"""
# ruff: noqa: PLR0917 - the arguments of an equation

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from llvmlite import ir  # type: ignore[import-untyped]  # ships no types
from numba import types
from numba.core import cgutils as _untyped_utilities
from numba.extending import intrinsic as _untyped_intrinsic

intrinsic: Any = _untyped_intrinsic
cgutils: Any = _untyped_utilities

LANES = 16
"""Modes in a block."""

_NUMBER, _LONG, _INT = ir.DoubleType(), ir.IntType(64), ir.IntType(32)
_ROW = ir.VectorType(_NUMBER, LANES)
_ROW_BYTES = ir.Constant(_LONG, LANES * 8)
_NUMBER_BYTES = ir.Constant(_LONG, 8)


def _spread(builder: Any, number: Any) -> Any:
    """The same number in all lanes."""
    undefined = ir.Constant(_ROW, ir.Undefined)
    first = builder.insert_element(undefined, number, ir.Constant(_INT, 0))
    return builder.shuffle_vector(first, undefined, ir.Constant(ir.VectorType(_INT, LANES), [0] * LANES))


class _Memory:
    """Rows and numbers at addresses."""

    def __init__(self, builder: Any) -> None:
        self.builder = builder

    def _place(self, base: Any, index: Any, size: Any, kind: Any) -> Any:
        address = self.builder.add(base, self.builder.mul(index, size))
        return self.builder.inttoptr(address, kind.as_pointer())

    def row(self, base: Any, index: Any) -> Any:
        return self.builder.load(self._place(base, index, _ROW_BYTES, _ROW), align=8)

    def keep(self, row: Any, base: Any, index: Any) -> None:
        self.builder.store(row, self._place(base, index, _ROW_BYTES, _ROW), align=8)

    def number(self, base: Any, index: Any) -> Any:
        return self.builder.load(self._place(base, index, _NUMBER_BYTES, _NUMBER), align=8)


def _wide(builder: Any) -> None:
    """Ask for the widest registers of the processor; left alone the compiler may choose the second widest."""
    # The compiler's binding knows no attributes of targets by name, so the text goes in as it is printed.
    set.add(builder.function.attributes, '"prefer-vector-width"="512"')


def _sweep(pattern: str, write: Callable[..., None]) -> Any:
    """Signature and code of a sweep: ``i`` for an address or a number of cells, ``f`` for a number."""

    def code(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        _wide(builder)
        write(builder, *arguments)
        return context.get_dummy_value()

    kinds = [types.int64 if letter == "i" else types.float64 for letter in pattern]
    return types.void(*kinds), code


def _kept(builder: Any, count: int) -> list[Any]:
    """Rows of zeros that live in registers through a loop."""
    rows = [cgutils.alloca_once(builder, _ROW) for _ in range(count)]
    for row in rows:
        builder.store(ir.Constant(_ROW, None), row)
    return rows


@intrinsic
def eliminate_down(
    _context: Any,
    state: Any,
    stage: Any,
    inverse: Any,
    source: Any,
    decay: Any,
    held: Any,
    outward: Any,
    link: Any,
    side: Any,
    cells: Any,
    part: Any,
    shine: Any,
    chill: Any,
) -> Any:
    """Factor the matrix, and eliminate the first stage: right-hand side held state + shine source, chill on top.

    ``chill`` is the address of one row, added to the uppermost cell.
    """
    del state, stage, inverse, source, decay, held, outward, link, side, cells, part, shine, chill

    def write(builder: Any, *arguments: Any) -> None:
        state, stage, inverse, source, decay, held, outward, link, side, cells, part, shine, chill = arguments
        memory = _Memory(builder)
        one = ir.Constant(_ROW, [1.0] * LANES)
        rate = memory.row(decay, ir.Constant(_LONG, 0))
        light = _spread(builder, shine)
        above, pivot_above, cold = _kept(builder, 3)
        builder.store(memory.row(chill, ir.Constant(_LONG, 0)), cold)
        with cgutils.for_range(builder, cells) as loop:
            i = loop.index
            capacity = memory.number(held, i)
            pull = _spread(builder, builder.fmul(part, memory.number(link, i)))
            own = builder.fadd(capacity, builder.fmul(part, memory.number(outward, i)))
            spread = builder.fmul(_spread(builder, builder.fmul(part, memory.number(side, i))), rate)
            taken = builder.fmul(builder.fmul(pull, pull), builder.load(pivot_above))
            pivot = builder.fdiv(one, builder.fsub(builder.fadd(_spread(builder, own), spread), taken))
            right = builder.fmul(_spread(builder, capacity), memory.row(state, i))
            right = builder.fadd(right, builder.fmul(light, memory.row(source, i)))
            right = builder.fadd(right, builder.load(cold))
            right = builder.fadd(right, builder.fmul(pull, builder.load(above)))
            value = builder.fmul(right, pivot)
            memory.keep(pivot, inverse, i)
            memory.keep(value, stage, i)
            builder.store(pivot, pivot_above)
            builder.store(value, above)
            builder.store(ir.Constant(_ROW, None), cold)

    return _sweep("iiiiiiiiiiffi", write)


@intrinsic
def continue_down(
    _context: Any,
    state: Any,
    stage: Any,
    inverse: Any,
    source: Any,
    held: Any,
    link: Any,
    cells: Any,
    part: Any,
    mix: Any,
    shine: Any,
    chill: Any,
) -> Any:
    """Eliminate the second stage: right-hand side held (state + mix (stage - state)) + shine source, chill on top."""
    del state, stage, inverse, source, held, link, cells, part, mix, shine, chill

    def write(builder: Any, *arguments: Any) -> None:
        state, stage, inverse, source, held, link, cells, part, mix, shine, chill = arguments
        memory = _Memory(builder)
        light, weight = _spread(builder, shine), _spread(builder, mix)
        above, cold = _kept(builder, 2)
        builder.store(memory.row(chill, ir.Constant(_LONG, 0)), cold)
        with cgutils.for_range(builder, cells) as loop:
            i = loop.index
            pull = _spread(builder, builder.fmul(part, memory.number(link, i)))
            old = memory.row(state, i)
            ahead = builder.fmul(weight, builder.fsub(memory.row(stage, i), old))
            right = builder.fmul(_spread(builder, memory.number(held, i)), builder.fadd(old, ahead))
            right = builder.fadd(right, builder.fmul(light, memory.row(source, i)))
            right = builder.fadd(right, builder.load(cold))
            right = builder.fadd(right, builder.fmul(pull, builder.load(above)))
            value = builder.fmul(right, memory.row(inverse, i))
            memory.keep(value, stage, i)
            builder.store(value, above)
            builder.store(ir.Constant(_ROW, None), cold)

    return _sweep("iiiiiiifffi", write)


@intrinsic
def substitute_up(_context: Any, into: Any, stage: Any, inverse: Any, link: Any, cells: Any, part: Any) -> Any:
    """Set into = stage + inverse part link below, from the lowest cell up; ``link`` holds one number past the last."""
    del into, stage, inverse, link, cells, part

    def write(builder: Any, *arguments: Any) -> None:
        into, stage, inverse, link, cells, part = arguments
        memory = _Memory(builder)
        (below,) = _kept(builder, 1)
        with cgutils.for_range(builder, cells) as loop:
            next_one = builder.sub(cells, loop.index)
            i = builder.sub(next_one, ir.Constant(_LONG, 1))
            pull = _spread(builder, builder.fmul(part, memory.number(link, next_one)))
            weight = builder.fmul(memory.row(inverse, i), pull)
            value = builder.fadd(memory.row(stage, i), builder.fmul(weight, builder.load(below)))
            memory.keep(value, into, i)
            builder.store(value, below)

    return _sweep("iiiiif", write)
