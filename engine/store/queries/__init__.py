"""The reads, one module per topic."""
