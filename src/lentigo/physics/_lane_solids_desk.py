"""Where the lane kernel finds what belongs to solids: offsets in bytes, as in ``_lane_desk``, to which this adds.

A *shelf* holds the solids and a grid of boxes: cells of eight bytes first, then what each slab has around its solids,
then the solids. Records have, where others have their grid, what each solid took, what each slab gave to solids, and
then the boxes, one more at either end of each axis for what lies outside.
"""

from __future__ import annotations

from lentigo.physics import _lane_desk as at

# Rows added to a block: the slab's own extinction and mean free path, the distance within which surely no solid lies,
# the solid that holds the packet (from 1; 0 for none), and for each axis where to search uneven edges.
(OWN, FREE, CLEAR, SOLID, BIN) = range(at.BLOCK, at.BLOCK + 5 * at.ROW, at.ROW)
BLOCK = at.BLOCK + 7 * at.ROW

# A shelf: cells of whole numbers. How many solids, where in a record they and the slabs begin, addresses;
(SOLIDS, TAKEN, GIVEN, FIRST_SLAB, FIRST_SOLID) = range(0, 40, 8)
# then one for each axis: whether its edges are uneven, edges, guide, boxes to skip for the next along this axis.
(UNEVEN, EDGES, GUIDE, STRIDE) = range(40, 136, 24)
# Then cells of numbers for each axis: scale, shift, last; the stride again, if the axis is even;
(SCALE, SHIFT, LAST, EVEN_STRIDE) = range(136, 232, 24)
# and what makes a square a distance from the nearest solid: the least radius, twice that, and its square.
(RADIUS, DIAMETER, RADIUS_SQUARED) = range(232, 256, 8)
SHELF = 256

# A slab, single numbers.
(S_OWN, S_FREE) = range(0, 8, 4)
SLAB = 8

# A solid: kind, x, y, top, bottom, diameter of a cylinder or squared radius of a disc, 1/diameter, then what it holds:
# share absorbed, mean cosine, extinction.
(KIND, X, Y, TOP, BOTTOM, SIZE, PER_DIAMETER, SHARE, MEAN_COSINE, EXTINCTION) = range(0, 40, 4)
SOLID_SIZE = 40
