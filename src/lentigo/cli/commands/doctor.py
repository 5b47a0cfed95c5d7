"""``lentigo doctor``: is this installation sound? Versions, cache, threads, extras, physics against closed forms."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import click

from lentigo.cli.door import DONE, PROGRAM_IS_WRONG

State = Literal["ok", "missing", "FAULT"]

_CORE: Final = ("click", "numba", "llvmlite", "numpy", "pydantic", "rich", "scipy", "tomlkit", "xarray")
_EXTRAS: Final = {
    "h5netcdf": ("files", "saving and loading fields"),
    "h5py": ("files", "saving and loading fields"),
    "babel": ("reports", "numbers and dates on papers"),
    "fluent.runtime": ("reports", "messages of papers"),
    "matplotlib": ("reports", "figures of reports"),
    "typst": ("reports", "PDF reports and room cards"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was looked at."""

    name: str
    state: State
    text: str


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON and nothing else.")
def command(*, as_json: bool) -> int:
    """Check that this installation is sound, and print what a report of a fault needs."""
    lines = list(examined())
    if as_json:
        from lentigo.cli.question import json_of, print_json

        print_json(json_of([{"name": line.name, "state": line.state, "text": line.text} for line in lines]))
    else:
        _show(lines)
    return PROGRAM_IS_WRONG if any(line.state == "FAULT" for line in lines) else DONE


def examined() -> Iterator[Line]:
    """Everything that is looked at, in the order in which it is told."""
    yield from _versions()
    yield _guarded("numba cache", _numba_cache)
    yield _guarded("threads", _threads)
    yield _guarded("SIMD", _simd)
    yield _guarded("light engine", _light_engine)
    yield _guarded("fonts", _fonts)
    yield _guarded("library", _library)
    yield _guarded("light", _light)
    yield _guarded("damage", _damage)


def _guarded(name: str, look: Callable[[], tuple[State, str]]) -> Line:
    """A look that fails is itself a finding, never the end of the examination."""
    try:
        state, text = look()
    except Exception as failure:  # noqa: BLE001 - any failure at all is what the doctor looks for
        return Line(name, "FAULT", f"{type(failure).__name__}: {failure}")
    return Line(name, state, text)


def _versions() -> Iterator[Line]:
    from importlib.metadata import PackageNotFoundError, version

    from lentigo import __version__

    yield Line("lentigo", "ok", __version__)
    yield Line("python", "ok", f"{platform.python_version()} on {platform.system()} {platform.machine()}")
    for name in _CORE:
        try:
            yield Line(name, "ok", version(name))
        except PackageNotFoundError:
            yield Line(name, "FAULT", "not installed, but needed")
    for name, (extra, purpose) in _EXTRAS.items():
        try:
            yield Line(name, "ok", version(name))
        except PackageNotFoundError:
            yield Line(name, "missing", f'for {purpose}: pip install "lentigo[{extra}]"')


def _numba_cache() -> tuple[State, str]:
    """Without a writable cache every run compiles anew: it works, but the first plan takes many times as long."""
    import lentigo.physics

    chosen = os.environ.get("NUMBA_CACHE_DIR")
    folder = chosen or os.path.join(os.path.dirname(lentigo.physics.__file__), "__pycache__")  # noqa: PTH118, PTH120
    place = folder if os.path.isdir(folder) else os.path.dirname(folder)  # noqa: PTH112, PTH120
    if os.access(place, os.W_OK):
        return "ok", f"kernels are kept in {folder}"
    return "missing", f"{folder} cannot be written: kernels compile at every start; set NUMBA_CACHE_DIR to a folder"


def _threads() -> tuple[State, str]:
    import numba

    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return "ok", f"{usable} processors usable, {os.cpu_count()} present, numba {numba.get_num_threads()}"


