"""Lists of practical matters (实事清单): what a unit promises for a year, by milestones, verified by another."""
