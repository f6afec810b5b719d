"""Lists of user tasks, one task with its form, and starting a case."""
