"""SpiffWorkflow, behind one door: its schema checks deployments, its interpreter is the second one of crosscheck."""
