"""The first screen of each role: what somebody sees when they have logged in."""
