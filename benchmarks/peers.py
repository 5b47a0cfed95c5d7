"""Light in the skin of problem P3 by every installed package that can follow it, and by the engines here.

``python benchmarks/peers.py`` prints how many photons a second each follows, whether it agrees, and what its photons
are worth: the figure of merit 1/(error^2 time) of the share absorbed in the epidermis. Errors are measured from the
spread of runs with different seeds; no package's own errors are believed. Every package is measured once in each
round, in a process of its own, so that all share the machine's good and bad minutes; a package that fails says so in
one line. The packages are no dependency: ``pip install -r benchmarks/peers.txt`` brings them.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import math
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path

ADAPTERS = Path(__file__).with_name("peer_adapters.py")
PATIENCE = 300.0
"""Longest that a peer may take to get ready, and beyond the agreed time for a measurement [s]."""

SHARES = ("epidermis", "dermis", "fat", "reflected", "transmitted")
REFERENCE = {
    "epidermis": (0.39779, 0.00001),
    "dermis": (0.11532, 0.00001),
    "fat": (0.08963, 0.00001),
    "reflected": (0.34930, 0.00001),
    "transmitted": (0.02018, 0.00001),
}
"""Share of the incident light and how well it is known: by streams of their own in every layer, without chance
(``tests/validation/layered_transport.py``, 96 streams). Seven million packets of the reference engine agree."""


@dataclass(frozen=True)
class Peer:
    """One way to follow light."""

    name: str
    """What the rows are called."""
    adapter: str
    """Its function in the file of adapters."""
    package: str = "lentigo"
    """What pip installs."""
    posed: str = ""
    """Where it poses another problem than P3, and under which licence it stands."""
    needs: str = ""
    """What else pip installs for it, on a processor."""
    one_thread: bool = False
    """Whether it uses one thread whatever it is asked for."""


POCL = " 'pyopencl[pocl]'"
OURS = (
    Peer("lentigo, fast", "fast"),
    Peer("lentigo, fast, 1 thread", "fast", one_thread=True),
    Peer("lentigo, reference, 1 thread", "reference", one_thread=True),
)
PEERS = (
    Peer(
        "pmcxcl, voxels 0.06 mm",
        "pmcxcl_coarse",
        "pmcxcl",
        "GPL-3; OpenCL; voxels as large as the epidermis, so fat of 10.02 mm; sides joined; ends at 5 ns",
        POCL,
    ),
    Peer(
        "pmcxcl, voxels 0.02 mm",
        "pmcxcl_fine",
        "pmcxcl",
        "GPL-3; OpenCL; the largest voxels that fit all layers; sides joined; ends at 5 ns",
        POCL,
    ),
    Peer(
        "pmmc",
        "pmmc",
        "pmmc",
        "GPL-3; 18 tetrahedra, 100 mm wide; ends at 5 ns; its SSE code, which asks for an OpenCL device all the same",
        POCL,
        one_thread=True,
    ),
    Peer(
        "photontracer",
        "photontracer",
        "photontracer",
        "BSD-3; Embree; boxes 200 mm wide in each other, 0.1 um left beneath; with polarisation; "
        "a photon is absorbed whole",
    ),
    Peer(
        "pytissueoptics",
        "pytissueoptics",
        "pytissueoptics",
        "MIT; OpenCL; boxes 100 mm wide; energy summed as it comes instead of kept point by point",
        POCL,
    ),
    Peer(
        "geant4-pybind",
        "geant4_pybind",
        "geant4-pybind",
        "Geant4 licence; boxes 200 mm wide; with polarisation; a photon is absorbed whole; an empty table of nuclides",
        one_thread=True,
    ),
    Peer(
        "photon-canon",
        "photon_canon",
        "photon-canon",
        "GPL-3; NumPy; tells no absorption by layer",
        one_thread=True,
    ),
)
NOT_COMPARED = {
    "pmcx": "runs on CUDA devices only",
    "cyaxares": "one layer only",
    "pvtrace": "scattering does not know where the light came from, so no mean cosine",
    "opengate": "the transport of geant4-pybind under another interface",
    "PyXOpto": "not on the package index",
    "MCML, MCmatlab": "no Python packages",
}


def version(package):
    """Version of an installed package; none if it is not installed."""
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None


class Worker:
    """A peer in its process."""

    def __init__(self, peer, *, threads, seconds, by_processor=False, adapters=ADAPTERS):
        self.peer, self.threads, self.seconds = peer, 1 if peer.one_thread else threads, seconds
        self.runs, self.error = [], None
        self.log = tempfile.TemporaryFile(mode="w+", encoding="utf-8", errors="replace")  # noqa: SIM115 - closed below
        command = [sys.executable, str(ADAPTERS), str(adapters), peer.adapter, str(self.threads), str(seconds)]
        command += ["processor"] if by_processor else []
        self.process = subprocess.Popen(  # noqa: S603 - our own file
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.log, text=True, encoding="utf-8"
        )
        self.plan = self._answer() or {}

    def _answer(self):
        """Next line of the process; none, and an error, if there is none in time."""
        if self.error is not None:
            return None
        # A timer ends the process, which ends the reading: works on every system.
        timer = threading.Timer(PATIENCE + self.seconds, self.process.kill)
        timer.start()
        line = self.process.stdout.readline()
        timer.cancel()
        if not line:
            self.process.wait()
            self.error = f"ended with {self.process.returncode}: {self._last_words()}"
            return None
        content = json.loads(line)
        if isinstance(content, dict) and "error" in content:
            self.error = content["error"]
            return None
        return content

    def _last_words(self):
        self.log.seek(0)
        lines = [line.strip() for line in self.log if line.strip()]
        return lines[-1][:200] if lines else "it said nothing"

    def measure(self, seed):
        """Have it run its part of a round."""
        if self.error is not None:
            return
        try:
            self.process.stdin.write(f"{seed}\n")
            self.process.stdin.flush()
        except OSError as error:
            self.error = f"{error}: {self._last_words()}"
            return
        answer = self._answer()
        if answer is not None:
            self.runs.append(answer)

    def close(self):
        """End the process."""
        try:
            self.process.stdin.close()
            self.process.wait(timeout=10)
        except (OSError, subprocess.TimeoutExpired):
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()
        self.log.close()


def spread(runs, name):
    """Mean share of runs of any length, its standard error, and the variance of one photon's share."""
    told = [(run["photons"], run["shares"][name]) for run in runs if name in run["shares"]]
    if len(told) < 2:
        return None
    photons = sum(count for count, _ in told)
    mean = sum(count * share for count, share in told) / photons
    variance = sum(count * (share - mean) ** 2 for count, share in told) / (len(told) - 1)
    true, true_error = REFERENCE[name]
    error = math.sqrt(variance / photons)
    off = (mean - true) / math.hypot(error, true_error)
    return {"mean": mean, "error": error, "off": off, "variance": variance}


