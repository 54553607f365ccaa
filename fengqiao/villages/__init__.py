"""Officers of villages: who answers for which village, and which has nobody."""
