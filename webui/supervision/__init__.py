"""What is late, and what got stuck."""
