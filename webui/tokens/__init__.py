"""Tokens of other programs."""
