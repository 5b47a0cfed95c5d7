"""Where the kernel of several absorptions finds things beside those of ``_lane_desk``: offsets in bytes.

A lane carries a row of factors, one for each set of absorption, so that four lanes fill a row of registers. A record's
cells are eight whole numbers side by side, one line of the processor's cache.
"""

from __future__ import annotations

from lentigo.physics import _lane_desk as at
from lentigo.physics._lane_intrinsics import LANES

SETS = 8
"""Sets of absorption on one path."""

EIGHT = 4 * SETS
"""Bytes of what one lane holds of all sets."""

CELL_BYTES = 8 * SETS

_ROWS = LANES * EIGHT
# Behind a block, by lane and set: by how much the binary logarithm of a set's factor falls along the path [1/m], that
# logarithm where the layer was entered, the share absorbed at each meeting, the weight at the layer's entry;
(SLOPE, LOGARITHM, TAKES, CAME_IN) = range(at.BLOCK, at.BLOCK + 4 * _ROWS, _ROWS)
# by lane: path in the layer since its entry [m], weight that meets something, as a record counts it, number of the
# packet; then the path in each layer by lane [m].
(WAY, MET, PACKET, LENGTHS) = range(at.BLOCK + 4 * _ROWS, at.BLOCK + 4 * _ROWS + 4 * at.ROW, at.ROW)

# A sheet, cells of whole numbers: whether the grid is counted, where paths are written down or 0, their numbers each,
# the number of the first packet; then by layer the slopes and the shares of all sets.
(COUNTED, PATHS, PATH_NUMBERS, FIRST_PACKET) = range(0, 32, 8)
LAYER_ROWS = 64
# A path written down: the weight, the cell of a record for its way out, the path in each layer [m].
(P_WEIGHT, P_CELL, P_LENGTHS) = range(0, 12, 4)
