"""The vocabulary of the engine: frozen values and nothing else."""
