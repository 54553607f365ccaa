"""Files and personal fields, kept apart from everything else."""
