"""The page of figures: measures of the packs in force, opened down to their events and matters."""
