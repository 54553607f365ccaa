"""Counting in the ledger: a measure of a pack, a period and a set of units give a figure that opens to its events."""
