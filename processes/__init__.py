"""The shipped processes: a folder each, with diagram, tables, notices, handlers and scenarios."""
