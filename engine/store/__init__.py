"""Tables, unit of work, appliers of events, queries, migrations; the only importer of SQLAlchemy."""
