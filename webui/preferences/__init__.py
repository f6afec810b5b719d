"""How the reader likes the pages."""
