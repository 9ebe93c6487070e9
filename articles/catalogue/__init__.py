"""Sources as files: read from and written to CSV, OPML and JSON, and compared with the archive before they go in."""
