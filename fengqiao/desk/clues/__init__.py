"""Pages of clues: for recipients, custodians and who is in charge of a unit."""
