"""Rows of single-precision numbers, side by side, as values of compiled code.

A row is one value to the program: ``a * b + c`` is one operation on all its lanes. The compiler splits it into as many
registers as the processor needs: two of 512 bit, four of 256, eight of 128. It need not find the lanes by itself, so it
cannot fail to. Rows live in memory known by its address; nothing else crosses the border to Python. Every operation
rounds lane by lane as the standard asks, so that a lane's number never depends on its neighbours.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import numpy as np
from llvmlite import ir  # type: ignore[import-untyped]  # ships no types
from numba import extending
from numba import types as numba_types
from numba.core.typing import templates
from numba.core.typing.templates import AbstractTemplate, ConcreteTemplate
from numba.extending import models

# The compiler's door for new kinds of values is not typed.
intrinsic: Any = extending.intrinsic
lower_builtin: Any = extending.lower_builtin
lower_cast: Any = extending.lower_cast
register_model: Any = extending.register_model
infer_global: Any = templates.infer_global
signature: Any = templates.signature
types: Any = numba_types

LANES = 32
"""Numbers in a row: twice the widest register, so that one half is computed while the other waits for its results."""

_BIT, _INT, _LONG, _FLOAT, _DOUBLE = ir.IntType(1), ir.IntType(32), ir.IntType(64), ir.FloatType(), ir.DoubleType()
_NUMBERS, _WORDS, _LONGS = (ir.VectorType(lane, LANES) for lane in (_FLOAT, _INT, _LONG))


class Row(numba_types.Type):
    """A row of one kind, as a type of compiled code."""

    def __init__(self, name: str, lane: Any) -> None:
        self.lane = lane
        super().__init__(name=name)

    def __reduce__(self) -> tuple[Any, ...]:
        return _row_called, (self.name,)


_row: Any = Row
Numbers, Words, Marks = _row("numbers", _FLOAT), _row("words", _INT), _row("marks", _BIT)
_ROWS = {row.name: row for row in (Numbers, Words, Marks)}


def _row_called(name: str) -> Any:
    """A row type by its name, as the cache on the disk restores it."""
    return _ROWS[name]


@register_model(Row)
class _RowModel(models.PrimitiveModel):
    """A row is a vector of the compiler."""

    def __init__(self, manager: Any, row: Row) -> None:
        super().__init__(manager, row, ir.VectorType(row.lane, LANES))  # type: ignore[no-untyped-call]


def _spread(builder: Any, number: Any) -> Any:
    """The same number in all lanes."""
    undefined = ir.Constant(ir.VectorType(number.type, LANES), ir.Undefined)
    first = builder.insert_element(undefined, number, ir.Constant(_INT, 0))
    return builder.shuffle_vector(first, undefined, ir.Constant(_WORDS, [0] * LANES))


def _same(word: int) -> Any:
    return ir.Constant(_WORDS, [word] * LANES)


def _call(builder: Any, name: str, result: Any, *values: Any) -> Any:
    """Call an operation that the compiler itself provides."""
    kind = ir.FunctionType(result, [value.type for value in values])
    return builder.call(builder.module.declare_intrinsic(name, fnty=kind), values)


@lower_cast(types.float64, Numbers)
@lower_cast(types.float32, Numbers)
def _number_to_row(_context: Any, builder: Any, given: Any, _wanted: Any, value: Any) -> Any:
    return _spread(builder, value if given == types.float32 else builder.fptrunc(value, _FLOAT))


def _operation(name: Any, result: Any, *arguments: Any) -> Callable[[Any], Any]:
    """Make ``name`` known for these arguments; the decorated function writes the instructions."""

    @infer_global(name)
    class _Known(ConcreteTemplate):
        cases = [signature(result, *arguments)]  # noqa: RUF012 - as the compiler wants it

    return _lowering(name, arguments)


def _lowering(name: Any, arguments: tuple[Any, ...]) -> Callable[[Any], Any]:
    def keep(write: Any) -> Any:
        @lower_builtin(name, *arguments)
        def lowered(_context: Any, builder: Any, _signature: Any, values: Any) -> Any:
            return write(builder, *values)

        return write

    return keep


def _arithmetic(name: Any, returns: Row, count: int = 2) -> Callable[[Any], Any]:
    """Make ``name`` known for rows of numbers mixed with plain numbers, which are the same in all lanes."""

    @infer_global(name)
    class _Known(AbstractTemplate):
        key = name

        def generic(self, args: Any, kws: Any) -> Any:
            mixed = all(a == Numbers or isinstance(a, numba_types.Float) for a in args)
            fits = len(args) == count and not kws and Numbers in args and mixed
            return signature(returns, *[Numbers] * count) if fits else None

    return _lowering(name, (Numbers,) * count)


_arithmetic(operator.add, Numbers)(lambda builder, x, y: builder.fadd(x, y))
_arithmetic(operator.sub, Numbers)(lambda builder, x, y: builder.fsub(x, y))
_arithmetic(operator.mul, Numbers)(lambda builder, x, y: builder.fmul(x, y))
_arithmetic(operator.truediv, Numbers)(lambda builder, x, y: builder.fdiv(x, y))
_arithmetic(operator.lt, Marks)(lambda builder, x, y: builder.fcmp_ordered("<", x, y))
_arithmetic(operator.ge, Marks)(lambda builder, x, y: builder.fcmp_ordered(">=", x, y))
_operation(operator.or_, Marks, Marks, Marks)(lambda builder, x, y: builder.or_(x, y))
_operation(operator.add, Words, Words, Words)(lambda builder, x, y: builder.add(x, y))
_operation(operator.xor, Words, Words, Words)(lambda builder, x, y: builder.xor(x, y))

# What follows has a body for arrays of NumPy beside its instructions, so that an equation made of it can be tried out
# without compiling it.


def fma(a: Any, b: Any, c: Any) -> Any:
    """``a b + c``, rounded once where the processor can."""
    return a * b + c


@_arithmetic(fma, Numbers, 3)
def _fma(builder: Any, a: Any, b: Any, c: Any) -> Any:
    return _call(builder, f"llvm.fmuladd.v{LANES}f32", _NUMBERS, a, b, c)


def root(a: Any) -> Any:
    """Square root."""
    return np.sqrt(a)


@_operation(root, Numbers, Numbers)
def _root(builder: Any, a: Any) -> Any:
    return _call(builder, f"llvm.sqrt.v{LANES}f32", _NUMBERS, a)


def choose(mark: Any, yes: Any, no: Any) -> Any:
    """``yes`` where the mark is set, ``no`` elsewhere."""
    return np.where(mark, yes, no).astype(np.float32)


@infer_global(choose)
class _Choose(AbstractTemplate):
    key = choose

    def generic(self, args: Any, kws: Any) -> Any:
        del kws
        return signature(Numbers, Marks, Numbers, Numbers) if args[0] == Marks else None


@_lowering(choose, (Marks, Numbers, Numbers))
def _choose(builder: Any, mark: Any, yes: Any, no: Any) -> Any:
    return builder.select(mark, yes, no)


def signed_share(word: Any) -> Any:
    """A random word as a number from -1 to 1, evenly spread."""
    return word.astype(np.int32).astype(np.float32) * np.float32(2.0**-31)


@_operation(signed_share, Numbers, Words)
def _signed_share(builder: Any, word: Any) -> Any:
    return builder.fmul(builder.sitofp(word, _NUMBERS), ir.Constant(_NUMBERS, [2.0**-31] * LANES))


def positive_share(word: Any) -> Any:
    """A random word as a number above 0 up to 1, evenly spread."""
    return ((word >> 1) | 1).astype(np.float32) * np.float32(2.0**-31)


@_operation(positive_share, Numbers, Words)
def _positive_share(builder: Any, word: Any) -> Any:
    odd = builder.or_(builder.lshr(word, _same(1)), _same(1))
    return builder.fmul(builder.sitofp(odd, _NUMBERS), ir.Constant(_NUMBERS, [2.0**-31] * LANES))


def sign_of(word: Any, number: Any) -> Any:
    """The number, turned over where the word's highest bit is set."""
    return np.where(word >> 31, -number, number).astype(np.float32)


