"""Users, groups, roles, and what each may do."""
