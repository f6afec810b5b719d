"""The demo clock."""