def summary(measurements, *, threads=None):
    """What the measurements of a peer come to.

    With a number of threads, time is what the processor spent, shared among them; otherwise it is the clock's.
    """
    runs = [run for measurement in measurements for run in measurement]
    timed = [run for run in runs if run.get("timed")]
    shares = {name: found for name in SHARES if (found := spread(runs, name)) is not None}
    rate = statistics.median(
        run["photons"] / (run["seconds"] if threads is None else run["processor"] / threads) for run in timed
    )
    variance = shares["epidermis"]["variance"] if "epidermis" in shares else 0.0
    return {
        "photons": sum(run["photons"] for run in runs),
        "runs": len(runs),
        "rate": rate,
        "cores": sum(run["processor"] for run in timed) / sum(run["seconds"] for run in timed),
        "shares": shares,
        # The squared error is the variance by the number of photons, which is the rate times the time.
        "merit": rate / variance if variance > 0.0 else math.nan,
        # A variance from n runs is itself known to 1 in sqrt(2 / (n - 1)).
        "merit_uncertainty": math.sqrt(2.0 / (len(runs) - 1)) if len(runs) > 1 else math.nan,
    }


def rows(workers, *, by_processor=False):
    """Row of each peer that ran: what was measured, and set against the fast engine with as many threads."""

    def summed(worker):
        return summary(worker.runs, threads=worker.threads if by_processor else None)

    fast = {worker.threads: summed(worker) for worker in workers if worker.peer.adapter == "fast" and worker.runs}
    for worker in workers:
        if not worker.runs or worker.error is not None:
            continue
        row = {
            "peer": worker.peer.name,
            "package": worker.peer.package,
            "version": version(worker.peer.package),
            "threads": worker.threads,
            **summed(worker),
        }
        ours = fast.get(worker.threads)
        row["rate_ratio"] = ours["rate"] / row["rate"] if ours else math.nan
        row["merit_ratio"] = ours["merit"] / row["merit"] if ours else math.nan
        yield row


def machine():
    """Processor, cores, registers, load."""
    from llvmlite.binding import get_host_cpu_name

    from lentigo.physics._lane_width import register_width

    model = platform.processor()
    information = Path("/proc/cpuinfo")
    if information.exists():
        named = [line for line in information.read_text().splitlines() if line.startswith("model name")]
        model = named[0].partition(":")[2].strip() if named else model
    load = f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"
    return {
        "processor": f"{model} ({get_host_cpu_name()})",
        "cores": usable_cores(),
        "register_width": register_width(),
        "load": load,
        "python": platform.python_version(),
    }


