"""Pages on which sheets are handed in: upload, columns, preview, run, result."""
