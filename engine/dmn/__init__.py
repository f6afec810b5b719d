"""Decision tables and literal expressions (DMN 1.1 to 1.5)."""
