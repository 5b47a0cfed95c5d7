"""How each peer poses problem P3, and the process that one of them works in.

An adapter is a function of the number of threads that imports its package, prepares the problem, and returns a function
of photons and seed. That runs the package once and returns the shares of the incident light: absorbed in the
epidermis, the dermis and the fat, diffusely reflected (without what the surface itself reflects), transmitted.

Each peer works in a process of its own, which :mod:`peers` starts: a peer may write on the screen, ask questions, read
variables of the environment when it is loaded, or crash, and none of it reaches the others.
"""

from __future__ import annotations

import contextlib
import importlib.util
import io
import itertools
import json
import math
import os
import random
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

import numpy as np

LAYERS = ("epidermis", "dermis", "fat")
ABSORPTION = (2.0, 0.025, 0.01)  # [1/mm]
SCATTERING = (30.0, 20.0, 10.0)  # [1/mm]
THICKNESS = (0.06, 1.5, 10.0)  # [mm]
INDEX = (1.4, 1.4, 1.44)
COSINE = 0.85
WAVELENGTH = 0.755  # [um]
BOTTOM = sum(THICKNESS)
SPECULAR = ((INDEX[0] - 1.0) / (INDEX[0] + 1.0)) ** 2

WARM_UP = 50
"""Photons of the first, untimed run."""
SHORT_RUNS, SHORTER = 8, 40
"""Runs for the spread in a measurement, and how many times fewer photons they follow."""
MOST_PHOTONS = 100_000_000


# -- ours ------------------------------------------------------------------------------------------------------------


def _ours(engine, threads):
    from lentigo.physics.monte_carlo import monte_carlo

    rings, slices = np.linspace(0.0, 1e-2, 201), np.linspace(0.0, 2e-3, 201)

    def run(photons, seed):
        light = monte_carlo(
            np.array(ABSORPTION) * 1e3,
            np.array(SCATTERING) * 1e3,
            [COSINE] * 3,
            np.array(THICKNESS) * 1e-3,
            refractive_index=INDEX,
            index_above=1.0,
            index_below=1.0,
            packets=photons,
            seed=seed,
            radial_edges=rings,
            depth_edges=slices,
            engine=engine,
            threads=threads,
        )
        absorbed = dict(zip(LAYERS, light.absorbed_by_layer.tolist(), strict=True))
        return absorbed | {"reflected": light.diffuse_reflectance, "transmitted": light.transmittance}

    return run


def fast(threads):
    return _ours("fast", threads)


def reference(threads):
    return _ours("reference", threads)


# -- peers -----------------------------------------------------------------------------------------------------------


def use_opencl(threads):
    """Let packages with an OpenCL loader of their own find the PoCL that came with pyopencl."""
    os.environ["POCL_MAX_PTHREAD_COUNT"] = str(threads)
    with contextlib.suppress(ImportError):
        import pyopencl  # noqa: F401 - it tells PoCL where its headers are
    system = Path("/etc/OpenCL/vendors")
    if "OCL_ICD_VENDORS" in os.environ or (system.is_dir() and any(system.glob("*.icd"))):
        return
    found = importlib.util.find_spec("pyopencl")
    drivers = [] if found is None else sorted((Path(found.origin).parent / ".libs").glob("libpocl*.so"))
    if not drivers:
        raise RuntimeError("no OpenCL driver for this processor: pip install 'pyopencl[pocl]'")
    os.environ["OCL_ICD_VENDORS"] = str(drivers[0])


def _pmcxcl(threads, *, voxel):
    use_opencl(threads)
    import pmcxcl

    across = 20
    ends = np.cumsum([0, *(max(1, round(thick / voxel)) for thick in THICKNESS)]) + 1
    volume = np.zeros((across, across, ends[-1] + 1), np.uint8)  # one layer of air above, one below
    for layer in range(3):
        volume[:, :, ends[layer] : ends[layer + 1]] = layer + 1

    def run(photons, seed):
        done = pmcxcl.run(
            nphoton=photons,
            seed=seed,
            vol=volume,
            unitinmm=voxel,
            prop=[[0, 0, 1, 1], *([a, s, COSINE, n] for a, s, n in zip(ABSORPTION, SCATTERING, INDEX, strict=True))],
            srcpos=[across / 2, across / 2, 0],
            srcdir=[0, 0, 1],
            issrcfrom0=1,
            tstart=0,
            tend=5e-9,
            tstep=5e-9,
            bc="cc_cc_",  # what leaves at a side comes in at the other: layers without end
            isreflect=1,
            isspecular=1,
            issaveref=1,
            outputtype="energy",
            autopilot=1,
            minenergy=1e-4,
            roulettesize=10,
        )
        energy, escaped = np.asarray(done["flux"], float).squeeze(), np.asarray(done["dref"], float).squeeze()
        entered = done["stat"]["energytot"] / photons
        shares = {
            name: entered * energy[:, :, ends[layer] : ends[layer + 1]].sum() for layer, name in enumerate(LAYERS)
        }
        return shares | {
            "reflected": entered * escaped[:, :, 0].sum(),
            "transmitted": entered * escaped[:, :, -1].sum(),
        }

    return run


