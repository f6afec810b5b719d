"""Scenarios: what a process must do, told as values, times and expectations, and run on the real engine."""
