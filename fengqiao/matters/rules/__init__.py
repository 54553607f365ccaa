"""Pure rules of matters: facts in, decision with its reason out."""