def usable_cores():
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def number(value, digits=3):
    """With so many significant digits, and no exponent."""
    if not math.isfinite(value) or value == 0.0:
        return "-"
    places = max(0, digits - 1 - math.floor(math.log10(abs(value))))
    return f"{value:.{places}f}"


def table(found, *, failed=(), missing=(), about=None):
    """Text of the result."""
    lines = []
    if about:
        lines.append(
            f"{about['processor']}, {about['cores']} cores usable, registers of {about['register_width']} bit, "
            f"load {about['load']} at the start, Python {about['python']}, {about['time']}"
        )
    lines += ["", f"{'':30}{'version':>11} threads cores  photons/s    fast is  merit of fast is"]
    for row in found:
        lines.append(
            f"{row['peer']:30}{row['version'] or '-':>11} {row['threads']:7d} {row['cores']:5.1f} {row['rate']:10.0f} "
            f"{number(row['rate_ratio']):>8} x {number(row['merit_ratio']):>8} x (to {row['merit_uncertainty']:.0%})"
        )
    lines += [
        "Each beside the fast engine with as many threads. Merit: 1/(error^2 time) of the epidermis's share, known to",
        "the share in brackets, as is that of the fast engine.",
        "",
        "Shares of the incident light, standard errors from the spread of the runs, and differences to the reference",
        f"{'':30}" + "".join(f"{name:>22}" for name in SHARES),
        f"{'reference':30}" + "".join(f"{mean:.5f} ±{error:.5f}".rjust(22) for mean, error in REFERENCE.values()),
    ]
    for row in found:
        shares = [row["shares"].get(name) for name in SHARES]
        lines.append(
            f"{row['peer']:30}"
            + "".join(
                f"{share['mean']:.4f} ±{share['error']:.4f} {share['off']:+5.1f}".rjust(22) if share else f"{'-':>22}"
                for share in shares
            )
        )
    posed = {peer.name: peer.posed for peer in PEERS if peer.posed and peer.name in {row["peer"] for row in found}}
    for title, entries in (
        ("Where a peer poses another problem, and its licence", posed.items()),
        ("Installed, but did not run", failed),
        ("Not installed", missing),
        ("Not compared", NOT_COMPARED.items()),
    ):
        listed = [f"  {name}: {text}" for name, text in entries]
        lines += ["", title, *listed] if listed else []
    return "\n".join(lines)


def compare(peers, *, rounds, first_seed=1, tell=lambda _: None, **options):
    """Start the peers and measure each once a round."""
    workers = []
    try:
        for peer in peers:
            tell(f"starting {peer.name}")
            workers.append(Worker(peer, **options))
        for done in range(rounds):
            tell(f"round {done + 1} of {rounds}")
            for worker in workers:
                worker.measure(1000 * (first_seed + done))
    finally:
        for worker in workers:
            worker.close()
    return workers


def chosen(words, peers):
    """Peers that have any of the words in their name."""
    return [peer for peer in peers if not words or any(word in peer.name for word in words)]


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--threads", type=int, default=usable_cores(), help="threads for whoever can use them")
    parser.add_argument("--seconds", type=float, default=3.0, help="time of one measurement of one peer")
    parser.add_argument("--repeats", type=int, default=8, help="rounds, in each of which every peer is measured once")
    parser.add_argument(
        "--processor-time",
        action="store_true",
        help="count the time that the processor spent, where others use the machine too, and not the clock's",
    )
    parser.add_argument("--seed", type=int, default=1, help="seed of the first round, up to a million")
    parser.add_argument("--only", nargs="*", default=(), help="peers with one of these words in their name")
    parser.add_argument("--json", type=Path, help="file to write everything to")
    asked = parser.parse_args(arguments)
    installed = [peer for peer in PEERS if version(peer.package) is not None]
    missing = {
        peer.package: f"pip install {peer.package}{peer.needs}" for peer in PEERS if version(peer.package) is None
    }
    about = machine()
    workers = compare(
        [*OURS[: 2 if asked.threads > 1 else 1], OURS[2], *chosen(asked.only, installed)],
        threads=asked.threads,
        seconds=asked.seconds,
        by_processor=asked.processor_time,
        rounds=asked.repeats,
        first_seed=asked.seed,
        tell=lambda text: print(text, file=sys.stderr),
    )
    found = list(rows(workers, by_processor=asked.processor_time))
    failed = {worker.peer.name: worker.error for worker in workers if worker.error is not None}
    about["time"] = "processor time by threads" if asked.processor_time else "time by the clock"
    print(table(found, failed=failed.items(), missing=missing.items(), about=about))
    if asked.json:
        record = {"machine": about, "reference": REFERENCE, "peers": found, "failed": failed, "missing": missing}
        asked.json.write_text(json.dumps(record, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