def pmcxcl_coarse(threads):
    return _pmcxcl(threads, voxel=0.06)


def pmcxcl_fine(threads):
    return _pmcxcl(threads, voxel=0.02)


def tetrahedra(depths, half_width):
    """Nodes, tetrahedra (counted from 1) and layers of a stack of boxes, each cut into six along one diagonal."""
    nodes = np.array([[x, y, z] for z in depths for y in (-half_width, half_width) for x in (-half_width, half_width)])
    elements, layers = [], []
    for layer in range(len(depths) - 1):
        for first, second, _ in itertools.permutations((1, 2, 4)):
            corners = 4 * layer + np.array([0, first, first + second, 7])
            if np.linalg.det(nodes[corners[1:]] - nodes[corners[0]]) < 0.0:
                corners[[1, 2]] = corners[[2, 1]]
            elements.append(corners + 1)
            layers.append(layer + 1)
    return nodes, np.array(elements), np.array(layers)


def pmmc(threads):
    use_opencl(threads)  # it asks for a device even where it then computes without
    import pmmc

    nodes, elements, layers = tetrahedra(np.cumsum([0.0, *THICKNESS]), 50.0)
    ends = 2 + 8  # outer faces of the first and of the last layer: they are counted by element, from the top down

    def run(photons, seed):
        done = pmmc.run(
            nphoton=photons,
            seed=seed,
            node=nodes,
            elem=elements,
            elemprop=layers,
            prop=np.array(
                [[0, 0, 1, 1], *([a, s, COSINE, n] for a, s, n in zip(ABSORPTION, SCATTERING, INDEX, strict=True))]
            ),
            srcpos=[0.011, 0.007, 1e-5],  # inside, and on no diagonal
            srcdir=[0, 0, 1],
            tstart=0,
            tend=5e-9,
            tstep=5e-9,
            isreflect=1,
            issaveref=1,
            outputtype="energy",
            basisorder=0,
            compute="sse",
            method="elem",
            minenergy=1e-4,
            roulettesize=10,
        )
        energy, escaped = np.asarray(done["flux"], float).ravel(), np.asarray(done["dref"], float).ravel()
        entered = 1.0 - SPECULAR
        shares = {name: entered * energy[layers == layer + 1].sum() for layer, name in enumerate(LAYERS)}
        return shares | {"reflected": entered * escaped[:ends].sum(), "transmitted": entered * escaped[-ends:].sum()}

    return run


def box(top, bottom, half_width):
    """Corners and triangles of a box."""
    corners = [[x, y, z] for z in (top, bottom) for y in (-half_width, half_width) for x in (-half_width, half_width)]
    faces = [(0, 2, 1), (1, 2, 3), (4, 5, 6), (5, 7, 6), (0, 1, 4), (1, 5, 4)]
    faces += [(2, 6, 3), (3, 6, 7), (0, 4, 2), (2, 4, 6), (1, 3, 5), (3, 7, 5)]
    return np.array(corners, np.float32), np.array(faces, np.uint32)


