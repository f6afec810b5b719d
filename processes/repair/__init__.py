"""售后维修: after-sales repair."""
