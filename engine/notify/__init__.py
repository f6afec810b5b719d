"""Notices to people: templates, and later the channels that carry them."""
