"""Pages of help at stations."""
