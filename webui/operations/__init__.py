"""What keeps running cases going: suspending, moving, returning, migrating, restarting, mending data."""
