"""The built-in functions of FEEL (DMN 1.5, 10.3.4), by their first argument."""
