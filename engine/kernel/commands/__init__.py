"""What each command does: one file per concept, `decide` has the table."""