def _simd() -> tuple[State, str]:
    """The widest vector instructions that kernels are compiled for."""
    from llvmlite import binding  # type: ignore[import-untyped]

    features = binding.get_host_cpu_features()
    widths = (
        ("avx512f", "512 bit (AVX-512)"),
        ("avx2", "256 bit (AVX2)"),
        ("sse2", "128 bit (SSE2)"),
        ("neon", "128 bit"),
    )
    found = next((text for name, text in widths if features.get(name)), "none found")
    return "ok", f"{found}, {binding.get_host_cpu_name()}"


def _light_engine() -> tuple[State, str]:
    """The registers that the compiler chose for rows of packets, read from what it wrote."""
    from lentigo.physics._lane_intrinsics import LANES
    from lentigo.physics._lane_width import register_width

    width = register_width()
    if not width:
        return "missing", f"fast, {LANES} packets abreast, but no vector registers found: it works, slowly"
    return "ok", f"fast, {LANES} packets abreast in registers of {width} bit; the reference engine beside it"


def _fonts() -> tuple[State, str]:
    from importlib.util import find_spec

    if find_spec("matplotlib") is None:
        return "missing", 'figures need matplotlib: pip install "lentigo[reports]"'
    from matplotlib import font_manager

    return "ok", f"{font_manager.findfont('DejaVu Sans', fallback_to_default=False).rpartition(os.sep)[2]} for figures"


def _library() -> tuple[State, str]:
    from lentigo import library

    return "ok", f"{len(library.devices())} devices, {len(library.references())} references"


def _light() -> tuple[State, str]:
    """A slab that only absorbs has a closed form: Beer's law between two mirrors of Fresnel's reflectance."""
    import math

    from lentigo.physics.adding_doubling import layered_light

    absorption, thickness, index = 1000.0, 1e-3, 1.4
    solved = layered_light(
        [[absorption]],
        [[0.0]],
        [[0.0]],
        [[thickness]],
        index_inside=index,
        index_above=1.0,
        index_below=1.0,
        sublayers=[1],
    )
    mirror = ((index - 1) / (index + 1)) ** 2
    passed = math.exp(-absorption * thickness)
    expected = (1 - mirror) ** 2 * passed / (1 - (mirror * passed) ** 2)
    return _agree("transmittance of an absorbing slab", float(solved.transmittance[0]), expected, within=1e-6)


def _damage() -> tuple[State, str]:
    """At a constant temperature, damage is the rate times the time."""
    import math

    from lentigo.physics.damage import arrhenius_damage

    factor, energy, temperature, duration = 3.1e98, 6.28e5, 330.0, 10.0
    times = [duration * i / 100 for i in range(101)]
    solved = arrhenius_damage([temperature] * 101, times, frequency_factor=factor, activation_energy=energy)
    expected = duration * math.exp(math.log(factor) - energy / (8.314462618 * temperature))
    return _agree("damage at a constant temperature", float(solved[-1]), expected, within=1e-6)


def _agree(what: str, ours: float, expected: float, *, within: float) -> tuple[State, str]:
    """Compare with a closed form."""
    apart = abs(ours / expected - 1)
    text = f"{what}: {ours:.6g}, in closed form {expected:.6g}"
    return ("ok", text) if apart <= within else ("FAULT", f"{text}: {apart:.1e} apart, {within:.0e} allowed")


def _show(lines: Sequence[Line]) -> None:
    from rich.text import Text

    from lentigo.cli.render.console import answers, table

    console = answers()
    grid = table(("", "left"), ("", "left"), ("", "left"))
    grid.show_header = False
    styles = {"ok": "green", "missing": "yellow", "FAULT": "bold red"}
    for line in lines:
        grid.add_row(line.name, Text(line.state, style=styles[line.state]), line.text)
    console.print(grid)
    faults = sum(line.state == "FAULT" for line in lines)
    missing = sum(line.state == "missing" for line in lines)
    console.print(Text(_summary(faults=faults, missing=missing), style="bold"))


def _summary(*, faults: int, missing: int) -> str:
    """The findings in one sentence."""
    if faults:
        return f"{faults} found at fault: plans of this installation must not be used until that is mended."
    if missing:
        return f"Sound; {missing} missing that only some work needs."
    return "Sound, nothing missing."
