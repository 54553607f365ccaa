"""The command room of a station (综合指挥室): dispatch to its teams, hand-over, checks, shifts, talks and reviews."""