@_operation(sign_of, Numbers, Words, Numbers)
def _sign_of(builder: Any, word: Any, number: Any) -> Any:
    sign = builder.and_(word, _same(0x80000000))
    return builder.bitcast(builder.xor(builder.bitcast(number, _WORDS), sign), _NUMBERS)


def bits_of(number: Any) -> Any:
    """A number as the word that the processor holds."""
    return np.asarray(number, np.float32).view(np.uint32)


@_operation(bits_of, Words, Numbers)
def _bits_of(builder: Any, number: Any) -> Any:
    return builder.bitcast(number, _WORDS)


def number_of(word: Any) -> Any:
    """The number that the processor holds as this word."""
    return np.asarray(word, np.uint32).view(np.float32)


@_operation(number_of, Numbers, Words)
def _number_of(builder: Any, word: Any) -> Any:
    return builder.bitcast(word, _NUMBERS)


_ROOT_HALF = 0x3F3504F3
"""The bits of sqrt(1/2)."""


def mantissa_and_exponent(number: Any) -> Any:
    """A positive number as m 2^e with m between sqrt(1/2) and sqrt(2)."""
    above = bits_of(number).astype(np.int32) - np.int32(_ROOT_HALF)
    rest = (above & 0x7FFFFF) + np.int32(_ROOT_HALF)
    return rest.view(np.float32), (above >> 23).astype(np.float32)


