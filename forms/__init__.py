"""What a form-js form means on the server."""
