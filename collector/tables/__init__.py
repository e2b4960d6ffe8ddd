"""Tables: every published figure, as arithmetic on released cells. Pure; it asks a `CellStore`."""