def photontracer(threads):
    import photontracer as tracer

    skin = 1e-4  # boxes lie in each other, so that no two faces coincide; what is left below and aside [mm]
    tops = np.cumsum([0.0, *THICKNESS[:-1]])
    meshes = [
        tracer.MeshGeometry(*box(top, BOTTOM - depth * skin, 100.0 - depth * skin)) for depth, top in enumerate(tops)
    ]
    still = np.tile(np.eye(3, 4, dtype=np.float32), (3, 1, 1))
    per_index = WAVELENGTH * 1e-3 / (4.0 * math.pi)
    materials = [tracer.Material(tracer.REFRACTIVE, 1 + 0j)] + [
        tracer.Material(tracer.VOLUME_SCATTERING, complex(n, a * per_index), s, COSINE)
        for a, s, n in zip(ABSORPTION, SCATTERING, INDEX, strict=True)
    ]
    simulation = tracer.Simulation(backend=tracer.Backend.EMBREE, cpu_threads=threads)
    simulation.geometry = tracer.InstanceGeometry(
        meshes, still, np.arange(3, dtype=np.uint32), np.arange(1, 4, dtype=np.uint32)
    )
    simulation.materials, simulation.wavelength_um = materials, WAVELENGTH
    simulation.length_unit, simulation.use_complex_fresnel = tracer.MILLI_METER, False
    kinds = tracer.OutputType
    simulation.outputs = [kinds.RAY_STATE, kinds.LAST_MEDIUM_ID, kinds.LAST_DIRECTION, kinds.SCATTERING_COUNT]

    def run(photons, seed):
        simulation.ray_generator = tracer.ParallelRayGenerator(photons, [0, 0, -1], [0, 0, 1], 0.0)
        simulation.seed = seed
        simulation.run()
        state = simulation.get_output_buffer(kinds.RAY_STATE)
        medium = simulation.get_output_buffer(kinds.LAST_MEDIUM_ID)
        down = simulation.get_output_buffer(kinds.LAST_DIRECTION)[:, 2] > 0.0
        steps = simulation.get_output_buffer(kinds.SCATTERING_COUNT)
        shares = {name: np.mean((state == 1) & (medium == layer + 1)) for layer, name in enumerate(LAYERS)}
        left = state == 0
        return shares | {"reflected": np.mean(left & ~down & (steps > 1)), "transmitted": np.mean(left & down)}

    return run


def pytissueoptics(threads):
    os.environ["POCL_MAX_PTHREAD_COUNT"] = str(threads)
    from pytissueoptics import Cuboid, PencilPointSource, ScatteringMaterial, ScatteringScene, Vector
    from pytissueoptics.rayscattering.opencl import CONFIG
    from pytissueoptics.scene.logger import Logger

    if CONFIG is None:
        raise RuntimeError("no OpenCL driver for this processor: pip install 'pyopencl[pocl]'")
    CONFIG.AUTO_SAVE = False  # or it would ask, and write the answers beside itself
    # Private, because the public way asks at the keyboard.
    CONFIG._config.update(DEVICE_INDEX=0, N_WORK_UNITS=128, MAX_MEMORY_MB=1024)  # noqa: SLF001

    class Sums(Logger):
        """Energy by place, added up at once: its own logger keeps every point, which takes longer."""

        def __init__(self):
            super().__init__()
            self.sums, self.points = defaultdict(float), 0

        def logDataPointArray(self, array, key):  # noqa: N802
            self.sums[key.solidLabel, key.surfaceLabel] += float(array[:, 0].sum(dtype=float))
            self.points += len(array)

        @property
        def nDataPoints(self):  # noqa: N802
            return self.points

    width = 100.0
    solids = [
        Cuboid(width, thick, width, material=ScatteringMaterial(mu_a=a, mu_s=s, g=COSINE, n=n), label=name)
        for name, thick, a, s, n in zip(LAYERS, THICKNESS, ABSORPTION, SCATTERING, INDEX, strict=True)
    ]
    stack = solids[0].stack(solids[1]).stack(solids[2])
    scene = ScatteringScene([stack])
    above = stack.getBoundingBox().yLim[0] - 0.1

    def run(photons, seed):
        source = PencilPointSource(
            position=Vector(0.011, above, 0.007), direction=Vector(0, 1, 0), N=photons, seed=seed % 2**32
        )
        log = Sums()
        source.propagate(scene, logger=log, showProgress=False)
        shares = {name: log.sums[name, None] / photons for name in LAYERS}
        back = 1.0 + log.sums["epidermis", "epidermis_bottom"] / photons
        return shares | {"reflected": back - SPECULAR, "transmitted": log.sums["fat", "fat_top"] / photons}

    def seconds(units):
        CONFIG.N_WORK_UNITS = units
        begun = time.perf_counter()
        run(1500, 1)
        return time.perf_counter() - begun

    seconds(128)
    CONFIG.N_WORK_UNITS = min((128, 512, 2048), key=seconds)  # as its own test at the keyboard would
    return run


