"""The door for other programs: requests under a token, JSON both ways, no cookies and so no CSRF."""
