"""Pages of hot issues: the same thing at the same place, told by many, and rising."""
