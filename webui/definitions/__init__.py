"""Process definitions, decisions and forms: versions, upload, modeler."""
