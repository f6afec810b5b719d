"""Archives, checkpoints, and how long cases are kept."""
