"""What rows of numbers need beside ``_lane_intrinsics`` where each lane holds eight sets: a row is four lanes."""

from __future__ import annotations

from typing import Any

from llvmlite import ir  # type: ignore[import-untyped]  # ships no types

from lentigo.physics._lane_intrinsics import LANES, Numbers, intrinsic, types
from lentigo.physics._lane_sets_desk import CELL_BYTES, SETS

TOGETHER = LANES // SETS
"""Lanes whose sets fill a row."""

_WORD, _LONG, _FLOAT = ir.IntType(32), ir.IntType(64), ir.FloatType()
_EIGHT, _COUNTS = ir.VectorType(_FLOAT, SETS), ir.VectorType(_LONG, SETS)
_ONE = float(2**40)
"""Weight 1 in a record, as in ``_lane_desk``."""


def _place(builder: Any, address: Any, kind: Any) -> Any:
    return builder.inttoptr(address, kind.as_pointer())


def _chosen(builder: Any, row: Any, places: list[int]) -> Any:
    return builder.shuffle_vector(row, row, ir.Constant(ir.VectorType(_WORD, len(places)), places))


def _of_lane(builder: Any, row: Any, lane: int) -> Any:
    """The sets of one of the lanes of a row."""
    return _chosen(builder, row, list(range(lane * SETS, lane * SETS + SETS)))


def _add(builder: Any, address: Any, counts: Any, *, lose: bool = False) -> None:
    place = _place(builder, address, _COUNTS)
    held = builder.load(place, align=8)
    builder.store(builder.sub(held, counts) if lose else builder.add(held, counts), place, align=8)


@intrinsic
def load_of_lanes(_context: Any, address: Any) -> Any:
    """Numbers of four lanes, each for all of the lane's sets."""
    del address

    def code(_context: Any, builder: Any, _signature: Any, values: Any) -> Any:
        four = builder.load(_place(builder, values[0], ir.VectorType(_FLOAT, TOGETHER)), align=4)
        return _chosen(builder, four, [lane for lane in range(TOGETHER) for _ in range(SETS)])

    return Numbers(types.int64), code


@intrinsic
def load_sets(_context: Any, address: Any) -> Any:
    """The sets of a lane, first in a row; what follows is of no meaning."""
    del address

    def code(_context: Any, builder: Any, _signature: Any, values: Any) -> Any:
        eight = builder.load(_place(builder, values[0], _EIGHT), align=4)
        return _chosen(builder, eight, list(range(SETS)) * TOGETHER)

    return Numbers(types.int64), code


@intrinsic
def store_sets(_context: Any, address: Any, row: Any) -> Any:
    """Keep the sets that come first in a row."""
    del address, row

    def code(context: Any, builder: Any, _signature: Any, values: Any) -> Any:
        builder.store(_of_lane(builder, values[1], 0), _place(builder, values[0], _EIGHT), align=4)
        return context.get_dummy_value()

    return types.void(types.int64, Numbers), code


@intrinsic
def add_row(_context: Any, records: Any, cells: Any, row: Any) -> Any:
    """Add what four lanes have left, counted already, each to the cell whose number stands at ``cells``."""
    del records, cells, row

    def code(context: Any, builder: Any, _signature: Any, values: Any) -> Any:
        records, cells, row = values
        four = builder.load(_place(builder, cells, ir.VectorType(_WORD, TOGETHER)), align=4)
        for lane in range(TOGETHER):
            number = builder.zext(builder.extract_element(four, ir.Constant(_WORD, lane)), _LONG)
            address = builder.add(records, builder.mul(number, ir.Constant(_LONG, CELL_BYTES)))
            _add(builder, address, builder.fptosi(_of_lane(builder, row, lane), _COUNTS))
        return context.get_dummy_value()

    return types.void(types.int64, types.int64, Numbers), code


@intrinsic
def fetch_cells(_context: Any, records: Any, cells: Any) -> Any:
    """Ask for the cells whose numbers stand at ``cells`` for all lanes, so that memory has brought them when needed."""
    del records, cells

    def code(context: Any, builder: Any, _signature: Any, values: Any) -> Any:
        records, cells = values
        bytes_at = ir.IntType(8).as_pointer()
        kind = ir.FunctionType(ir.VoidType(), [bytes_at, _WORD, _WORD, _WORD])
        fetch = builder.module.declare_intrinsic("llvm.prefetch", [bytes_at], kind)
        for lane in range(LANES):
            place = builder.inttoptr(builder.add(cells, ir.Constant(_LONG, 4 * lane)), _WORD.as_pointer())
            number = builder.zext(builder.load(place, align=4), _LONG)
            address = builder.add(records, builder.mul(number, ir.Constant(_LONG, CELL_BYTES)))
            # To be written to, and to be kept near.
            builder.call(fetch, [builder.inttoptr(address, bytes_at), *(ir.Constant(_WORD, n) for n in (1, 3, 1))])
        return context.get_dummy_value()

    return types.void(types.int64, types.int64), code


def _adding(*, lose: bool) -> Any:
    def add(_context: Any, cell: Any, row: Any) -> Any:
        del cell, row

        def code(context: Any, builder: Any, _signature: Any, values: Any) -> Any:
            weights = _of_lane(builder, values[1], 0)
            scaled = builder.fmul(weights, ir.Constant(_EIGHT, [_ONE] * SETS))
            _add(builder, values[0], builder.fptosi(scaled, _COUNTS), lose=lose)
            return context.get_dummy_value()

        return types.void(types.int64, Numbers), code

    return intrinsic(add)


add_sets = _adding(lose=False)
"""Add the weights of all sets, first in a row, to the cell of a record at this address."""
subtract_sets = _adding(lose=True)
"""Subtract them."""
