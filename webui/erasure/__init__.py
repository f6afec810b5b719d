"""Erasing the personal values of a customer."""
