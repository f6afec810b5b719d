"""A worker for external tasks, over HTTP: needs the standard library only, and nothing of the engine."""