@infer_global(mantissa_and_exponent)
class _Parts(ConcreteTemplate):
    cases = [signature(types.UniTuple(Numbers, 2), Numbers)]  # noqa: RUF012


@lower_builtin(mantissa_and_exponent, Numbers)
def _parts(context: Any, builder: Any, sig: Any, values: Any) -> Any:
    above = builder.sub(builder.bitcast(values[0], _WORDS), _same(_ROOT_HALF))
    rest = builder.add(builder.and_(above, _same(0x7FFFFF)), _same(_ROOT_HALF))
    power = builder.sitofp(builder.ashr(above, _same(23)), _NUMBERS)
    return context.make_tuple(builder, sig.return_type, [builder.bitcast(rest, _NUMBERS), power])


def turned(word: Any, places: int) -> Any:
    """The word's bits moved round towards the high end."""
    return (word << np.uint32(places)) | (word >> np.uint32(32 - places))


@_operation(turned, Words, Words, types.int64)
def _turned(builder: Any, word: Any, places: Any) -> Any:
    by = _spread(builder, builder.trunc(places, _INT))
    return _call(builder, f"llvm.fshl.v{LANES}i32", _WORDS, word, word, by)


def raised(word: Any, places: int) -> Any:
    """The word's bits moved towards the high end."""
    return word << np.uint32(places)


@_operation(raised, Words, Words, types.int64)
def _raised(builder: Any, word: Any, places: Any) -> Any:
    return builder.shl(word, _spread(builder, builder.trunc(places, _INT)))


def whole(number: Any) -> Any:
    """The number without its fraction, as a word; it must fit."""
    return number.astype(np.int32).astype(np.uint32)


@_operation(whole, Words, Numbers)
def _whole(builder: Any, number: Any) -> Any:
    return builder.fptosi(number, _WORDS)


def floored(number: Any) -> Any:
    """The number without its fraction."""
    return np.floor(number)


@_operation(floored, Numbers, Numbers)
def _floored(builder: Any, number: Any) -> Any:
    return _call(builder, f"llvm.floor.v{LANES}f32", _NUMBERS, number)


# Between rows, memory and plain numbers.


def _place(builder: Any, address: Any, kind: Any) -> Any:
    return builder.inttoptr(address, kind.as_pointer())


