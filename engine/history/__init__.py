"""What happened: told as a timeline, shown again step by step, proved, and exported."""
