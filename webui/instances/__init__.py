"""Cases: the list, and one of them from every side."""
