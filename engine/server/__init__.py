"""Nodes: processes that serve pages, carry out jobs, or both."""
