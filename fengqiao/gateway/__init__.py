"""Doors to other systems: what leaves the platform by machine. Adapters are named in the settings by dotted path."""
