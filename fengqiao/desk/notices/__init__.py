"""Pages of notices: one's inbox, how one likes to get them, and how the channels stand."""
