"""The words of every code, by language."""
