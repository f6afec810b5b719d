"""应急响应: response to emergencies, and their drills."""
