"""What people add to a case: remarks, files, its owner and its customer."""
