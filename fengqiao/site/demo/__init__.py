"""The fictional demo county: its data, its messages, and (play) the run that drives the real actions."""