def geant4_pybind(threads):  # noqa: ARG001, C901 - each photon ends in Python, which has one thread
    # Its table of nuclides must exist, and stays empty: light needs none.
    folder = tempfile.mkdtemp()
    Path(folder, "ENSDFSTATE.dat").touch()
    os.environ.setdefault("G4ENSDFSTATEDATA", folder)
    import geant4_pybind as geant

    energy = 1239.84193 / (1e3 * WAVELENGTH) * geant.eV
    kept, counts = [], np.zeros(6)
    at_once = 500

    def material(name, index, absorption=0.0, scattering=0.0):
        made = geant.G4Material(name, 1.0, 1.008 * geant.gram / geant.mole, geant.gram / geant.cm3)
        table = geant.G4MaterialPropertiesTable()
        energies = geant.G4doubleVector([0.5 * energy, 2.0 * energy])
        table.AddProperty("RINDEX", energies, geant.G4doubleVector([index] * 2))
        if scattering:
            table.AddProperty("ABSLENGTH", energies, geant.G4doubleVector([geant.mm / absorption] * 2))
            table.AddProperty("MIEHG", energies, geant.G4doubleVector([geant.mm / scattering] * 2))
            for key, value in (("FORWARD", COSINE), ("BACKWARD", COSINE), ("FORWARD_RATIO", 1.0)):
                table.AddConstProperty(f"MIEHG_{key}", value)
        made.SetMaterialPropertiesTable(table)
        kept.append((made, table))
        return made

    class Skin(geant.G4VUserDetectorConstruction):
        def Construct(self):  # noqa: N802
            wide = 100.0 * geant.mm
            world = geant.G4Box("world", wide, wide, 8.0 * geant.mm)
            air = geant.G4LogicalVolume(world, material("air", 1.0), "world")
            placed = geant.G4PVPlacement(None, geant.G4ThreeVector(), air, "world", None, False, 0)
            top = -0.5 * BOTTOM
            for name, thick, a, s, n in zip(LAYERS, THICKNESS, ABSORPTION, SCATTERING, INDEX, strict=True):
                solid = geant.G4Box(name, wide, wide, 0.5 * thick * geant.mm)
                volume = geant.G4LogicalVolume(solid, material(name, n, a, s), name)
                at = geant.G4ThreeVector(0, 0, (top + 0.5 * thick) * geant.mm)
                kept.append((solid, volume, geant.G4PVPlacement(None, at, volume, name, air, False, 0)))
                top += thick
            kept.append((world, air))
            return placed

    class Beam(geant.G4VUserPrimaryGeneratorAction):
        def __init__(self):
            super().__init__()
            self.gun = geant.G4ParticleGun(1)
            self.gun.SetParticleDefinition(geant.G4OpticalPhoton.OpticalPhotonDefinition())
            self.gun.SetParticleEnergy(energy)
            self.gun.SetParticlePosition(geant.G4ThreeVector(0, 0, -6.0 * geant.mm))
            self.gun.SetParticleMomentumDirection(geant.G4ThreeVector(0, 0, 1))

        def GeneratePrimaries(self, event):  # noqa: N802
            for _ in range(at_once):
                angle = 2.0 * math.pi * random.random()  # noqa: S311 - unpolarised light
                self.gun.SetParticlePolarization(geant.G4ThreeVector(math.cos(angle), math.sin(angle), 0))
                self.gun.GeneratePrimaryVertex(event)

    class End(geant.G4UserTrackingAction):
        def PostUserTrackingAction(self, track):  # noqa: N802
            place = track.GetPosition()
            depth = place.z / geant.mm + 0.5 * BOTTOM
            if depth < 0.0:
                counts[0 if place.x == 0.0 == place.y else 1] += 1
            else:
                counts[2 + int(np.searchsorted(ends, depth))] += 1

    ends = np.cumsum(THICKNESS)

    class Actions(geant.G4VUserActionInitialization):
        def Build(self):  # noqa: N802
            self.SetUserAction(Beam())
            self.SetUserAction(End())

    class Optics(geant.G4VModularPhysicsList):
        def __init__(self):
            super().__init__()
            self.RegisterPhysics(geant.G4OpticalPhysics())

    manager = geant.G4RunManagerFactory.CreateRunManager(geant.G4RunManagerType.Serial)
    for part in (Skin(), Optics(), Actions()):
        manager.SetUserInitialization(part)
    commands = geant.G4UImanager.GetUIpointer()
    for process in ("OpWLS", "OpWLS2", "OpRayleigh", "Cerenkov", "Scintillation"):
        commands.ApplyCommand(f"/process/optical/processActivation {process} false")
    manager.Initialize()

    def run(photons, seed):
        counts[:] = 0.0
        geant.G4Random.setTheSeed(seed)
        random.seed(seed)
        manager.BeamOn(max(1, round(photons / at_once)))
        share = counts / counts.sum()
        absorbed = dict(zip(LAYERS, share[2:5], strict=True))
        return absorbed | {"reflected": share[1], "transmitted": share[5], "photons": counts.sum()}

    return run


