"""BPMN 2.0 files: read into definitions, and checked."""