def _access(kind: Any, held: Any, align: int) -> tuple[Any, Any]:
    """How numbers of one kind are read from an address and written there."""

    def load(_context: Any, address: Any) -> Any:
        del address

        def code(_context: Any, builder: Any, _signature: Any, values: Any) -> Any:
            return builder.load(_place(builder, values[0], held), align=align)

        return kind(types.int64), code

    def store(_context: Any, address: Any, value: Any) -> Any:
        del address, value

        def code(context: Any, builder: Any, _signature: Any, values: Any) -> Any:
            builder.store(values[1], _place(builder, values[0], held), align=align)
            return context.get_dummy_value()

        return types.void(types.int64, kind), code

    return intrinsic(load), intrinsic(store)


load_numbers, store_numbers = _access(Numbers, _NUMBERS, 64)
load_words, store_words = _access(Words, _WORDS, 64)
load_number, store_number = _access(types.float32, _FLOAT, 4)
load_word, store_word = _access(types.uint32, _INT, 4)
load_long, store_long = _access(types.int64, _LONG, 8)
load_double, store_double = _access(types.float64, _DOUBLE, 8)


@intrinsic
def pointer(_context: Any, address: Any) -> Any:
    """An address as what ``numba.carray`` takes."""
    del address

    def code(_context: Any, builder: Any, _signature: Any, values: Any) -> Any:
        return builder.inttoptr(values[0], ir.IntType(8).as_pointer())

    return types.voidptr(types.int64), code


@intrinsic
def store_counted(_context: Any, address: Any, value: Any, scale: Any) -> Any:
    """Keep the numbers times ``scale`` as whole numbers of 64 bit."""
    del address, value, scale

    def code(context: Any, builder: Any, _signature: Any, values: Any) -> Any:
        at, numbers, by = values
        scaled = builder.fmul(numbers, _spread(builder, builder.fptrunc(by, _FLOAT)))
        builder.store(builder.fptosi(scaled, _LONGS), _place(builder, at, _LONGS), align=64)
        return context.get_dummy_value()

    return types.void(types.int64, Numbers, types.float64), code


@intrinsic
def store_counted_loss(_context: Any, address: Any, before: Any, after: Any, scale: Any) -> Any:
    """Keep by how much numbers fell, as the difference of what ``scale`` times each is in whole numbers of 64 bit."""
    del address, before, after, scale

    def code(context: Any, builder: Any, _signature: Any, values: Any) -> Any:
        at, first, last, by = values
        scaled = _spread(builder, builder.fptrunc(by, _FLOAT))
        counts = [builder.fptosi(builder.fmul(numbers, scaled), _LONGS) for numbers in (first, last)]
        builder.store(builder.sub(*counts), _place(builder, at, _LONGS), align=64)
        return context.get_dummy_value()

    return types.void(types.int64, Numbers, Numbers, types.float64), code


@intrinsic
def marks_of(_context: Any, mark: Any) -> Any:
    """Marks as the bits of one whole number, lane 0 lowest."""
    del mark

    def code(_context: Any, builder: Any, _signature: Any, values: Any) -> Any:
        bits = builder.bitcast(values[0], ir.IntType(LANES))
        return bits if LANES == 32 else builder.zext(bits, _INT)

    return types.uint32(Marks), code


@intrinsic
def lowest_mark(_context: Any, bits: Any) -> Any:
    """Place of the lowest bit that is set."""
    del bits

    def code(_context: Any, builder: Any, _signature: Any, values: Any) -> Any:
        return builder.zext(builder.cttz(values[0], ir.Constant(_BIT, 1)), _LONG)

    return types.int64(types.uint32), code


@intrinsic
def prefer_wide_registers(_context: Any) -> Any:
    """Ask the compiler for the widest registers of the processor; left alone it may choose the second widest."""

    def code(context: Any, builder: Any, _signature: Any, _values: Any) -> Any:
        # The compiler's binding knows no attributes of targets by name, so the text goes in as it is printed.
        set.add(builder.function.attributes, '"prefer-vector-width"="512"')
        return context.get_dummy_value()

    return types.void(), code
