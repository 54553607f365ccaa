"""The county overview."""
