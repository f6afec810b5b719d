"""What happened, shown again and proved."""
