"""Arrays in, arrays out, SI; every equation with its source."""