def photon_canon(threads):  # noqa: ARG001 - NumPy without threads
    from photon_canon.hardware import pencil_beams
    from photon_canon.optics import Illumination, Medium, System

    def run(photons, seed):
        np.random.seed(seed % 2**32)  # noqa: NPY002 - it draws from the global generator
        stack = []
        for thick, a, s, n in zip(THICKNESS, ABSORPTION, SCATTERING, INDEX, strict=True):
            stack += [Medium(n=n, mu_s=10.0 * s, mu_a=10.0 * a, g=COSINE), 0.1 * thick]
        beam = System(*stack, surrounding_n=1.0, illuminator=Illumination(pencil_beams)).beam(batch_size=photons)
        beam.simulate()
        return {"reflected": float(beam.R) / photons - SPECULAR, "transmitted": float(beam.T) / photons}

    return run


# -- the process that a peer works in ----------------------------------------------------------------------------------


def measured(run, photons, seed):
    """One run: shares, time by the clock, and by the processor."""
    begun, spent = time.perf_counter(), time.process_time()
    shares = {name: float(share) for name, share in run(photons, seed).items()}
    seconds, processor = time.perf_counter() - begun, time.process_time() - spent
    followed = shares.pop("photons", photons)
    return {"shares": shares, "photons": followed, "seconds": seconds, "processor": processor}


def calibrated(run, seconds, *, threads=None):
    """Photons that take about this time, beyond what it takes to start a run; of the processor, if threads are told."""

    def cost(photons, seed):
        taken = measured(run, photons, seed)
        return taken["seconds"] if threads is None else taken["processor"] / threads

    run(WARM_UP, 1)
    fixed = cost(WARM_UP, 2)
    photons, beyond = WARM_UP, 0.0
    while beyond < 0.2 * seconds and photons < MOST_PHOTONS:
        photons = min(20 * photons, max(2 * photons, int(photons * 0.3 * seconds / max(beyond, 1e-9))))
        beyond = cost(photons, 3) - fixed
    rate = (photons - WARM_UP) / max(beyond, 1e-9)
    return min(MOST_PHOTONS, max(WARM_UP, int(rate * seconds)))


def measurement(run, photons, seed):
    """One run for its time, and some short ones, from whose spread the error is told."""
    few = max(WARM_UP, photons // SHORTER)
    timed = measured(run, photons, seed) | {"timed": True}
    return [timed, *(measured(run, few, seed + 1 + k) for k in range(SHORT_RUNS))]


def serve(adapter, *, threads, seconds, by_processor=False):
    """Answer each line with a measurement: lines of JSON on what was the standard output when the process began.

    What the peer itself writes goes to the standard error, and its questions are answered with no.
    """
    answers, orders = os.fdopen(os.dup(1), "w", encoding="utf-8"), sys.stdin
    sys.stdout.flush()
    os.dup2(2, 1)
    sys.stdin = io.StringIO("n\n" * 100)

    def answer(content):
        answers.write(json.dumps(content) + "\n")
        answers.flush()

    try:
        run = adapter(threads)
        photons = calibrated(run, seconds, threads=threads if by_processor else None)
        answer({"photons": photons})
        for line in orders:
            answer(measurement(run, photons, int(line)))
    except Exception as error:  # noqa: BLE001 - whatever a peer raises is told, in one line
        answer({"error": f"{type(error).__name__}: {' '.join(str(error).split())}"[:300]})


def loaded(path, name):
    """A function of a file of adapters."""
    spec = importlib.util.spec_from_file_location("adapters", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return getattr(module, name)


if __name__ == "__main__":
    path, name, threads, seconds, *how = sys.argv[1:]
    with contextlib.suppress(BrokenPipeError):
        serve(loaded(path, name), threads=int(threads), seconds=float(seconds), by_processor=bool(how))
