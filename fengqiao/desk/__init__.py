"""Staff pages: one package for each room, composed from several rooms' queries."""
