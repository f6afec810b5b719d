"""How each event changes an instance: one file per concept, `fold` has the table."""
