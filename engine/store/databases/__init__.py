"""How to connect: one class per kind of database, all with the same four methods."""
