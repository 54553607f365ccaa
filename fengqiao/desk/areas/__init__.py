"""到场辖区: how soon help is to be where, which teams cover which area, and what plans come to there."""
