"""Pure rules of the command room."""
