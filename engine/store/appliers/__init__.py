"""One applier per event: the rows that a fact changes."""
