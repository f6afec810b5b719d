"""Notices to people: templates, and the channels that carry them out of the house."""
