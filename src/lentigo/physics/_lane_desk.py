"""Where the lane kernel finds things: offsets in the memory that it works on, in bytes.

A *block* holds the state of a row of packets, one row of numbers after the other. A *desk* holds what all packets of a
call share: cells of eight bytes, some whole numbers and some not, then the layers. A *record* holds what the packets of
one batch left behind, in whole numbers: so sums do not depend on their order.
"""

from __future__ import annotations

from lentigo.physics._lane_intrinsics import LANES

ROW = 4 * LANES

# A block: position, direction, weight and what rounding still owes it, random state,
(X, Y, Z, UX, UY, UZ, WEIGHT, OWED, RANDOM, _R1, _R2, _R3) = range(0, 12 * ROW, ROW)
# its layer's top and bottom, mean free path, share absorbed at each step, mean cosine,
(TOP, BOTTOM, PATH, SHARE, MEAN_COSINE) = range(12 * ROW, 17 * ROW, ROW)
# number of the layer, weight at its entry, whether the skin was reached, start of the batch's grid,
(LAYER, ENTERED, TOUCHED, GRID) = range(17 * ROW, 21 * ROW, ROW)
# and what the last step leaves to be counted: cell, energy (two rows: 64 bit), and for uneven edges where to search.
(CELL, ENERGY, _E1, RING, SLICE, RADIUS) = range(21 * ROW, 27 * ROW, ROW)
BLOCK = 27 * ROW

# A desk, cells of whole numbers: the packets to trace, those in flight, the seed; the records, their size, the end of
# each batch, the record of the current one and the start of the grid in a record;
(NEXT, LAST, ALIVE, SEED, RECORDS, RECORD_CELLS, BATCH_END, CURRENT, GRID_START) = range(0, 72, 8)
# how many layers, layers on the skin, rings, angles, cells of a ring; where in a record the escaped begin;
(LAYERS, COVERS, RINGS, ANGLES, COLUMN, ESCAPED) = range(72, 120, 8)
# whether edges are evenly spaced, and the tables of edges;
(EVEN, RING_EDGES, SLICE_EDGES, RING_GUIDE, SLICE_GUIDE, COSINES) = range(120, 168, 8)
# the beam's shape, numbers and table.
(SHAPE, BEAM, PROFILE, PROFILE_POINTS) = range(168, 200, 8)
# Then cells of numbers: outermost surface, media around, scales of the grid.
(START, ABOVE, BELOW, RING_SCALE, RING_LAST, SLICE_SCALE, SLICE_SHIFT, SLICE_LAST, COLUMN_NUMBER) = range(200, 272, 8)
# Then the start of a packet behind the outermost surface: the same for all of a pencil beam.
(FIRST_X, FIRST_Y, FIRST_UX, FIRST_UY, FIRST_UZ, FIRST_WEIGHT) = range(272, 320, 8)
# Then the layers, each of so many cells.
FIRST_LAYER = 320
LAYER_CELLS = 8
(L_TOP, L_BOTTOM, L_INSIDE, L_PATH, L_SHARE, L_MEAN_COSINE, L_INDEX) = range(0, 56, 8)

# A record: weight launched, sent back before it reached the skin, lost by roulette (less what it won), escaped up and
# down, then taken by each layer, escaped up by ring and angle, the same down, and the grid by ring and slice.
(LAUNCHED, SPECULAR, GAMBLED, UP, DOWN, FIRST_TAKEN) = range(6)

ONE = float(2**40)
"""Weight 1 in a record. 2^22 packets of a batch cannot make it overflow, and weights of 1e-12 are still counted."""
