"""Pages of the command room: its board, dispatch on a matter's page, how stations are made up."""
