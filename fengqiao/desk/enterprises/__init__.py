"""Pages of enterprises (警企联盟)."""
