"""What those who run it see: metrics, log lines, readiness, and the doctor."""
