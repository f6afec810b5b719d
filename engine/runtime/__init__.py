"""Carries out commands: load, authorise, decide, commit. One module per capability."""
