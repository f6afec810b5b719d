"""The tables, one module per topic."""
